import { describe, expect, it } from 'vitest';
import { commandPlan } from '#renderer/fake-host/fixtures.ts';
import { ledPaths } from './led-paths.ts';

const led = (...paths: readonly (readonly [string, string])[]) =>
  ledPaths(
    commandPlan(['cat'], {
      cwd: { path: '/home/anna/proj', device: '1', inode: '1' },
      paths: paths.map(([named, path]) => ({ named, path })),
    }),
  ).map(({ named }) => named);

describe('paths that lead elsewhere', () => {
  it('are those that are not where their words say', () => {
    expect(led(['notes', '/etc/shadow'], ['/home/anna/proj/a', '/srv/a'], ['../x/b', '/srv/x/b'])).toEqual([
      'notes',
      '/home/anna/proj/a',
      '../x/b',
    ]);
  });

  it('are not those that are', () => {
    expect(
      led(
        ['a', '/home/anna/proj/a'],
        ['./b//c/', '/home/anna/proj/b/c'],
        ['../x', '/home/anna/x'],
        ['/', '/'],
        ['/etc/./hosts', '/etc/hosts'],
      ),
    ).toEqual([]);
    expect(ledPaths(commandPlan(['true']))).toEqual([]);
  });
});

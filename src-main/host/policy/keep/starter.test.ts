import { describe, expect, it } from 'vitest';
import { FILE, loadPolicy, NOW_MS, planFor } from '../fixtures/load-policy.ts';
import { decide } from '../index.ts';
import { starterPolicy } from './starter.ts';

const policy = loadPolicy(await starterPolicy(), { home: '/home/anna' });
const word = (...argv: readonly string[]): string => {
  const executable = policy.commandTerms(argv, { name: 'tester', claims: null })?.executable ?? '';
  const plan = planFor(argv, { executable: { ...planFor(['x']).executable, named: executable } });
  return decide(plan, { name: 'tester', claims: null }, policy, NOW_MS).verdict;
};

describe('the starter policy', () => {
  it('names only programs that are here', async () => {
    expect(await starterPolicy(['/nowhere'])).toContain('commands: {}');
    expect(policy.commandNames).toEqual(expect.arrayContaining(['ls', 'cat', 'echo', 'date', 'uname', 'pwd', 'true']));
    expect(policy.file).toBe(FILE);
  });

  it.runIf(policy.commandNames.includes('git'))(
    'lets git look, asks before it changes or publishes, and denies the rest',
    () => {
      for (const args of [
        'status',
        'status --short',
        'log --oneline -5',
        'show HEAD',
        'diff --staged',
        'branch -a',
        'stash list',
        'remote -v',
      ]) {
        expect([args, word('git', ...args.split(' '))]).toEqual([args, 'allow']);
      }
      for (const args of [
        'push',
        'push --force origin main',
        'commit -m x',
        'fetch',
        'checkout -b x',
        'reset --hard',
        '--no-pager push',
        'log --output=x',
      ]) {
        expect([args, word('git', ...args.split(' '))]).toEqual([args, 'ask']);
      }
      for (const args of [
        'config user.name x',
        '-c core.pager=x log',
        '-C /etc status',
        'diff /etc/hostname /etc/shadow',
        'stash drop',
        'branch new',
        'reflog expire',
        '',
      ]) {
        expect([args, word('git', ...args.split(' ').filter(Boolean))]).toEqual([args, 'deny']);
      }
    },
  );

  it('lets files be read in project folders, never keys and never the house’s own', () => {
    expect(word('cat', 'a.txt')).toBe('allow');
    expect(word('ls', '-la', 'src')).toBe('allow');
    expect(word('head', '-20', '/home/anna/projects/x')).toBe('allow');
    for (const path of [
      '/etc/passwd',
      '/home/anna/notes',
      '.env',
      '/home/anna/.ssh/id_rsa',
      '/home/anna/code/.git/config',
      '/data/audit',
    ]) {
      expect([path, word('cat', path)]).toEqual([path, 'deny']);
    }
  });

  it('does not let the clock be set, nor a search look where it may not', () => {
    expect(word('date')).toBe('allow');
    expect(word('date', '+%F %T')).toBe('allow');
    expect(word('date', '01011200')).toBe('deny');
    expect(word('date', '-s', 'now')).toBe('deny');
    expect(word('grep', '-n', 'word', 'a.txt')).toBe('allow');
    expect(word('grep', '-rn', 'word', 'src')).toBe('ask');
  });

  it('lets a session live in the home folder and in project folders alone', () => {
    expect(policy.scopeOf('/home/anna').read).toBe(true);
    expect(policy.scopeOf('/home/anna/projects/x')).toEqual({ read: true, write: true, blocked: false });
    expect(policy.scopeOf('/home/anna/Downloads')).toEqual({ read: false, write: false, blocked: false });
    expect(policy.scopeOf('/home/anna/projects/x/.ssh').blocked).toBe(true);
  });
});

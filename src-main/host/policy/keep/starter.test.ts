import { describe, expect, it } from 'vitest';
import { DEFAULT_SANDBOX } from '#shared/policy/index.ts';
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
    expect(await starterPolicy({ folders: ['/nowhere'] })).toContain('commands: {}');
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
    for (const path of ['/etc/passwd', '/home/anna/notes', '.env', '/home/anna/.ssh/id_rsa', '/data/audit']) {
      expect([path, word('cat', path)]).toEqual([path, 'deny']);
    }
  });

  it('lets git read its settings, and nobody write what programs act on', () => {
    for (const path of [
      '/home/anna/code/.git/config',
      '/home/anna/.gitconfig',
      '/home/anna/code/.git/hooks/pre-commit',
    ])
      expect([path, policy.scopeOf(path)]).toEqual([path, { read: true, write: false, blocked: false }]);
    expect(policy.scopeOf('/home/anna/.config/git/credentials').blocked).toBe(true);
  });

  it.runIf(policy.commandNames.includes('git'))('fences what needs no keys, and says where it does not', () => {
    const fence = (...argv: readonly string[]) => policy.commandTerms(argv, { name: 'tester', claims: null })?.sandbox;
    expect(fence('git', 'push')).toBe('off');
    expect(fence('git', 'fetch')).toBe('off');
    expect([fence('git', 'status'), fence('git', 'commit'), fence('cat', 'x')]).toEqual(Array(3).fill(DEFAULT_SANDBOX));
  });

  it.runIf(DEFAULT_SANDBOX !== 'off')(
    'on a machine without a sandbox says so, with what to do, and is of use',
    async () => {
      const found = 'there is no /usr/bin/bwrap.';
      const text = await starterPolicy({ sandbox: { name: null, found, fix: 'sudo apt-get install -y bubblewrap' } });
      expect(text).toContain('# This machine has no sandbox: there is no /usr/bin/bwrap.\n');
      expect(text).toContain('# To change that: sudo apt-get install -y bubblewrap\n');
      const bare = loadPolicy(text, { home: '/home/anna' });
      for (const name of bare.commandNames)
        expect(bare.commandTerms([name], { name: 'tester', claims: null }), name).toMatchObject({
          sandbox: 'off',
          network: true,
        });
      const works = await starterPolicy({ sandbox: { name: 'bubblewrap', found: 'it works', fix: null } });
      expect(works).toBe(await starterPolicy());
    },
  );

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

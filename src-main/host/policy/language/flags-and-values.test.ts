import { describe, expect, it } from 'vitest';
import { ask, loadPolicy, planFor, policyWith, word } from '../fixtures/load-policy.ts';

const git = loadPolicy(
  policyWith(`
rules:
  - verdict: allow
    args: ["log|status", "..."]
    global_flags: { "--no-pager": none, "-C": "<text>" }
    flags:
      "--oneline": none
      "-n": "<int:1-1000>"
      "--since": "<text>"
      "--color=": "always|never"
      "--color": none
      "-v": none
      "-q": none
      "-<int:1-50>": none
  - { verdict: ask, args: [push, "..."], because: publishes commits }
`),
);

const planned = planFor(['tool']).executable;

describe('flags and values', () => {
  it.each([
    [['log']],
    [['log', '--oneline']],
    [['log', '-n', '5']],
    [['log', '-n5']],
    [['log', '--since=yesterday']],
    [['log', '--since', 'yesterday']],
    [['log', '--since=--oneline']],
    [['log', '--since=']],
    [['log', '--color']],
    [['log', '--color=never', 'main']],
    [['log', '-vq', 'main', '-q']],
    [['log', '-20']],
    [['log', '--', '--output=x', '-Z', '--']],
    [['log', '-n', '5', '-n', '6']],
    [['--no-pager', 'log']],
    [['-C', 'dir', 'log']],
    [['log', '-']],
  ])('allows %j', (args) => {
    expect(word(git, ...args)).toBe('allow');
  });

  it.each([
    ['an unlisted long flag', ['log', '--output=x']],
    ['an unlisted short flag', ['log', '-Z']],
    ['a long flag cut short, which many programs complete', ['log', '--onel']],
    ['an unlisted letter among joined ones', ['log', '-vZq']],
    ['a flag with a value among joined letters', ['log', '-vn5']],
    ['a value for a flag that takes none', ['log', '--oneline=x']],
    ['a flag that is listed for the other side of the word', ['log', '-C', 'x']],
    ['the same on this side', ['-v', 'log']],
    ['“--” before the word', ['--', 'log']],
    ['a flag in other letter case', ['log', '--Oneline']],
  ])('asks about %s', (_what, args) => {
    expect(word(git, ...args)).toBe('ask');
  });

  it.each([
    ['a value out of range', ['log', '-n', '5000']],
    ['a value with leading zeros', ['log', '-n', '05']],
    ['a number in another notation', ['log', '-n', '0x5']],
    ['a flag where a value is due', ['log', '-n', '--oneline']],
    ['a flag where a text is due', ['log', '--since', '--oneline']],
    ['“--” where a value is due', ['log', '--since', '--']],
    ['nothing where a value is due', ['log', '-n']],
    ['“=” after a short flag', ['log', '-n=5']],
    ['a value that is none of the listed', ['log', '--color=blue']],
    ['a word of the rule that is the value of an unlisted flag', ['-c', 'core.pager=log', 'x', 'log']],
    ['letter case', ['LOG']],
    ['a word with a space', ['log ']],
    ['two words in one', ['log --oneline']],
    ['no word', []],
    ['another word', ['branch']],
  ])('denies %s', (_what, args) => {
    expect(word(git, ...args)).toBe('deny');
  });

  it('asks about a push whatever stands before it, also where a rule that allows could be misread', () => {
    expect(word(git, '--no-pager', 'push')).toBe('ask');
    const both = loadPolicy(
      policyWith(`
rules:
  - { verdict: allow, args: ["..."], flags: { "-C": "<text>", "-f": none } }
  - { verdict: ask, args: [push, "..."] }
`),
    );
    for (const args of [
      ['push'],
      ['-C', 'x', 'push'],
      ['-f', 'push'],
      ['-C', 'x', '-f', 'push', '-f'],
      ['--', 'push'],
    ]) {
      expect(word(both, ...args)).toBe('ask');
    }
    expect(word(both, '-C', 'push', 'status')).toBe('ask');
    expect(word(both, 'pull', 'push')).toBe('allow');
  });

  it('does not let a flag’s other meaning before the word carry a second command in', () => {
    // To git, `-c diff` before the command sets a variable, and `push` is the command.
    const diff = loadPolicy(policyWith('rules: [{ verdict: allow, args: [diff, "..."], flags: { "-c": none } }]'));
    expect(word(diff, 'diff', '-c', 'push')).toBe('allow');
    expect(word(diff, '-c', 'diff', 'push')).toBe('ask');
    // To docker compose, `-f logs` before the command names a file, and `down` is the command.
    const logs = loadPolicy(
      policyWith('rules: [{ verdict: allow, args: [compose, logs, "..."], flags: { "-f": none } }]'),
    );
    expect(word(logs, 'compose', 'logs', '-f', 'down')).toBe('allow');
    expect(word(logs, 'compose', '-f', 'logs', 'down')).toBe('ask');
  });

  it('takes a flag that args spells out only where it stands, and not after “--”', () => {
    const module = loadPolicy(policyWith('rules: [{ verdict: allow, args: ["-m", "unittest|this"] }]'));
    expect(word(module, '-m', 'this')).toBe('allow');
    expect(word(module, 'this')).toBe('deny');
    expect(word(module, 'this', '-m')).toBe('deny');
    expect(word(module, '--', '-m', 'this')).not.toBe('allow');
    const restore = loadPolicy(policyWith('rules: [{ verdict: allow, args: [restore, "--", "<text>..."] }]'));
    expect(word(restore, 'restore', '--', '-x', 'y')).toBe('allow');
    expect(word(restore, 'restore', 'y')).toBe('deny');
  });

  it('reads one dash and several letters as one flag where the rule does', () => {
    const find = loadPolicy(
      policyWith('rules: [{ verdict: allow, args: ["<text>"], flags: { "-name": "<text>", "-print": none } }]'),
    );
    expect(word(find, '.', '-name', 'x', '-print')).toBe('allow');
    expect(word(find, '.', '-name=x')).toBe('ask');
    expect(word(find, '.', '-exec', 'sh')).not.toBe('allow');
    expect(word(find, '.', '-exec')).toBe('ask');
  });

  it('does not take what stands after “--” for operands where the program does not', () => {
    const dig = loadPolicy(
      policyWith('rules: [{ verdict: allow, args: ["..."] }]').replaceAll('/usr/bin/tool', '/usr/bin/find'),
    );
    expect(ask(dig, ['--', '.', '-exec'], { executable: { ...planned, named: '/usr/bin/find' } }).verdict).toBe('ask');
    const plain = loadPolicy(
      policyWith('rules: [{ verdict: allow, args: ["..."] }]').replaceAll('/usr/bin/tool', '/usr/bin/dig'),
    );
    expect(ask(plain, ['--', '-f'], { executable: { ...planned, named: '/usr/bin/dig' } }).verdict).toBe('ask');
    expect(ask(plain, ['--', 'x'], { executable: { ...planned, named: '/usr/bin/dig' } }).verdict).toBe('allow');
  });
});

describe('the gateway’s shorthand', () => {
  const policy = loadPolicy(policyWith('allowed_prefixes: [status, "remote show"]\nrequires_confirmation: [push]'));

  it('allows a prefix and what follows it', () => {
    expect(word(policy, 'status')).toBe('allow');
    expect(word(policy, 'status', 'a', 'b')).toBe('allow');
    expect(word(policy, 'remote', 'show', 'origin')).toBe('allow');
    expect(word(policy, 'status', '--', '--short')).toBe('allow');
  });

  it('asks about a flag after the prefix, and about a prefix that needs confirmation', () => {
    expect(word(policy, 'status', '--short')).toBe('ask');
    expect(word(policy, 'push', 'origin')).toBe('ask');
  });

  it('denies what is not listed', () => {
    for (const args of [['remote'], ['remote', 'add'], ['show'], [], ['statusx'], ['stat'], ['-c', 'x', 'status']]) {
      expect(word(policy, ...args)).toBe('deny');
    }
  });

  it('names the entry that decided, with its line', () => {
    const written = loadPolicy(
      policyWith('allowed_prefixes:\n  - status\n  - log\n  - diff\nrequires_confirmation: true'),
    );
    const { verdict, rule, lost } = ask(written, ['diff']);
    expect(verdict).toBe('ask');
    expect(rule).toEqual({ id: 'commands.tool.requires_confirmation', file: '/data/policy.yaml', line: 10 });
    expect(lost[0]).toEqual({
      rule: { id: 'commands.tool.allowed_prefixes[2]', file: '/data/policy.yaml', line: 9 },
      because: 'it says allow, and ask is stricter',
    });
  });

  it('makes everything that is allowed ask, and widens nothing', () => {
    expect(word(loadPolicy(policyWith('requires_confirmation: true')), 'status')).toBe('ask');
    expect(word(loadPolicy(policyWith('requires_confirmation: true\nallowed_prefixes: [log]')), 'status')).toBe('deny');
  });

  it('counts the command’s name in max_args, 20 unless written', () => {
    const few = loadPolicy(policyWith('max_args: 3\nallowed_prefixes: [add]'));
    expect(word(few, 'add', 'a')).toBe('allow');
    expect(word(few, 'add', 'a', 'b')).toBe('deny');
    const usual = loadPolicy(policyWith('allowed_prefixes: [add]'));
    expect(word(usual, 'add', ...new Array<string>(18).fill('a'))).toBe('allow');
    expect(word(usual, 'add', ...new Array<string>(19).fill('a'))).toBe('deny');
  });

  it('allows nothing for empty lists', () => {
    for (const entry of [
      'allowed_prefixes: []',
      'rules: []',
      'allowed_prefixes: []\nrules: []',
      'requires_confirmation: []',
    ]) {
      expect(word(loadPolicy(policyWith(entry)), 'status')).toBe('deny');
      expect(word(loadPolicy(policyWith(entry)))).toBe('deny');
    }
  });

  it('asks about everything for a command with neither rules nor prefixes, and allows nothing', () => {
    const bare = loadPolicy(policyWith('because: harmless'));
    expect(word(bare)).toBe('ask');
    expect(word(bare, 'a', 'b')).toBe('ask');
    expect(word(loadPolicy(policyWith('requires_confirmation: false')), 'a')).toBe('ask');
    expect(word(bare, '-x')).toBe('ask');
    expect(word(loadPolicy(policyWith('requires_confirmation: true')), 'a')).toBe('ask');
    expect(word(loadPolicy(policyWith('max_args: 2')), 'a', 'b')).toBe('deny');
  });
});

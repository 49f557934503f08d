import { describe, expect, it } from 'vitest';
import type { CommandPlan } from '#shared/model/index.ts';
import { ask, FILE, loadPolicy, NOW_MS, planFor, policyWith, word } from '../fixtures/load-policy.ts';
import { decide } from '../index.ts';

const anna = { name: 'anna', claims: null };
const policy = loadPolicy(
  policyWith(`
because: the tool of the house
max_timeout: 2s
env: [CI, LANG]
output_bytes: 4kB
rules:
  - { verdict: allow, args: ["status|log", "..."], flags: { "-n": "<int:1-9>" } }
  - { verdict: ask, args: [push, "..."], because: publishes commits }
  - { verdict: deny, args: [push, "main|master", "..."], because: main is protected }
`),
);

describe('a verdict', () => {
  it('names the rule that decided with its file and line, and says why the others did not', () => {
    expect(ask(policy, ['push', 'origin'])).toEqual({
      verdict: 'ask',
      rule: { id: 'commands.tool.rules[1]', file: FILE, line: 12 },
      lost: [
        { rule: { id: 'commands.tool.rules[0]', file: FILE, line: 11 }, because: 'its first word is status or log' },
        { rule: { id: 'commands.tool.rules[2]', file: FILE, line: 13 }, because: 'its first word is push' },
      ],
      reasons: ['publishes commits'],
      hint: null,
    });
  });

  it('gives the strictest rule the last word, with its reason first', () => {
    const { verdict, rule, lost, reasons, hint } = ask(policy, ['push', 'main']);
    expect([verdict, rule?.id]).toEqual(['deny', 'commands.tool.rules[2]']);
    expect(lost[0]?.because).toBe('it says ask, and deny is stricter');
    expect(reasons).toEqual(['main is protected', 'The policy denies tool push main.']);
    expect(hint).toBe('Allowed: tool status, log. With a person’s approval: tool push.');
  });

  it('tells an agent what speaks against it and what it may do instead', () => {
    const { verdict, rule, reasons, hint } = ask(policy, ['log', '-n', '50']);
    expect([verdict, rule]).toEqual(['deny', null]);
    expect(reasons).toEqual([
      'No rule of the policy allows tool log -n 50: of the value of -n, “50” came where it expects a number from 1 to 9.',
    ]);
    expect(hint).toBe('Allowed: tool status, log. With a person’s approval: tool push.');
  });

  it('says of an unlisted flag what would be allowed without it', () => {
    const { verdict, rule, reasons, hint } = ask(policy, ['log', '--all']);
    expect([verdict, rule?.id]).toEqual(['ask', 'commands.tool.rules[0]']);
    expect(reasons).toEqual(['the tool of the house', 'The rule does not list the flag “--all”.']);
    expect(hint).toBe(
      'A person is asked because the rule does not list the flag “--all”. Without that it is allowed at once.',
    );
  });

  it('gives no reasons and no hint with an allow', () => {
    expect(ask(policy, ['log'])).toMatchObject({ verdict: 'allow', reasons: [], hint: null });
  });

  it('shows the hidden characters of what an agent wrote', () => {
    expect(ask(policy, ['pu\u202esh']).reasons[0]).toContain('pu‹U+202E right-to-left override›sh');
  });

  it('names at most a handful of the rules that lost', () => {
    const rules = Array.from({ length: 200 }, (_, at) => `  - { verdict: allow, args: [same, "w${at}"] }`).join('\n');
    const { lost } = ask(loadPolicy(policyWith(`rules:\n${rules}`)), ['same', 'other']);
    expect(lost).toHaveLength(24);
  });
});

describe('a plan that was not built from the policy in force is denied', () => {
  const good = { argv: ['tool', 'log'], change: { env: { CI: '1', PATH: '/usr/bin' }, envFromAgent: ['CI'] } } as const;
  const verdictOf = (change: Partial<CommandPlan>) =>
    decide(planFor(change.argv ?? good.argv, { ...good.change, ...change }), anna, policy, NOW_MS);
  const limits = planFor(['tool']).limits;

  it('while the honest one is allowed', () => {
    expect(verdictOf({}).verdict).toBe('allow');
  });

  it.each<[string, Partial<CommandPlan>]>([
    ['another program', { executable: { ...planFor(['tool']).executable, named: '/tmp/tool' } }],
    ['argv[0] of another name', { argv: ['other', 'log'], command: 'tool' }],
    ['a command that is not listed', { argv: ['other', 'log'] }],
    ['a command by a name that every object has', { argv: ['constructor'], command: 'constructor' }],
    ['no argv at all', { argv: [], command: 'tool' }],
    ['more time than max_timeout', { limits: { ...limits, wallMs: 2001 } }],
    ['more output', { limits: { ...limits, outputBytes: 4001 } }],
    ['a variable that is not let through', { env: { TERM: 'x' }, envFromAgent: ['TERM'] }],
    ['a variable that is named and not there', { env: {}, envFromAgent: ['CI'] }],
    ['a dangerous variable', { env: { LD_PRELOAD: 'x' }, envFromAgent: ['LD_PRELOAD'] }],
    ['a variable with a NUL byte', { env: { CI: 'a\0b' } }],
    ['a NUL byte in an argument', { argv: ['tool', 'log', 'a\0b'] }],
    ['more arguments than max_args', { argv: ['tool', 'log', ...new Array<string>(19).fill('a')] }],
    ['longer arguments than the limits', { argv: ['tool', 'log', 'a'.repeat(70_000)] }],
    ['longer arguments in bytes', { argv: ['tool', 'log', 'é'.repeat(40_000)] }],
    ['a folder outside the paths', { cwd: { path: '/home/anna', device: '1', inode: '1' } }],
    ['a folder beside the paths', { cwd: { path: '/home/anna/codex', device: '1', inode: '1' } }],
    ['a blocked folder', { cwd: { path: '/home/anna/code/.ssh', device: '1', inode: '1' } }],
    ['Countersign’s own folder', { cwd: { path: '/data/runs', device: '1', inode: '1' } }],
    ['a folder that is not canonical', { cwd: { path: '/home/anna/code/..', device: '1', inode: '1' } }],
    ['a relative folder', { cwd: { path: 'code', device: '1', inode: '1' } }],
  ])('%s', (_what, change) => {
    const { verdict, reasons } = verdictOf(change);
    expect(verdict).toBe('deny');
    expect(reasons.length).toBeGreaterThan(0);
  });

  it('a weaker sandbox, and a network that the policy takes away', () => {
    const strict = loadPolicy(policyWith('sandbox: strict\nrules: [{ verdict: allow, args: ["..."] }]'));
    expect(ask(strict, ['log'], { sandbox: 'strict', network: false }).verdict).toBe('allow');
    expect(ask(strict, ['log'], { sandbox: 'workspace', network: false }).verdict).toBe('deny');
    expect(ask(strict, ['log'], { sandbox: 'off', network: false }).verdict).toBe('deny');
    expect(ask(strict, ['log'], { sandbox: 'strict', network: true }).verdict).toBe('deny');
    expect(word(loadPolicy(policyWith('rules: [{ verdict: allow, args: ["..."] }]')), 'log')).toBe('allow');
  });

  it('an env of the command where the rule has its own', () => {
    const own = loadPolicy(policyWith('env: [CI]\nrules: [{ verdict: allow, args: [build], env: [LANG] }]'));
    expect(ask(own, ['build'], { env: { LANG: 'C' }, envFromAgent: ['LANG'] }).verdict).toBe('allow');
    expect(ask(own, ['build'], { env: { CI: '1' }, envFromAgent: ['CI'] }).verdict).toBe('deny');
  });
});

describe('paths in arguments', () => {
  const paths = loadPolicy(
    policyWith(`
rules:
  - { verdict: allow, args: [read, "<path:read>..."], flags: { "-o": "<path:write>", "--out": "<path:write>" } }
  - { verdict: allow, args: [write, "<path:write>"] }
`),
  );
  const settled = (argv: readonly string[], ...leads: readonly (readonly [string, string])[]) =>
    ask(paths, argv, { paths: leads.map(([named, path]) => ({ named, path })) }).verdict;

  it('must lie where the policy lets them, by spelling and by where they lead', () => {
    expect(word(paths, 'read', 'a', 'b/c', './d', '/home/anna/code/e')).toBe('allow');
    expect(word(paths, 'read', 'out/a', '-o', 'out/b')).toBe('allow');
    expect(word(paths, 'write', 'out/a')).toBe('allow');
    for (const args of [
      ['read', '/etc/passwd'],
      ['read', '../x'],
      ['read', 'a/../../x'],
      ['read', '.env'],
      ['read', '/home/anna/code/a/.ssh/id'],
      ['read', '/data/clients.json'],
      ['read', 'a', '-o', 'b'],
      ['read', 'a', '-ob'],
      ['read', 'a', '--out=b'],
      ['write', 'a'],
      ['write', '/home/anna/code/outer'],
    ]) {
      expect([args, word(paths, ...args)]).toEqual([args, 'deny']);
    }
  });

  it('lead through links to where the plan says, and that counts too', () => {
    expect(settled(['read', 'a'], ['a', '/home/anna/code/b'])).toBe('allow');
    expect(settled(['read', 'a'], ['a', '/etc/passwd'])).toBe('deny');
    expect(settled(['read', 'a'], ['a', '/home/anna/code/.env'])).toBe('deny');
    expect(settled(['write', 'out/a'], ['out/a', '/home/anna/code/src/a'])).toBe('deny');
    expect(settled(['read', '/etc/x'], ['/etc/x', '/home/anna/code/x'])).toBe('deny');
  });

  it('can be asked about at best where the plan does not say where they lead', () => {
    expect(settled(['read', 'a'])).toBe('ask');
    expect(settled(['read', 'a', 'b'], ['a', '/home/anna/code/a'])).toBe('ask');
    expect(ask(paths, ['read', 'a'], { paths: undefined } as unknown as Partial<CommandPlan>).verdict).toBe('ask');
  });

  it.each(['', '-', '~/x', '~root', '@args', 'host:x', 'ext::sh -c id', 'file:///etc/passwd', '+x', '=x', '|x'])(
    'are not %j, which a program may take for something else',
    (path) => {
      expect(word(paths, 'read', path)).not.toBe('allow');
    },
  );

  it('may be spelt so that they can be nothing else', () => {
    expect(word(paths, 'read', './host:x', './@args', './-', 'a/b:c', '/home/anna/code/a:b')).toBe('allow');
  });
});

describe('what no rule can lift', () => {
  it('hidden characters make an allow an ask', () => {
    const any = loadPolicy(policyWith('rules: [{ verdict: allow, args: ["..."] }]'));
    for (const text of ['a\u202eb', 'a\u200bb', '\u0007', 'a\u00a0b', 'a\u{e0041}']) {
      const { verdict, rule } = ask(any, [text]);
      expect([text, verdict, rule?.id]).toEqual([text, 'ask', 'commands.tool.rules[0]']);
    }
    expect(word(any, 'plain', 'zwei\nZeilen\tund Umlaute äöü', 'hello world; rm -rf $(x) `y` && z | w > v')).toBe(
      'allow',
    );
  });

  const launcher = (program: string, rule: string) =>
    loadPolicy(policyWith(`rules:\n  - { verdict: allow, ${rule} }`).replace('/usr/bin/tool', `/usr/bin/${program}`));
  const asked = (program: string, rule: string, ...args: readonly string[]) =>
    ask(launcher(program, rule), args, {
      executable: { ...planFor(['tool']).executable, named: `/usr/bin/${program}` },
    }).verdict;

  it.each([
    'bash',
    'sh',
    'python3',
    'python3.12',
    'node',
    'perl',
    'env',
    'xargs',
    'find',
    'nice',
    'sudo',
    'npm',
    'make',
    'docker',
    'ssh',
    'vim',
  ])('%s runs other programs, so what it is told must be spelt out', (program) => {
    expect(asked(program, 'args: ["..."]', 'x')).toBe('ask');
    expect(asked(program, 'args: [run, "<text>"]', 'run', 'x')).toBe('ask');
    expect(asked(program, 'args: ["<path:read>"]', 'x')).toBe('ask');
    expect(asked(program, 'args: []')).toBe('ask');
    expect(asked(program, 'args: [test]', 'test')).toBe('allow');
    expect(asked(program, 'args: [run, "lint|check"], flags: { "--silent": none }', 'run', 'lint', '--silent')).toBe(
      'allow',
    );
    expect(asked(program, 'args: [test], flags: { "-e": "<text>" }', 'test')).toBe('ask');
    expect(asked(program, 'args: [-s]', '-s')).toBe('ask');
    expect(asked(program, 'args: ["-"]', '-')).toBe('ask');
  });

  it('a command that only has a launcher’s name is one', () => {
    const named = loadPolicy(policyWith('rules: [{ verdict: allow, args: ["..."] }]').replace('  tool:', '  bash:'));
    const plan = planFor(['bash', 'x'], { executable: { ...planFor(['tool']).executable, named: '/usr/bin/tool' } });
    expect(decide(plan, anna, named, NOW_MS).verdict).toBe('ask');
  });
});

describe('rules that expire', () => {
  const expiring = loadPolicy(
    policyWith(`
rules:
  - { verdict: allow, args: [a], expires: 2026-05-31 }
  - { verdict: allow, args: [b], expires: 2026-06-01 }
  - { verdict: allow, args: [c], expires: "2026-06-01T11:59:59Z" }
  - { verdict: allow, args: [d], expires: "2026-06-01T14:30:00+02:00" }
  - { verdict: deny, args: [e], expires: 2020-01-01 }
  - { verdict: allow, args: [e] }
`),
  );

  it('count through the end of their day, or until their time', () => {
    expect(['a', 'b', 'c', 'd', 'e'].map((letter) => word(expiring, letter))).toEqual([
      'deny',
      'allow',
      'deny',
      'allow',
      'allow',
    ]);
    expect(ask(expiring, ['a']).lost[0]?.because).toBe('it expired at 2026-06-01T00:00:00.000Z');
    expect(ask(expiring, ['a']).hint).toBe('Allowed: tool b, d, e.');
  });
});

describe('clients', () => {
  const text = policyWith(
    'allowed_prefixes: [status, log]\nrequires_confirmation: [push]',
    `
clients:
  Cursor: { commands: { tool: { deny: [push, log], because: not from the editor } } }
  careful: { commands: { tool: { ask: true } } }
  none: { commands: { tool: { deny: true } } }
`,
  );
  const two = loadPolicy(text);
  const as = (name: string, ...args: readonly string[]) =>
    decide(planFor(['tool', ...args]), { name, claims: null }, two, NOW_MS);

  it('can only be held tighter, each by its own entry, whatever the letter case', () => {
    expect(['status', 'log', 'push'].map((prefix) => as('other', prefix).verdict)).toEqual(['allow', 'allow', 'ask']);
    expect(['status', 'log', 'push'].map((prefix) => as('cursor', prefix).verdict)).toEqual(['allow', 'deny', 'deny']);
    expect(['status', 'log', 'push', 'x'].map((prefix) => as('careful', prefix).verdict)).toEqual([
      'ask',
      'ask',
      'ask',
      'deny',
    ]);
    expect(as('none', 'status').verdict).toBe('deny');
    expect(as('cursor', '-C', 'x', 'log').verdict).toBe('deny');
  });

  it('learn from a hint what they may do themselves, and nothing of each other', () => {
    const { rule, reasons, hint } = as('Cursor', 'log');
    expect(rule?.id).toBe('clients.Cursor.commands.tool.deny[1]');
    expect(reasons[0]).toBe('not from the editor');
    expect(hint).toBe('Allowed: tool status.');
    expect(as('other', 'x').hint).toBe('Allowed: tool status, log. With a person’s approval: tool push.');
    expect(as('careful', 'x').hint).toBe('With a person’s approval: tool status, log, push.');
    expect(as('none', 'x').hint).toBe('Nothing of tool is allowed.');
    expect(JSON.stringify([as('other', 'x'), as('other', 'push')])).not.toMatch(/cursor|careful|editor/iu);
  });
});

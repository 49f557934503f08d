import { describe, expect, it } from 'vitest';
import { DEFAULT_SANDBOX, orList, PolicyDocument } from '#shared/policy/index.ts';
import { loadPolicy, policyWith, problemsOf, warningsOf } from '../fixtures/load-policy.ts';
import { starterPolicy } from '../keep/starter.ts';

/** Every section that a policy may have, as a sentence lists them. */
const sections = orList(Object.keys(PolicyDocument.shape));
const GOOD = 'version: 1\ncommands:\n  git:\n    executable: /usr/bin/git\n    allowed_prefixes: [status]\n';

describe('what does not fit the schema', () => {
  const at = (entry: string): readonly string[] =>
    problemsOf(`version: 1\ncommands:\n  git:\n    executable: /usr/bin/git\n${entry}`);

  it.each([
    ['    time_out: 5s\n', '5:5 There is no “time_out” here. Did you mean “timeout”?'],
    ['    allowed_prefix: [status]\n', '5:5 There is no “allowed_prefix” here. Did you mean “allowed_prefixes”?'],
    [
      '    timeout: 5x\n',
      '5:14 “timeout”: expected a length of time such as 30s, 5m or 1h, or a number of seconds, and “5x” came.',
    ],
    [
      '    timeout: -5\n',
      '5:14 “timeout”: expected a length of time such as 30s, 5m or 1h, or a number of seconds, and -5 came.',
    ],
    ['    max_args: 0\n', '5:15 “max_args”: expected at least 1, and 0 came.'],
    ['    max_args: many\n', '5:15 “max_args”: expected a number, and “many” came.'],
    ['    sandbox: on\n', '5:14 “sandbox”: expected off, workspace or strict, and “on” came.'],
    [
      '    requires_confirmation: maybe\n',
      '5:28 “requires_confirmation”: expected true, false or a list of prefixes, and “maybe” came.',
    ],
    ['    allowed_prefixes: status\n', '5:23 “allowed_prefixes”: expected a list, and “status” came.'],
    [
      '    allowed_prefixes: [--version]\n',
      '5:24 “allowed_prefixes”: expected words with one space between, such as status or "remote show"; flags are no prefix, and “--version” came.',
    ],
    ['    rules:\n      - args: []\n', '6:9 “verdict” is missing: expected allow, ask or deny.'],
    [
      '    rules:\n      - { verdict: alow, args: [] }\n',
      '6:20 “verdict”: expected allow, ask or deny, and “alow” came. Did you mean “allow”?',
    ],
    ['    rules:\n      - { verdict: allow }\n', '6:9 “args” is missing: expected a list.'],
    [
      '    rules:\n      - { verdict: allow, args: [5] }\n',
      '6:34 “args”: expected text, and 5 came. Put it in quotes: "5".',
    ],
    [
      '    rules:\n      - { verdict: allow, args: ["<pth:read>"] }\n',
      '6:34 “args”: there is no hole “<pth>”: expected text, int, path, enum, pattern, host, port or url.',
    ],
    [
      '    rules:\n      - { verdict: allow, args: ["<path>"] }\n',
      '6:34 “args”: expected "<path:read>", "<path:write>" or "<path:exec>".',
    ],
    [
      '    rules:\n      - { verdict: allow, args: ["<int:9-1>"] }\n',
      '6:34 “args”: the range 9-1 is empty: its first number is the larger one.',
    ],
    [
      '    rules:\n      - { verdict: allow, args: ["status..."] }\n',
      '6:34 “args”: “...” is an entry of its own: write ["status", "..."].',
    ],
    [
      '    rules:\n      - { verdict: allow, args: ["a||b"] }\n',
      '6:34 “args”: an alternative is empty: expected words with “|” between them.',
    ],
    [
      '    rules:\n      - { verdict: allow, args: ["...", a] }\n',
      '6:41 nothing can follow “...”: it takes everything that is left.',
    ],
    [
      '    rules:\n      - { verdict: allow, args: [], flags: { since: none } }\n',
      '6:46 “since”: expected a flag: "-n", "--since", "--color=" (value with “=” only), "-name" or "-<int:1-100>".',
    ],
    [
      '    rules:\n      - { verdict: allow, args: [], flags: { "--n": } }\n',
      '6:53 “--n”: expected text, and nothing came.',
    ],
    [
      '    rules:\n      - { verdict: allow, args: [], flags: { "--n": "..." } }\n',
      '6:53 “--n”: a flag takes one value, so “...” cannot stand here.',
    ],
    [
      '    rules:\n      - { verdict: allow, args: [], expires: 2026-02-30 }\n',
      '6:46 “expires”: there is no such date.',
    ],
    [
      '    rules:\n      - { verdict: allow, args: [], expires: soon }\n',
      '6:46 “expires”: expected a date such as 2027-01-31, or a time with its zone such as 2027-01-31T12:00:00Z, and “soon” came.',
    ],
    [
      '    env: [LD_PRELOAD]\n',
      '5:11 “env”: LD_PRELOAD can change what a program runs or trusts, so an agent may never set it: remove it from the list.',
    ],
    ['    env: [A=B]\n', '5:11 “env”: expected the name of an environment variable, and “A=B” came.'],
    [
      '    sandbox: off\n    network: false\n',
      '6:14 the network can only be taken away inside a sandbox: set sandbox to workspace or strict.',
    ],
    ['    timeout: 10m\n', '5:14 timeout is longer than max_timeout (300s here).'],
  ])('says of %j where it is and what was expected', (entry, problem) => {
    expect(at(entry)).toEqual([problem]);
  });

  it.each([
    ['version: 2\n', '1:10 “version”: expected 1, and 2 came.'],
    ['version: 1\ntemplates: {}\n', '2:1 This version of Countersign does not know “templates” yet: remove it.'],
    [
      'version: 1\nconfirmation_gates: {}\n',
      '2:1 There is no “confirmation_gates” here. It belongs in “confirmation_required”, with the names of the commands.',
    ],
    [
      'version: 1\nbanned_commands:\n  - { name: rm, colour: red }\n',
      '3:17 There is no “colour” here. Expected name or reason.',
    ],
    [
      'version: 1\nbanned_commands:\n  - { name: 5 }\n',
      '3:13 “name”: expected text, and 5 came. Put it in quotes: "5".',
    ],
    [
      'version: 1\nbanned_commands: [5]\n',
      '2:19 “banned_commands”: expected a command’s name, or “name” and “reason”, and 5 came.',
    ],
    ['version: 1\npath: {}\n', '2:1 There is no “path” here. Did you mean “paths”?'],
    ['version: 1\nxyz: {}\n', `2:1 There is no “xyz” here. Expected ${sections}.`],
    ['version: 1\ncommands:\n  git:\n', '3:7 “git”: expected a mapping, and nothing came.'],
    ['version: 1\ncommands:\n  git: { rules: [] }\n', '3:3 “executable” is missing under “git”: expected text.'],
    [
      'version: 1\ncommands:\n  git: { executable: git }\n',
      '3:22 “executable”: expected the absolute path of a program, such as /usr/bin/git.',
    ],
    [
      'version: 1\ncommands:\n  git: { executable: /usr/bin/../git }\n',
      '3:22 “executable”: expected a path without “.”, “..” or “//”.',
    ],
    [
      'version: 1\npaths: { read: [code/**] }\n',
      '2:17 “read”: expected a path that starts with “/”, “~/” or “**/”, such as ~/code/**, and “code/**” came.',
    ],
    [
      'version: 1\npaths: { read: [/a/b**] }\n',
      '2:17 “read”: “**” stands for whole folders, so it must be alone between slashes.',
    ],
    ['version: 1\npaths: { read: [~] }\n', '2:17 “read”: expected text, and nothing came.'],
    [
      'version: 1\nclients: { "-x": {} }\n',
      '2:12 “-x”: expected 1 to 63 letters, digits, spaces, dots, dashes or underscores, starting with a letter or digit',
    ],
    [
      `${GOOD}clients: { a: { commands: { gti: { deny: true } } } }\n`,
      '6:29 “gti” is not listed under commands: did you mean “git”?',
    ],
    [
      `${GOOD}clients: { a: { commands: { git: { allow: [push] } } } }\n`,
      '6:36 There is no “allow” here. Expected deny, ask or because.',
    ],
    [
      `${GOOD}clients: { a: { commands: { git: { deny: false } } } }\n`,
      '6:42 “deny”: expected true (for the whole command) or a list of prefixes, and false came.',
    ],
  ])('says of %j where it is and what was expected', (text, problem) => {
    expect(problemsOf(text)).toEqual([problem]);
  });

  it('names every problem, in the order of the file', () => {
    expect(at('    time_out: 1\n    max_args: 0\n    rules:\n      - { verdit: allow, args: [] }\n')).toEqual([
      '5:5 There is no “time_out” here. Did you mean “timeout”?',
      '6:15 “max_args”: expected at least 1, and 0 came.',
      '8:9 “verdict” is missing: expected allow, ask or deny.',
      '8:11 There is no “verdit” here. Did you mean “verdict”?',
    ]);
  });
});

describe('a good policy', () => {
  it('gives every rule the line that it stands on', () => {
    const policy = loadPolicy(`${GOOD}    rules:\n      - verdict: allow\n        args: [log]\n`);
    expect(policy.commandNames).toEqual(['git']);
    expect(policy.file).toBe('/data/policy.yaml');
    expect(policy.sha256).toMatch(/^[0-9a-f]{64}$/u);
  });

  it('may leave its version out', () => {
    expect(problemsOf(GOOD.replace('version: 1\n', ''))).toEqual([]);
  });

  it('has the documented defaults', () => {
    const policy = loadPolicy(GOOD);
    expect(policy.commandTerms(['git', 'status'], { name: 'x', claims: null })).toEqual({
      executable: '/usr/bin/git',
      env: [],
      wallMs: 30_000,
      maxWallMs: 300_000,
      outputBytes: 10_485_760,
      memoryBytes: 2 * 1024 ** 3,
      pids: 256,
      cpuMs: null,
      openFiles: 1024,
      fileBytes: null,
      demandedLimits: [],
      sandbox: DEFAULT_SANDBOX,
      network: DEFAULT_SANDBOX === 'off',
      pathWords: [],
    });
    expect(policy.limits.approvalTimeoutMs).toBe(600_000);
    expect(policy.commandTerms(['ls'], { name: 'x', claims: null })).toBeUndefined();
    expect(policy.commandTerms([], { name: 'x', claims: null })).toBeUndefined();
    expect(policy.commandTerms(['toString'], { name: 'x', claims: null })).toBeUndefined();
  });

  it('gives the terms of the rule that would decide, and the words to settle as paths', () => {
    const policy = loadPolicy(
      policyWith(`
env: [LANG]
network: false
sandbox: strict
timeout: 10s
rules:
  - { verdict: allow, args: [build, "<path:write>"], timeout: 2m, env: [CI], flags: { "-f": "<path:read>" } }
  - { verdict: allow, args: [test] }
`),
    );
    const terms = (...argv: readonly string[]) => policy.commandTerms(argv, { name: 'x', claims: null });
    expect(terms('tool', 'build', '-f', 'in', 'out')).toMatchObject({
      wallMs: 120_000,
      env: ['CI'],
      pathWords: ['in', 'out'],
    });
    expect(terms('tool', 'test')).toMatchObject({ wallMs: 10_000, env: ['LANG'], sandbox: 'strict', network: false });
    expect(terms('tool', 'unknown')).toMatchObject({ wallMs: 10_000, env: ['LANG'] });
  });

  it('warns of what was probably not meant, and is in force all the same', () => {
    expect(warningsOf('version: 1\ncommands:\n  ls:\n    executable: /bin/ls\n')).toEqual([
      '1 No folder is listed under paths, so no command can be started anywhere.',
      '3 ls is listed with neither rules nor allowed_prefixes, so every use of it asks.',
    ]);
    expect(warningsOf(policyWith('rules: [{ verdict: allow, args: ["test|run lint"] }]'))).toEqual([
      '6 "test|run lint" is one argument with a space in it. If 2 arguments are meant, write "test|run", "lint".',
    ]);
    expect(
      warningsOf(
        policyWith('rules: [{ verdict: allow, args: ["..."] }]').replace('/usr/bin/tool', '/usr/bin/python3.12'),
      )[0],
    ).toMatch(/python runs other programs or code, so rules\[0\] can ask at best/u);
  });

  it('is what the starter is, without a warning, wherever its programs are', async () => {
    const text = await starterPolicy();
    expect(warningsOf(text)).toEqual([]);
    expect(loadPolicy(text).commandNames).toContain('cat');
    expect(warningsOf(await starterPolicy({ folders: ['/nowhere'] }))).toEqual([]);
  });
});

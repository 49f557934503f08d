import { describe, expect, it } from 'vitest';
import { DEFAULT_SANDBOX, orList, PolicyDocument } from '#shared/policy/index.ts';
import { loadPolicy, policyWith, problemsOf, warningsOf } from '../fixtures/load-policy.ts';
import { starterPolicy } from '../keep/starter.ts';
import { MAX_POLICY_BYTES } from './parse-yaml.ts';

/** Every section that a policy may have, as a sentence lists them. */
const sections = orList(Object.keys(PolicyDocument.shape));
const GOOD = 'version: 1\ncommands:\n  git:\n    executable: /usr/bin/git\n    allowed_prefixes: [status]\n';

describe('bad YAML', () => {
  it.each([
    ['an empty file', '', '1:1 The file is empty. A policy that denies everything says “version: 1”.'],
    ['only a comment', '# nothing\n', '1:1 The file is empty. A policy that denies everything says “version: 1”.'],
    [
      'a tab for indentation',
      'version: 1\ncommands:\n\tgit: {}\n',
      '3:1 This line is indented with a tab. YAML takes spaces only.',
    ],
    ['a duplicate key', 'version: 1\nversion: 1\n', '2:1 “version” stands here a second time. Expected each key once.'],
    [
      'a duplicate command',
      `${GOOD}  git:\n    executable: /usr/bin/git\n`,
      '6:3 “git” stands here a second time. Expected each key once.',
    ],
    [
      'a duplicate key in another notation',
      'version: 1\n"version": 1\n',
      '2:1 “version” stands here a second time. Expected each key once.',
    ],
    ['an anchor', 'version: &v 1\n', '1:13 Anchors (“&name”) are not used in a policy: remove it.'],
    ['a tag', 'version: !!int 1\n', '1:16 Tags (“!name”) are not used in a policy: remove it.'],
    ['a tag of its own', 'version: !run 1\n', '1:15 Tags (“!name”) are not used in a policy: remove it.'],
    [
      'a second document',
      `${GOOD}---\nversion: 1\n`,
      '6:1 A second document begins here (“---”). A policy is one document.',
    ],
    ['a directive', '%YAML 1.1\n---\nversion: 1\n', '1:1 Lines that begin with “%” are not used in a policy.'],
    ['a list as a key', 'version: 1\n? [a]\n: b\n', '2:3 Expected a word as the key.'],
    ['a NUL byte', 'version: 1\n# a\0b\n', '2:4 There is a control character (U+0000) here. Remove it.'],
    ['an escape character', 'version: 1 # \u001b[31m\n', '1:14 There is a control character (U+001B) here. Remove it.'],
    [
      'text that runs backwards',
      'version: 1 # \u202exyz\n',
      '1:14 There is a control character (U+202E) here. Remove it.',
    ],
    ['half a surrogate pair', 'version: 1 # \ud800\n', '1:14 There is a control character (U+D800) here. Remove it.'],
    ['a key that objects inherit', 'version: 1\n__proto__: {}\n', '2:1 “__proto__” cannot be used as a key.'],
    ['a list at the top', '- version: 1\n', '1:1 In the whole file: expected a mapping, and a list of 1 came.'],
    ['a merge key', `${GOOD}<<: { a: 1 }\n`, `6:1 There is no “<<” here. Expected ${sections}.`],
  ])('refuses %s', (_what, text, problem) => {
    expect(problemsOf(text)[0]).toBe(problem);
  });

  it('refuses aliases, and so every bomb made of them', () => {
    const bomb = ['a: &a [x, x, x, x, x, x, x, x, x]'];
    for (const [from, to] of ['ab', 'bc', 'cd', 'de', 'ef', 'fg', 'gh', 'hi']) {
      bomb.push(`${to}: &${to} [${new Array(9).fill(`*${from}`).join(', ')}]`);
    }
    const problems = problemsOf(`version: 1\n${bomb.join('\n')}\n`);
    expect(problems.length).toBeLessThanOrEqual(20);
    expect(problems[0]).toMatch(/^2:\d+ Anchors/u);
    expect(problemsOf('version: 1\ncommands: *git\n')[0]).toMatch(/alias/iu);
  });

  it('refuses what is nested without end, in lists, mappings and blocks', () => {
    const blocks = Array.from({ length: 1200 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n');
    for (const text of [
      '['.repeat(50_000),
      `a: ${'{a: '.repeat(5000)}`,
      blocks,
      `a: ${'['.repeat(40)}${']'.repeat(40)}`,
    ]) {
      expect(problemsOf(text)[0]).toMatch(/nested too deeply/u);
    }
  });

  it('refuses more than 1 MiB, counted in bytes', () => {
    const filler = `# ${'é'.repeat(MAX_POLICY_BYTES / 2)}\n`;
    expect(problemsOf(`${GOOD}${filler}`)).toEqual([
      '0:0 The policy is larger than 1 MiB. Expected far less: check that it is the right file.',
    ]);
    expect(problemsOf(`${GOOD}#${'a'.repeat(10_000_000)}`)).toHaveLength(1);
  });

  it('reads a mapping with very many keys in good time, and names only the first problems', () => {
    const keys = Array.from({ length: 60_000 }, (_, at) => `k${at}: 1`).join('\n');
    expect(problemsOf(`version: 1\n${keys}\n`)).toHaveLength(50);
  });
});

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

describe('patterns and flags that could be misread', () => {
  const rule = (text: string): readonly string[] => problemsOf(policyWith(`rules:\n  - ${text}`));

  it.each(['(a)\\\\1', '(?=a)b', '(?<=a)b', '(?!a)b', '(', '[z-a]', 'a{2000}'])(
    'refuses the expression %s',
    (source) => {
      expect(rule(`{ verdict: allow, args: ["<pattern:${source}>"] }`)[0]).toMatch(
        /this is not an expression that RE2 knows/u,
      );
    },
  );

  it('matches expressions that would make others hang', () => {
    const policy = loadPolicy(policyWith('rules: [{ verdict: allow, args: ["<pattern:(a+)+b>"] }]'));
    expect(policy.commandTerms(['tool', 'a'.repeat(50_000)], { name: 'x', claims: null })).toBeDefined();
  });

  it.each([
    [
      '{ "-n": "<text>", "-name": none }',
      '“-name” could also be read as “-n” with the value “ame”: list only one of them.',
    ],
    [
      '{ "-a": none, "-b": none, "-ab": none }',
      '“-ab” could also be read as the listed one-letter flags joined: list only one of them.',
    ],
    ['{ "--a": "<text>", "--a=": "<text>" }', '“--a” is listed with a value already, which covers “=”.'],
    ['{ "--a=": none }', 'a flag written with “=” takes a value: write "--a" for one without.'],
    ['{ "-<int:1-9>": "<text>" }', 'a flag that is a number takes no value: write "none".'],
  ])('refuses the flags %s', (flags, message) => {
    expect(rule(`{ verdict: allow, args: [], flags: ${flags} }`)[0]).toContain(message);
  });

  it('refuses flags before the first word where there is none', () => {
    expect(rule('{ verdict: allow, args: ["..."], global_flags: { "-C": none } }')[0]).toMatch(/begins with no word/u);
  });

  it('refuses a rule’s timeout over the command’s', () => {
    expect(problemsOf(policyWith('max_timeout: 1m\nrules: [{ verdict: allow, args: [], timeout: 2m }]'))).toEqual([
      '7:50 the rule’s timeout is longer than the command’s max_timeout.',
    ]);
  });
});

describe('examples', () => {
  const problems = (verdict: string, examples: string): readonly string[] =>
    problemsOf(
      policyWith(
        `rules:\n  - { verdict: ${verdict}, args: [log, "<path:read>..."], flags: { "-n": "<int:1-9>" }, examples: ${examples} }`,
      ),
    );

  it('run at load, and a policy that fails its own is refused with their place', () => {
    expect(problems('allow', '{ match: [[tool, log, -n, "5"]], not_match: [[tool, push]] }')).toEqual([]);
    expect(problems('allow', '{ match: [[tool, log], [tool, push]] }')).toEqual([
      '7:121 the example “tool push” should match this rule and does not: it expects “log”, and “push” came.',
    ]);
    expect(problems('allow', '{ not_match: [[tool, log]] }')).toEqual([
      '7:112 the example “tool log” should not match this rule and does.',
    ]);
    expect(problems('allow', '{ match: [[git, log]] }')[0]).toContain('does not begin with “tool”');
  });

  it('do not count a match in doubt for a rule that allows', () => {
    expect(problems('allow', '{ match: [[tool, log, --all]] }')[0]).toContain('does not list the flag “--all”');
    expect(problems('allow', '{ not_match: [[tool, log, --all]] }')).toEqual([]);
    expect(problems('ask', '{ match: [[tool, log, --all]] }')).toEqual([]);
    expect(problems('deny', '{ match: [[tool, -C, x, log]], not_match: [[tool, push]] }')).toEqual([]);
  });

  it('check paths: relative ones stay inside, absolute ones are looked up, blocked ones are out', () => {
    expect(problems('allow', '{ match: [[tool, log, src/a.ts, ./b, /home/anna/code/x]] }')).toEqual([]);
    for (const path of [
      '/etc/passwd',
      '../x',
      'a/../../x',
      '.env',
      'a/.ssh/id',
      '/home/anna/code/.env',
      '~/x',
      '"a:b"',
    ]) {
      expect(problems('allow', `{ not_match: [[tool, log, ${path}]] }`)).toEqual([]);
    }
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

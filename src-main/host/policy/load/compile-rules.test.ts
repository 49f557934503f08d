import { describe, expect, it } from 'vitest';
import { loadPolicy, policyWith, problemsOf } from '../fixtures/load-policy.ts';

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

/** What the linter says must hold: a rule that it calls dead never decides, whatever comes. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ask, FILE, loadPolicy, NOW_MS, policyWith, warningsOf } from '../fixtures/load-policy.ts';
import { compilePolicy } from '../index.ts';

const rules = (...lines: readonly string[]): string =>
  policyWith(`rules:\n${lines.map((line) => `  - { ${line} }`).join('\n')}`);
const dead = (...lines: readonly string[]): readonly string[] =>
  warningsOf(rules(...lines)).filter((warning) => /never|expired/u.test(warning));

describe('a rule that can never decide', () => {
  it.each([
    ['verdict: allow, args: ["..."]', 'verdict: allow, args: [log]', []],
    [
      'verdict: deny, args: [push, "..."]',
      'verdict: allow, args: [push, origin]',
      ['8 This rule never decides: rules[0] in line 7 denies all that it matches.'],
    ],
    [
      'verdict: allow, args: [push, origin]',
      'verdict: deny, args: [push, "..."]',
      ['7 This rule never decides: rules[1] in line 8 denies all that it matches.'],
    ],
    [
      'verdict: ask, args: ["<text>", "..."]',
      'verdict: allow, args: [log]',
      ['8 This rule never decides: rules[0] in line 7 asks about all that it matches.'],
    ],
    [
      'verdict: allow, args: ["log|status", "..."]',
      'verdict: allow, args: [log, "<int:1-5>"]',
      ['8 This rule never decides: rules[0] in line 7 allows all that it matches.'],
    ],
    ['verdict: allow, args: [log]', 'verdict: allow, args: [log], flags: { "-n": none }', []],
    ['verdict: deny, args: [push], clients: [x]', 'verdict: allow, args: [push]', []],
    ['verdict: deny, args: [push], cwd: [/a]', 'verdict: allow, args: [push]', []],
    ['verdict: deny, args: [push], expires: "2027-01-01"', 'verdict: allow, args: [push]', []],
    [
      'verdict: allow, args: [a], expires: "2020-01-01"',
      'verdict: allow, args: [b]',
      ['7 This rule expired at 2020-01-02T00:00:00.000Z and no longer counts.'],
    ],
  ])('%s / %s', (first, second, expected) => expect(dead(first, second)).toEqual(expected));

  it('is one that wants more arguments than there may be', () => {
    const [warning] = warningsOf(policyWith('max_args: 2\nrules:\n  - { verdict: allow, args: [a, b] }')).filter(
      (text) => text.includes('max_args'),
    );
    expect(warning).toContain('wants 3 entries, the command’s name included, and max_args is 2');
  });

  it('is said so where the rule is shown', () => {
    const result = compilePolicy(rules('verdict: deny, args: ["..."]', 'verdict: allow, args: [a]'), {
      file: FILE,
      version: 1,
      ownFolders: [],
      home: '/home/anna',
    });
    expect(result.ok && result.remarks).toMatchObject([{ path: ['commands', 'tool', 'rules', 1] }]);
  });
});

const word = fc.constantFrom(
  'a',
  'b',
  'a|b',
  '1',
  'a|1',
  '<text>',
  '<int:1-5>',
  '<enum:a|b>',
  '<path:read>',
  '<port>',
  '<host>',
);
const args = fc
  .tuple(fc.array(word, { maxLength: 3 }), fc.constantFrom('', '...', '<int:1-5>...'))
  .map(([words, rest]) => (rest === '' ? words : [...words, rest]));
const flags = fc.constantFrom(
  '{}',
  '{ "-v": none }',
  '{ "-n": "<int:1-5>" }',
  '{ "-v": none, "-n": "<text>", "--long": none }',
);
const rule = fc
  .tuple(
    fc.constantFrom('allow', 'allow', 'ask', 'deny'),
    args,
    flags,
    fc.constantFrom('', '', ', expires: "2020-01-01"', ', clients: [tester]', ', clients: [other]', ', once: ["-v"]'),
  )
  .map(([verdict, list, table, more]) => {
    const fits = !more.includes('once') || table.includes('-v');
    return `verdict: ${verdict}, args: ${JSON.stringify(list)}, flags: ${table}${fits ? more : ''}`;
  });
const vector = fc.array(
  fc.constantFrom(
    'a',
    'b',
    '1',
    '3',
    '9',
    '-v',
    '-n',
    '-n3',
    '-nx',
    '-x',
    '-vv',
    '--',
    '--long',
    '--long=1',
    '-',
    'x/y',
    'a:b',
  ),
  { maxLength: 5 },
);

describe('over generated policies', () => {
  it('what is called dead never decides', { timeout: 240_000 }, () => {
    let found = 0;
    fc.assert(
      fc.property(
        fc.array(rule, { minLength: 2, maxLength: 5 }),
        fc.constantFrom(3, 20),
        fc.array(vector, { minLength: 40, maxLength: 40 }),
        (lines, most, all) => {
          const text = policyWith(`max_args: ${most}\nrules:\n${lines.map((line) => `  - { ${line} }`).join('\n')}`);
          const result = compilePolicy(text, {
            file: FILE,
            version: 1,
            ownFolders: [],
            home: '/home/anna',
            nowMs: () => NOW_MS,
          });
          if (!result.ok) throw new Error(JSON.stringify(result.problems));
          const ids = result.remarks
            .filter(({ message }) => /never|expired/u.test(message))
            .map(({ path }) => `commands.tool.rules[${path[3]}]`);
          if (ids.length === 0) return;
          found += 1;
          const policy = loadPolicy(text);
          for (const argv of all) expect(ids).not.toContain(ask(policy, argv).rule?.id);
        },
      ),
      { numRuns: 2500 },
    );
    // Otherwise the property would hold because nothing is ever said.
    expect(found).toBeGreaterThan(500);
  });
});

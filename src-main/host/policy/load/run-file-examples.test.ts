import { describe, expect, it } from 'vitest';
import { problemsOf } from '../fixtures/load-policy.ts';

const problems = (rule: string, examples: string): readonly string[] =>
  problemsOf(`version: 1
paths: { read: [~/code/**], write: [~/code/out/**], blocked: ["**/.env"] }
files:
  rules:
    - { ${rule}, examples: ${examples} }
`);

describe('examples of rules on files', () => {
  const allow = 'verdict: allow, do: [create, write, read, move], in: ["~/code/**"]';

  it('that hold let the policy load', () => {
    expect(
      problems(
        allow,
        '{ match: [[write, ~/code/out/a], [read, /home/anna/code/b], [move, ~/code/out/x/y]], not_match: [[delete, ~/code/out/a], [write, /etc/passwd]] }',
      ),
    ).toEqual([]);
    expect(
      problems('verdict: deny, do: [delete]', '{ match: [[delete, /etc/passwd], [delete, ~/code/.env]] }'),
    ).toEqual([]);
  });

  it.each([
    ['match: [[delete, ~/code/out/a]]', 'should match this rule and does not: its “do” does not list delete'],
    ['match: [[write, ~/codex/a]]', 'its “in” does not list that path'],
    ['match: [[write, ~/code/a]]', 'paths.write does not list that path'],
    ['match: [[move, ~/code/a]]', 'paths.write does not list that path'],
    ['match: [[write, ~/code/out/.env]]', 'the policy blocks that path'],
    ['not_match: [[write, ~/code/out/a]]', 'should not match this rule and does'],
  ])('that do not hold keep it from loading, with their place: %s', (examples, why) => {
    const [problem = '', ...more] = problems(allow, `{ ${examples} }`);
    expect(more).toEqual([]);
    expect(problem).toContain(why);
    expect(problem).toMatch(/^5:\d+ the example “/);
  });

  it.each([
    ['match: [[write, code/a]]', 'expected a path that starts with'],
    ['match: [[write, ~/code/../x]]', 'without “.”'],
    ['match: [[write, ~/code//x]]', 'without “.”'],
    ['match: [[wipe, ~/code/x]]', 'and “wipe” came'],
    ['match: [[write]]', 'expected what is done and where'],
    ['match: [write]', 'expected a list such as [write, ~/code/app.ts], and “write” came'],
    ['matches: []', 'match'],
  ])('that are none are a mistake of the file: %s', (examples, why) => {
    expect(problems(allow, `{ ${examples} }`).join('\n')).toContain(why);
  });
});

import { describe, expect, it } from 'vitest';
import type { RuleInWords } from '#shared/contract/index.ts';
import { loosened } from './loosened.ts';

const rule = (verdict: RuleInWords['verdict'], words: string): RuleInWords => ({
  ...{ id: words, line: 1, command: 'git', verdict, because: null, expires: null, hits: 0, last_hit_at: null },
  sentence: `${{ allow: 'Allow', ask: 'Ask before', deny: 'Deny' }[verdict]} ${words}`,
  warnings: [],
});
const rules = (before: RuleInWords[], after: RuleInWords[]) =>
  loosened({ text: '', rules: before }, { text: '', rules: after });
const texts = (before: string, after: string) => loosened({ text: before, rules: [] }, { text: after, rules: [] });

describe('what loosens a policy', () => {
  it('is what is allowed or asked from now on, and what is no longer asked or denied', () => {
    expect(rules([], [rule('allow', 'git log')])).toEqual(['Allowed from now on: git log']);
    expect(rules([], [rule('ask', 'git push')])).toEqual(['Asked from now on: git push']);
    expect(rules([rule('deny', 'git push')], [])).toEqual(['No longer denied: git push']);
    expect(rules([rule('ask', 'git push')], [rule('allow', 'git push')])).toEqual([
      'Allowed from now on: git push',
      'No longer asked: git push',
    ]);
  });

  it('is not a stricter verdict, a rule less that allowed, or another reason', () => {
    expect(rules([rule('ask', 'git push')], [rule('deny', 'git push')])).toEqual([]);
    expect(rules([rule('allow', 'git push')], [rule('ask', 'git push')])).toEqual([]);
    expect(rules([rule('allow', 'git push')], [])).toEqual([]);
    expect(
      rules(
        [rule('ask', 'git push')],
        [{ ...rule('ask', 'git push'), sentence: 'Ask before git push: x', because: 'x' }],
      ),
    ).toEqual([]);
  });

  it('counts a rule that stands there twice', () => {
    const one = rule('allow', 'git log');
    expect(rules([one], [one, one])).not.toEqual([]);
  });

  it('is any path more, any block less, and any change of terms, limits or clients', () => {
    const head = 'commands: { git: { executable: /usr/bin/git, rules: [{ verdict: ask, args: [] }] } }\n';
    expect(texts('paths: { read: [~/a], blocked: [~/b] }', 'paths: { read: [~/a, ~/c], blocked: [] }')).toEqual([
      'May be read from now on: ~/c',
      'No longer blocked: ~/b',
    ]);
    expect(texts(head, head.replace('rules:', 'sandbox: off, rules:'))).toEqual(['The terms of git changed.']);
    for (const term of ['sandbox: off', 'network: true', 'limits: { memory: none }'])
      expect(texts(head, head.replace('verdict:', `${term}, verdict:`)), term).toEqual(['The terms of git changed.']);
    expect(texts(head, head.replace('args: []', 'args: [], flags: { "-x": none }'))).toHaveLength(1);
    expect(texts(head, `${head}limits: { concurrent: 9 }\n`)).toEqual(['The limits changed.']);
    expect(texts(`${head}clients: { A: {} }`, head)).toHaveLength(1);
    expect(texts(head, `${head}files: { rules: [] }\n`)).toEqual(['What “files” says changed.']);
    expect(texts(`${head}blocked_paths: [/x]\n`, head)).toEqual(['What “blocked_paths” says changed.']);
    expect(texts(head, `# a comment\n${head}`)).toEqual([]);
  });
});

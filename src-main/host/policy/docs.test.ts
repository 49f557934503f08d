/** docs/policy.md, held against the language: what it shows compiles, and its tables say what is so. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CommandDocument, RuleDocument, SolversDocument, TargetDocument } from '#shared/policy/index.ts';
import { loadPolicy, policyWith, problemsOf, word } from './fixtures/load-policy.ts';

const page = readFileSync(join(import.meta.dirname, '../../../docs/policy.md'), 'utf8');
const blocks = [...page.matchAll(/```yaml\n(.*?)```/gsu)].map(([, text = '']) => text);

describe('docs/policy.md', () => {
  it('has examples', () => expect(blocks.length).toBeGreaterThan(6));

  it.each(blocks.map((text, at) => [at + 1, text]))('example %i compiles, its own examples included', (_at, text) => {
    expect(problemsOf(String(text))).toEqual([]);
  });

  it('lists no hole that there is not', () => {
    const holes = [...page.matchAll(/^\| `"(<[^`]+>)(?:\.\.\.)?"`/gmu)].map(([, hole = '']) =>
      hole.replaceAll('\\|', '|'),
    );
    expect(holes.length).toBeGreaterThan(8);
    for (const hole of holes) {
      expect(problemsOf(policyWith(`rules:\n  - { verdict: allow, args: ['${hole}'] }`)), hole).toEqual([]);
    }
  });

  it('names every key of a rule and of a command', () => {
    const keys = [RuleDocument, CommandDocument, TargetDocument, SolversDocument].flatMap(({ shape }) =>
      Object.keys(shape),
    );
    expect(keys.filter((key) => !page.includes(`\`${key}\``))).toEqual([]);
  });

  it('says of its first example what is so', () => {
    const [first = ''] = blocks;
    const policy = loadPolicy(
      first.replace('git:', 'tool:').replace('/usr/bin/git', '/usr/bin/tool').replaceAll('~/', '/home/anna/'),
    );
    const verdicts = [['status'], ['log', '--oneline', '-n5', 'x'], ['push', 'origin'], ['commit'], ['log', '--all']];
    expect(verdicts.map((args) => word(policy, ...args))).toEqual(['allow', 'allow', 'ask', 'deny', 'ask']);
  });
});

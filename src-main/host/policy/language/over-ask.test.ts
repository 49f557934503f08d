import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ask, loadPolicy, NOW_MS, planFor, policyWith, problemsOf, warningsOf, word } from '../fixtures/load-policy.ts';
import { decide } from '../index.ts';

const rules = `rules:
  - { verdict: ask, args: [push, "..."], because: publishes commits }
  - { verdict: deny, args: [push, "<text>", secret] }
  - { verdict: allow, over_ask: true, args: [push, origin, "main|secret"] }`;
const policy = loadPolicy(policyWith(rules));

describe('an approved exception', () => {
  it('allows what it spells out, even where a rule asks', () => {
    expect(ask(policy, ['push', 'origin', 'main'])).toMatchObject({
      verdict: 'allow',
      rule: { id: 'commands.tool.rules[2]' },
      lost: [
        {
          rule: { id: 'commands.tool.rules[0]' },
          because: 'it says ask, and an approved exception counts over it',
        },
        {},
      ],
    });
  });

  it('leaves everything beside it asked about', () => {
    for (const argv of [['push'], ['push', 'origin'], ['push', 'origin', 'dev'], ['push', 'origin', 'main', 'x']])
      expect(word(policy, ...argv), argv.join(' ')).toBe('ask');
    expect(word(policy, 'push', '--force', 'origin', 'main')).toBe('ask');
    expect(word(policy, 'push', 'origin', 'main', '--force')).toBe('ask');
    expect(word(policy, 'push', '--', 'origin', 'main')).toBe('ask');
  });

  it('never counts over a rule that denies', () => expect(word(policy, 'push', 'origin', 'secret')).toBe('deny'));

  it('counts over requires_confirmation, and not over what is asked of one client', () => {
    const gated = policyWith(
      'requires_confirmation: true\nrules:\n  - { verdict: allow, args: ["..."] }\n  - { verdict: allow, over_ask: true, args: [go] }',
      'clients: { Cursor: { commands: { tool: { ask: [go] } } } }',
    );
    const verdictFor = (name: string): string =>
      decide(planFor(['tool', 'go']), { name, claims: null }, loadPolicy(gated), NOW_MS).verdict;
    expect(word(loadPolicy(gated), 'stay')).toBe('ask');
    expect(verdictFor('codex')).toBe('allow');
    expect(verdictFor('cursor')).toBe('ask');
  });

  it('cannot make a program that runs others run what it likes, nor hide a character', () => {
    const shell = policyWith('rules:\n  - { verdict: allow, over_ask: true, args: ["<text>"] }').replaceAll(
      'tool',
      'bash',
    );
    const verdict = decide(planFor(['bash', 'x.sh']), { name: 'x', claims: null }, loadPolicy(shell), NOW_MS);
    expect(verdict.verdict).toBe('ask');
    const text = loadPolicy(policyWith('rules:\n  - { verdict: allow, over_ask: true, args: ["<text>"] }'));
    expect(word(text, 'a\u200bb')).toBe('ask');
  });

  it('gives its own terms to what it lets through', () => {
    const strict = loadPolicy(
      policyWith(
        'rules:\n  - { verdict: ask, args: ["..."], limits: { output_bytes: 9kB } }\n  - { verdict: allow, over_ask: true, args: [go], limits: { output_bytes: 5kB } }',
      ),
    );
    expect(strict.commandTerms(['tool', 'go'], { name: 'x', claims: null })?.outputBytes).toBe(5000);
    expect(strict.commandTerms(['tool', 'go', 'on'], { name: 'x', claims: null })?.outputBytes).toBe(9000);
  });

  it('is for rules that allow', () => {
    expect(problemsOf(policyWith('rules:\n  - { verdict: ask, over_ask: true, args: [] }'))).toEqual([
      '7:35 over_ask is for rules that allow: only they can be an exception from asking.',
    ]);
  });

  it('is not called dead behind a rule that asks, or one that only allows', () => {
    const never = (text: string): readonly string[] =>
      warningsOf(policyWith(text)).filter((one) => one.includes('never'));
    expect(never(rules)).toEqual([]);
    expect(
      never(
        'rules:\n  - { verdict: allow, args: [go] }\n  - { verdict: ask, args: [go] }\n  - { verdict: allow, over_ask: true, args: [go] }',
      ),
    ).toEqual(['7 This rule never decides: rules[1] in line 8 asks about all that it matches.']);
  });

  it('is named in full where an agent is told what it may do', () => {
    expect(ask(policy, ['nothing']).hint).toBe(
      'Allowed: tool push origin main|secret. With a person’s approval: tool push.',
    );
  });
});

describe('for any argument vector', () => {
  const tokens = fc.constantFrom('push', 'origin', 'main', 'secret', 'dev', '--force', '-f', '--', '-', '', 'main=x');
  const vectors = fc.array(tokens, { maxLength: 6 });
  const without = loadPolicy(policyWith(rules.replace('over_ask: true, ', '')));

  it('the exception changes the verdict on its own words alone, and only from ask to allow', () => {
    fc.assert(
      fc.property(vectors, (argv) => {
        const [before, after] = [word(without, ...argv), word(policy, ...argv)];
        // “--” at the end ends the flags of a vector that has none left to come.
        if (/^push,origin,main(?:,--)?$/u.test(argv.join())) return before === 'ask' && after === 'allow';
        return before === after;
      }),
      { numRuns: 20_000 },
    );
  });
});

import { describe, expect, it } from 'vitest';
import { changes, text, textOf } from '#shared/policy-text/fixtures/commented-policy.ts';
import { dataOf } from '#shared/policy-text/yaml-document.ts';
import { addExample, deleteRule, examplesOf, setVerdict } from './rule-edits.ts';

describe('changing and deleting', () => {
  it('changes the verdict and not a character more', () => {
    const after = textOf(setVerdict(text, 'commands.git.rules[0]', 'ask'));
    expect(after).toBe(text.replace('- verdict: allow\n', '- verdict: ask\n'));
    expect(setVerdict(text, 'commands.npm.allowed_prefixes[0]', 'ask')).toMatchObject({ ok: false });
    expect(setVerdict(text, 'commands.git.rules[9]', 'ask')).toMatchObject({ ok: false });
  });

  it('deletes a rule and leaves the comments of its neighbours', () => {
    const after = textOf(deleteRule(text, 'commands.git.rules[1]'));
    expect(changes(text, after)).toEqual([
      ['      - verdict: ask', '        args: [push, "..."]', '        because: publishes commits # and more'],
      [],
    ]);
  });

  it('deletes one prefix of several', () => {
    const after = textOf(deleteRule(text, 'commands.npm.allowed_prefixes[0]'));
    expect(changes(text, after)).toEqual([['      - test'], []]);
  });

  it('deletes the whole command with its only rule, because a command without rules means more', () => {
    expect(dataOf(textOf(deleteRule(text, 'commands.echo.rules[0]')))).not.toHaveProperty('commands.echo');
    const once = textOf(deleteRule(text, 'commands.git.rules[0]'));
    const twice = textOf(deleteRule(once, 'commands.git.rules[0]'));
    expect(twice).not.toContain('/usr/bin/git');
    expect(twice).toContain('# A small one.\n  echo:');
  });

  it('deletes a gate without the command', () => {
    const after = textOf(deleteRule(text, 'commands.npm.requires_confirmation[0]'));
    expect(changes(text, after)).toEqual([['    requires_confirmation: [install]'], []]);
  });
});

describe('examples', () => {
  it('are added where there are none, and beside those that are there', () => {
    const once = textOf(addExample(text, 'commands.git.rules[1]', 'match', ['git', 'push']));
    expect(once).toContain('because: publishes commits # and more\n        examples: { match: [[git, push]] }\n');
    const twice = textOf(addExample(once, 'commands.git.rules[1]', 'match', ['git', 'push', '--x y']));
    const thrice = textOf(addExample(twice, 'commands.git.rules[1]', 'not_match', ['git', 'log']));
    expect(thrice).toContain('examples: { match: [[git, push], [git, push, "--x y"]], not_match: [[git, log]] }');
    expect(examplesOf(dataOf(thrice), 'commands.git.rules[1]')).toEqual({
      match: [
        ['git', 'push'],
        ['git', 'push', '--x y'],
      ],
      not_match: [['git', 'log']],
    });
  });

  it('are none where nothing can be read', () => {
    expect(examplesOf(undefined, 'commands.git.rules[1]')).toEqual({ match: [], not_match: [] });
  });
});

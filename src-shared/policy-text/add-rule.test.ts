import { describe, expect, it } from 'vitest';
import { addRule } from './add-rule.ts';
import { changes, text, textOf } from './fixtures/commented-policy.ts';
import { dataOf } from './yaml-document.ts';

describe('adding a rule', () => {
  it('puts it below the last rule of its command and touches nothing else', () => {
    const edit = addRule(text, 'git', null, {
      verdict: 'deny',
      args: ['push', '<text>', '...'],
      flags: { '--force': 'none' },
      because: 'rewrites history: never',
    });
    expect(edit.id).toBe('commands.git.rules[2]');
    const after = textOf(edit);
    expect(after).toContain(`        because: publishes commits # and more
      - verdict: deny
        args: [push, "<text>", "..."]
        flags: { "--force": none }
        because: "rewrites history: never"
`);
    expect(changes(text, after)[0]).toEqual([]);
  });

  it('writes a command that is not listed yet with its program', () => {
    const after = textOf(addRule(text, 'make', '/usr/bin/make', { verdict: 'ask', args: ['...'] }));
    expect(after).toContain(`    requires_confirmation: [install]
  make:
    executable: /usr/bin/make
    rules:
      - verdict: ask
        args: ["..."]
paths:
`);
    expect(addRule(text, 'make', null, { verdict: 'ask', args: [] })).toMatchObject({ ok: false });
  });

  it('stays within brackets where the command is written in brackets', () => {
    const after = textOf(addRule(text, 'echo', null, { verdict: 'ask', args: ['x'], because: 'says x, twice' }));
    expect(after).toContain(
      `rules: [{ verdict: allow, args: ["..."] }, { verdict: ask, args: [x], because: "says x, twice" }] }`,
    );
    expect(changes(text, after)[0]).toHaveLength(1);
  });

  it('gives a command with shorthand only its first rules', () => {
    const after = textOf(addRule(text, 'npm', null, { verdict: 'deny', args: ['publish', '...'] }));
    expect(after).toContain(`    requires_confirmation: [install]
    rules:
      - verdict: deny
        args: [publish, "..."]
paths:`);
  });

  it.each([
    ['', 'commands:\n  make:\n    executable: /usr/bin/make\n    rules:\n      - verdict: ask\n        args: []\n'],
    ['version: 1', 'version: 1\ncommands:\n  make:\n    executable: /usr/bin/make\n    rules:\n'],
    ['# nothing yet\n', '# nothing yet\ncommands:\n'],
  ])('begins a file that has no commands: %j', (before, expected) => {
    expect(textOf(addRule(before, 'make', '/usr/bin/make', { verdict: 'ask', args: [] }))).toContain(expected);
  });

  it('fills commands that are there but empty', () => {
    for (const empty of ['commands:\nversion: 1\n', 'commands: {}\nversion: 1\n']) {
      const after = textOf(addRule(empty, 'make', '/usr/bin/make', { verdict: 'ask', args: [] }));
      expect(dataOf(after)).toEqual({
        commands: { make: { executable: '/usr/bin/make', rules: [{ verdict: 'ask', args: [] }] } },
        version: 1,
      });
    }
  });

  it('keeps a file’s own line ends', () => {
    const after = textOf(addRule(text.replaceAll('\n', '\r\n'), 'git', null, { verdict: 'ask', args: ['x'] }));
    expect(after.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  });

  it('refuses a text that is no YAML, and says where', () => {
    expect(addRule('commands: [\n', 'git', null, { verdict: 'ask', args: [] })).toEqual({
      ok: false,
      problem: expect.stringContaining('mend line 2'),
    });
  });
});

import { describe, expect, it } from 'vitest';
import { DEFAULT_SANDBOX } from './defaults.ts';
import { PolicyDocument } from './document.ts';
import { commandSentences, ruleSentence } from './sentence.ts';

describe('ruleSentence', () => {
  it.each([
    ['Allow git status, log or diff with any arguments', { verdict: 'allow', args: ['status|log|diff', '...'] }],
    [
      'Ask before git push with any arguments: publishes commits',
      { verdict: 'ask', args: ['push', '...'], because: 'publishes commits' },
    ],
    ['Deny git remote add or set-url and nothing more', { verdict: 'deny', args: ['remote', 'add|set-url'] }],
    ['Allow git without arguments', { verdict: 'allow', args: [] }],
    ['Allow git with any arguments', { verdict: 'allow', args: ['...'] }],
    ['Allow git with paths that may be read', { verdict: 'allow', args: ['<path:read>...'] }],
    ['Allow git with arguments that are each a number from 1 to 9', { verdict: 'allow', args: ['<int:1-9>...'] }],
    [
      'Allow git tag with text that matches v[0-9]+, then any arguments',
      { verdict: 'allow', args: ['tag', '<pattern:v[0-9]+>', '...'] },
    ],
    [
      'Allow git with any text, then to, then a path that may be written',
      { verdict: 'allow', args: ['<text>', 'to', '<path:write>'] },
    ],
    [
      'Allow git branch and nothing more, also with the flag -a',
      { verdict: 'allow', args: ['branch'], flags: { '-a': 'none' } },
    ],
    [
      'Allow git log with any arguments, also with the flags -C, -n or -p',
      {
        verdict: 'allow',
        args: ['log', '...'],
        flags: { '-n': '<int>', '-p': 'none' },
        global_flags: { '-C': '<text>' },
      },
    ],
    [
      'Allow git log and nothing more, also with 7 flags',
      {
        verdict: 'allow',
        args: ['log'],
        flags: Object.fromEntries([...'abcdefg'].map((letter) => [`-${letter}`, 'none'])),
      },
    ],
  ] as const)('%s', (sentence, rule) => {
    expect(ruleSentence('git', rule)).toBe(sentence);
  });
});

describe('the fence', () => {
  const of = (rule: {
    readonly sandbox?: 'off' | 'workspace' | 'strict';
    readonly network?: boolean;
    readonly run_as?: string | false;
  }): string => ruleSentence('git', { verdict: 'ask', args: ['push'], ...rule });

  it('is spoken of where it is another than the usual one', () => {
    expect(of({})).toBe('Ask before git push and nothing more');
    expect(of({ sandbox: DEFAULT_SANDBOX })).toBe('Ask before git push and nothing more');
    expect(of({ sandbox: 'strict' })).toBe('Ask before git push and nothing more, in a strict sandbox');
    expect(of({ sandbox: 'strict', network: true })).toContain(', in a strict sandbox, with the network');
    expect(of({ sandbox: 'off', network: true })).not.toContain('network');
    expect(of({ run_as: 'agent', sandbox: 'off' })).toMatch(/, as the user agent$/u);
    expect(of({ run_as: false })).not.toContain('user');
    const other = DEFAULT_SANDBOX === 'off' ? 'workspace' : 'off';
    expect(of({ sandbox: other })).toMatch(/, (?:in|without) a sandbox$/u);
  });
});

describe('commandSentences', () => {
  const sentencesOf = (entry: Record<string, unknown>) => {
    const document = PolicyDocument.parse({ commands: { git: { executable: '/usr/bin/git', ...entry } } });
    const git = document.commands.git;
    return git === undefined ? [] : commandSentences('git', git);
  };

  it('speaks of shorthand and rules under the names that verdicts use', () => {
    expect(
      sentencesOf({
        allowed_prefixes: ['status', 'remote show'],
        requires_confirmation: ['push'],
        rules: [{ verdict: 'deny', args: ['gc'] }],
      }),
    ).toEqual([
      { id: 'commands.git.allowed_prefixes[0]', verdict: 'allow', sentence: 'Allow git status with any arguments' },
      {
        id: 'commands.git.allowed_prefixes[1]',
        verdict: 'allow',
        sentence: 'Allow git remote show with any arguments',
      },
      {
        id: 'commands.git.requires_confirmation[0]',
        verdict: 'ask',
        sentence: 'Ask before git push with any arguments',
      },
      { id: 'commands.git.rules[0]', verdict: 'deny', sentence: 'Deny git gc and nothing more' },
    ]);
    expect(sentencesOf({ requires_confirmation: true, allowed_prefixes: [] })).toEqual([
      {
        id: 'commands.git.requires_confirmation',
        verdict: 'ask',
        sentence: 'Ask before anything that is allowed for git',
      },
    ]);
  });

  it('says what a command without lists and one with empty lists amount to', () => {
    expect(sentencesOf({})).toEqual([
      { id: 'commands.git', verdict: 'ask', sentence: 'Ask before git with any arguments' },
    ]);
    expect(sentencesOf({ rules: [] })).toEqual([
      { id: 'commands.git', verdict: 'deny', sentence: 'Deny git: its lists are empty' },
    ]);
  });
});

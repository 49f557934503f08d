import { describe, expect, it } from 'vitest';
import { orList, PolicyDocument } from '#shared/policy/index.ts';
import { problemsOf } from '../fixtures/load-policy.ts';
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

import { describe, expect, it } from 'vitest';
import { dataOf } from '#shared/policy-text/yaml-document.ts';
import { mergePolicy } from './merge-policy.ts';

const mine = `version: 1
commands:
  # Mine.
  git: { executable: /usr/bin/git, rules: [{ verdict: ask, args: [push] }] }
paths:
  read: [~/code/**] # and no more
`;
const theirs = `version: 1
commands:
  git:
    executable: /usr/bin/git
    rules: [{ verdict: allow, args: ["..."] }]
  make:
    executable: /usr/bin/make
    rules:
      # Builds.
      - verdict: ask
        args: ["all|check"]
paths:
  read: ["~/code/**", "/srv/**"]
  blocked: ["**/.env"]
`;

describe('adding what another policy has', () => {
  it('takes commands and globs that are missing, and leaves the rest as it stands', () => {
    const merged = mergePolicy(mine, theirs);
    if (!merged.ok) throw new Error(merged.problem);
    expect(merged.kept).toEqual(['git']);
    expect(merged.text).toBe(`version: 1
commands:
  # Mine.
  git: { executable: /usr/bin/git, rules: [{ verdict: ask, args: [push] }] }
  make:
    executable: /usr/bin/make
    rules:
      # Builds.
      - verdict: ask
        args: ["all|check"]
paths:
  read: [~/code/**, "/srv/**"] # and no more
  blocked: ["**/.env"]
`);
  });

  it('fills an empty policy', () => {
    const merged = mergePolicy('', theirs);
    expect(merged.ok && dataOf(merged.text)).toEqual({
      commands: (dataOf(theirs) as { commands: object }).commands,
      paths: { read: ['~/code/**', '/srv/**'], blocked: ['**/.env'] },
    });
  });

  it('refuses to merge into a text that cannot be read', () => {
    expect(mergePolicy('commands: [', theirs)).toMatchObject({ ok: false });
  });
});

import { describe, expect, it } from 'vitest';
import { type Plan, SessionId } from '#shared/model/index.ts';
import type { CompiledPolicy } from '#shared/policy/index.ts';
import { FILE, loadPolicy, NOW_MS, planFor, policyWith } from '../fixtures/load-policy.ts';
import { compilePolicy, decide } from '../index.ts';
import { noPolicy } from '../load/compile-policy.ts';

const anna = { name: 'anna', claims: null };
const policy = loadPolicy(
  policyWith(`
because: the tool of the house
max_timeout: 2s
env: [CI, LANG]
output_bytes: 4kB
rules:
  - { verdict: allow, args: ["status|log", "..."], flags: { "-n": "<int:1-9>" } }
  - { verdict: ask, args: [push, "..."], because: publishes commits }
  - { verdict: deny, args: [push, "main|master", "..."], because: main is protected }
`),
);

describe('other plans', () => {
  const session = (path: string, env: Record<string, string> = {}) =>
    decide(
      { kind: 'session.create', folderFrom: 'request', workingDir: { path, device: '1', inode: '1' }, env },
      anna,
      policy,
      NOW_MS,
    );

  it('a session may be created in a folder that may be read or written', () => {
    expect(session('/home/anna/code/x', { ANY: 'thing' })).toMatchObject({
      verdict: 'allow',
      rule: { id: 'builtin.folder-in-scope', file: null, line: 0 },
    });
    for (const path of [
      '/home/anna',
      '/',
      '/data',
      '/data/x',
      '/home/anna/code/.ssh',
      'code',
      '/home/anna/code/../x',
    ]) {
      expect([path, session(path).verdict]).toEqual([path, 'deny']);
    }
    expect(session('/etc').hint).toBe('Use a folder in one of these: /home/anna/code/**, /home/anna/code/out/**.');
  });

  it.each([
    'LD_PRELOAD',
    'path',
    'BASH_ENV',
    'NODE_OPTIONS',
    'PYTHONSTARTUP',
    'PERL5OPT',
    'GIT_SSH_COMMAND',
    'PAGER',
    'MY_PRELOAD',
    'HOME',
  ])('a session cannot set %s', (name) => {
    expect(session('/home/anna/code', { [name]: 'x' }).verdict).toBe('deny');
  });

  it('a client’s own sessions may be listed and ended', () => {
    const kill = { kind: 'session.kill', session: SessionId.parse(`ses_${'0'.repeat(26)}`), force: true } as const;
    for (const plan of [{ kind: 'session.list' } as const, kill]) {
      expect(decide(plan, anna, policy, NOW_MS)).toMatchObject({
        verdict: 'allow',
        rule: { id: 'builtin.own-session' },
      });
    }
  });

  it('a kind that nobody knows is denied', () => {
    const unknown: unknown = { kind: 'server.deploy' };
    expect(decide(unknown as Plan, anna, policy, NOW_MS).verdict).toBe('deny');
    expect(decide({} as Plan, anna, policy, NOW_MS).verdict).toBe('deny');
  });

  it('everything is denied without a policy, and under an object that only looks like one', () => {
    const none = noPolicy({ file: FILE, version: 0, ownFolders: [], home: '/home/anna' });
    const fake: CompiledPolicy = { ...noPolicyFace(), scopeOf: () => ({ read: true, write: true, blocked: false }) };
    for (const nothing of [none, fake]) {
      expect(decide(planFor(['tool', 'log']), anna, nothing, NOW_MS).verdict).toBe('deny');
      expect(decide({ kind: 'session.list' }, anna, nothing, NOW_MS).verdict).toBe('deny');
    }
    expect(none.commandNames).toEqual([]);
    expect(none.commandTerms(['tool'], anna)).toBeUndefined();
    expect(none.scopeOf('/home/anna')).toEqual({ read: false, write: false, blocked: false });
  });

  it('the plan and the policy are left as they were', () => {
    const frozen = structuredClone(planFor(['tool', 'log']));
    const before = JSON.stringify(frozen);
    decide(Object.freeze(frozen), anna, policy, NOW_MS);
    expect(JSON.stringify(frozen)).toBe(before);
  });
});

function noPolicyFace(): CompiledPolicy {
  const { version, file, sha256, limits, files, commandNames, solvers, pathGlobs } = policy;
  const face = { version, file, sha256, limits, files, commandNames, solvers, pathGlobs };
  return { ...face, commandTerms: () => undefined, scopeOf: policy.scopeOf };
}

it('a policy that is checked under version 0 allows nothing', () => {
  const result = compilePolicy(policyWith('allowed_prefixes: [x]'), {
    file: FILE,
    version: 0,
    ownFolders: [],
    home: '/h',
  });
  expect(result.ok && decide(planFor(['tool', 'x']), anna, result.policy, NOW_MS).verdict).toBe('deny');
});

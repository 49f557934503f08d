import { describe, expect, it } from 'vitest';
import type { Confinement } from '../model/index.ts';
import { confinementParts, confinementUser, sandboxWords } from './confinement-words.ts';

const nothing: Confinement = {
  ...{ by: 'bubblewrap', workspace: '/home/anna/code/api', system: ['/usr'], readOnly: [], writable: [], hidden: [] },
  ...{ fixed: [], barred: [], leftOut: [], user: { uid: 1000, gid: 1000 } },
};
const api = ['/home/anna/code/api'];

describe('a sandbox in words', () => {
  it('is what can be changed', () => {
    const words = (writable: readonly string[]): string =>
      sandboxWords({ sandbox: 'workspace', confinement: { ...nothing, writable } }, '/home/anna');
    expect(words(api)).toBe('workspace: can change ~/code/api, nothing else');
    expect(words(['/a', '/b'])).toBe('workspace: can change 2 places, nothing else');
    expect(words([])).toBe('workspace: can change nothing: no folder here may be written');
    expect(sandboxWords({ sandbox: 'workspace', confinement: { ...nothing, writable: api } })).toContain(api[0]);
    expect(sandboxWords({ sandbox: 'strict', confinement: nothing })).toBe('strict: can change nothing of yours');
    expect(sandboxWords({ sandbox: 'off', confinement: null })).toBe('none: runs as you, with all your files');
  });

  it('has every path of the plan behind it', () => {
    const confinement = {
      ...nothing,
      ...{ writable: api, readOnly: ['/b'], hidden: ['/c'], fixed: ['/d'], barred: ['/e'], leftOut: ['/f'] },
    };
    const parts = confinementParts({ sandbox: 'workspace', confinement });
    expect(parts.flatMap(({ paths }) => paths).sort()).toEqual([...api, '/b', '/c', '/d', '/e', '/f', '/usr'].sort());
    expect(parts.map(({ term }) => term).slice(0, 3)).toEqual(['can change', 'can read', 'closed']);
    expect(confinementParts({ sandbox: 'off', confinement: null })).toEqual([]);
  });

  it('says whose rights it has', () => {
    expect(confinementUser({ sandbox: 'strict', confinement: nothing })).toBe('as user 1000');
    const root = { ...nothing, user: { uid: 0, gid: 0 } };
    expect(confinementUser({ sandbox: 'strict', confinement: root })).toMatch(/none of root’s powers/);
    expect(confinementUser({ sandbox: 'strict', confinement: { ...nothing, user: null } })).toBeNull();
  });

  it('says of another user who that is, with and without a fence, and when it may not write where it works', () => {
    const runAs = { name: 'agent', uid: 990, gid: 991, home: '/home/agent', mayWrite: true };
    const off = { sandbox: 'off', confinement: null, runAs } as const;
    expect(sandboxWords(off)).toBe('none: can do all that its user can');
    expect(confinementUser(off)).toBe('as the user agent (990:991), of no other groups');
    const fenced = { sandbox: 'workspace', confinement: nothing, runAs: { ...runAs, mayWrite: false } } as const;
    expect(confinementUser(fenced)).toMatch(/agent \(990:991\).*who may not write in its folder$/u);
  });
});

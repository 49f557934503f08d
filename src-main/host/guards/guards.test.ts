import { describe, expect, it } from 'vitest';
import { sampleRequest } from '../../../test/sample-plan.ts';
import { createGuards } from './guards.ts';

const from = (name: string) => sampleRequest({ client: { name, claims: null } });

describe('the guards', () => {
  it('let a client have so many requests under way and no more', () => {
    const guards = createGuards(() => ({ concurrent: 10, concurrentPerClient: 2 }));
    const first = guards.admit(from('a'));
    guards.admit(from('a'));
    expect(() => guards.admit(from('a'))).toThrow(/2 requests under way/);
    expect(() => guards.admit(from('b'))).not.toThrow();
    first[Symbol.dispose]();
    expect(() => guards.admit(from('a'))).not.toThrow();
  });

  it('let all clients together have so many and no more', () => {
    const guards = createGuards(() => ({ concurrent: 2, concurrentPerClient: 2 }));
    guards.admit(from('a'));
    guards.admit(from('b'));
    expect(() => guards.admit(from('c'))).toThrow(/2 requests are under way/);
  });

  it('follow a policy that changes the limits', () => {
    let concurrentPerClient = 1;
    const guards = createGuards(() => ({ concurrent: 10, concurrentPerClient }));
    guards.admit(from('a'));
    expect(() => guards.admit(from('a'))).toThrow();
    concurrentPerClient = 2;
    expect(() => guards.admit(from('a'))).not.toThrow();
  });
});

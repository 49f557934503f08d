import { describe, expect, it } from 'vitest';
import { RunInterrupted } from '#shared/model/index.ts';
import { ManualClock } from '../../../../test/manual-clock.ts';
import { SessionRegistry } from './session-registry.ts';

const FOLDER = { path: '/tmp', device: '1', inode: '2' };
const LIMITS = { sessionsPerClient: 2, sessionIdleMs: 1_800_000 };

const open = (clock = new ManualClock()) => new SessionRegistry(clock, () => LIMITS);

describe('a session', () => {
  it('is unknown to every other client', () => {
    const registry = open();
    const { id } = registry.create('a', FOLDER, {});
    expect(registry.use('a', id).id).toBe(id);
    expect(() => registry.use('b', id)).toThrow(/no session/);
    expect(() => registry.kill('b', id, true)).toThrow(/no session/);
    expect(registry.of('b')).toEqual([]);
  });

  it('ends after its idle time, and use puts that off', () => {
    const clock = new ManualClock();
    const registry = open(clock);
    const session = registry.create('a', FOLDER, {});
    clock.advance(1_700_000);
    registry.use('a', session.id);
    clock.advance(1_700_000);
    expect(session.ended.aborted).toBe(false);
    clock.advance(200_000);
    expect(session.ended.aborted).toBe(true);
    expect(() => registry.use('a', session.id)).toThrow(/no session/);
    expect(clock.pending).toBe(0);
  });

  it('says when it is killed by force', () => {
    const registry = open();
    const session = registry.create('a', FOLDER, {});
    registry.kill('a', session.id, true);
    expect(session.ended.reason).toBeInstanceOf(RunInterrupted);
    expect(session.ended.reason).toMatchObject({ reason: 'cancelled', force: true });
  });

  it('is one of so many a client may have', () => {
    const registry = open();
    registry.create('a', FOLDER, {});
    registry.create('a', FOLDER, {});
    expect(() => registry.create('a', FOLDER, {})).toThrow(/2 sessions/);
    expect(() => registry.create('b', FOLDER, {})).not.toThrow();
  });

  it('ends with its client', () => {
    const registry = open();
    const session = registry.create('a', FOLDER, {});
    registry.killAllOf('a');
    expect(session.ended.aborted).toBe(true);
  });
});

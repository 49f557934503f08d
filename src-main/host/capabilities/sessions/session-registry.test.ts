import { describe, expect, it } from 'vitest';
import { RunId, RunInterrupted, type SessionId } from '#shared/model/index.ts';
import { ManualClock } from '../../../../test/manual-clock.ts';
import type { Session } from './session.ts';
import { SessionRegistry } from './session-registry.ts';

const FOLDER = { path: '/tmp', device: '1', inode: '2' };
const LIMITS = { sessionsPerClient: 2, sessionIdleMs: 1_800_000 };
const RUN = RunId.parse('run_20260101_000000_00000000');
const OTHER_RUN = RunId.parse('run_20260101_000000_00000001');

const open = (clock = new ManualClock()) => new SessionRegistry(clock, () => LIMITS);

describe('a session', () => {
  it('is unknown to every other client', async () => {
    const registry = open();
    const { id } = registry.create('a', FOLDER, {});
    expect(registry.use('a', id).id).toBe(id);
    expect(() => registry.use('b', id)).toThrow(/no session/);
    expect(() => registry.enter('b', id, RUN)).toThrow(/no session/);
    await expect(registry.kill('b', id, true)).rejects.toThrow(/no session/);
    expect(registry.of('b')).toEqual([]);
    expect([registry.isOpen('a', id), registry.isOpen('b', id)]).toEqual([true, false]);
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
    expect(registry.find(session.id)?.end?.because).toBe('idle');
    expect(() => registry.use('a', session.id)).toThrow(/no session/);
    expect(clock.pending).toBe(0);
  });

  it('is not idle while its client waits for a run in it, and is while a run is left to itself', () => {
    const clock = new ManualClock();
    const registry = open(clock);
    const session = registry.create('a', FOLDER, {});
    const stay = registry.enter('a', session.id, RUN);
    clock.advance(5 * 1_800_000);
    expect(session.ended.aborted).toBe(false);
    stay.letGo();
    clock.advance(1_799_999);
    expect(session.ended.aborted).toBe(false);
    clock.advance(1_800_001);
    expect(session.ended.aborted).toBe(true);
    stay.leave();
    expect(clock.pending).toBe(0);
  });

  it.each([
    ['by force', true],
    ['without', false],
  ])('that is killed %s ends what runs in it, and says so when it has', async (_how, force) => {
    const registry = open();
    const session = registry.create('a', FOLDER, {});
    const [one, two] = [registry.enter('a', session.id, RUN), registry.enter('a', session.id, OTHER_RUN)];
    let ended: number | undefined;
    const killing = registry.kill('a', session.id, force).then((count) => {
      ended = count;
    });
    expect(one.ended.reason).toBeInstanceOf(RunInterrupted);
    expect(two.ended.reason).toMatchObject({ reason: 'cancelled', force });
    one.leave();
    await Promise.resolve();
    expect(ended).toBeUndefined();
    two.leave();
    await killing;
    expect(ended).toBe(2);
  });

  it('takes nothing in once it has ended', async () => {
    const registry = open();
    const session = registry.create('a', FOLDER, {});
    expect(await registry.kill('a', session.id, false)).toBe(0);
    expect(() => registry.enter('a', session.id, RUN)).toThrow(/no session/);
    expect(await registry.endFor(session.id, false)).toBeUndefined();
    await expect(registry.kill('a', session.id, false)).rejects.toThrow(/no session/);
  });

  it('is one of so many a client may have', async () => {
    const registry = open();
    const first = registry.create('a', FOLDER, {});
    registry.create('a', FOLDER, {});
    expect(() => registry.create('a', FOLDER, {})).toThrow(/2 sessions/);
    expect(() => registry.create('b', FOLDER, {})).not.toThrow();
    await registry.kill('a', first.id, false);
    expect(() => registry.create('a', FOLDER, {})).not.toThrow();
  });

  it('ends with its client', () => {
    const registry = open();
    const session = registry.create('a', FOLDER, {});
    const kept = registry.create('b', FOLDER, {});
    registry.killAllOf('a');
    expect([session.ended.aborted, kept.ended.aborted]).toEqual([true, false]);
  });

  it('that a person ends stops what runs in it', async () => {
    const registry = open();
    const session = registry.create('a', FOLDER, {});
    const stay = registry.enter('a', session.id, RUN);
    const ending = registry.endFor(session.id, true);
    expect(stay.ended.reason).toMatchObject({ reason: 'stopped', force: true });
    stay.leave();
    expect(await ending).toBe(1);
  });

  it('tells who listens what happens to it, and is remembered for a while', async () => {
    const registry = open();
    const heard: [SessionId, number, string | undefined][] = [];
    registry.onChanged(({ id, runs, end }: Session) => heard.push([id, runs.length, end?.because]));
    const { id } = registry.create('a', FOLDER, {});
    const stay = registry.enter('a', id, RUN);
    stay.leave();
    stay.leave();
    await registry.kill('a', id, false);
    expect(heard).toEqual([
      [id, 0, undefined],
      [id, 1, undefined],
      [id, 0, undefined],
      [id, 0, 'killed'],
    ]);
    for (let count = 0; count < 150; count += 1) await registry.kill('a', registry.create('a', FOLDER, {}).id, false);
    expect(registry.all()).toHaveLength(100);
    expect(registry.find(id)).toBeUndefined();
  });
});

import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../../test/manual-clock.ts';
import { sampleRequest } from '../../../test/sample-plan.ts';
import type { GuardLimits } from './guard-limits.ts';
import { createGuards, type Guards } from './guards.ts';
import { createPause } from './pause.ts';

const from = (name: string, tool = 'execute_command') => sampleRequest({ client: { name, claims: null }, tool });
const never = new AbortController().signal;

function open(change: Partial<GuardLimits> = {}) {
  const clock = new ManualClock();
  const limits = {
    ...{ concurrent: 10, concurrentPerClient: 2, queueWaitMs: 2000, queuedPerClient: 4 },
    concurrentByTool: new Map<string, number>(),
    ...change,
  };
  const pause = createPause(null, async () => undefined, clock);
  const guards = createGuards({ limits: () => limits, clock, isControl: (tool) => tool === 'cancel_run', pause });
  return { guards, clock, limits, pause };
}

/** Whether it was let in by now. */
async function isIn(entry: Promise<Disposable>): Promise<boolean> {
  const later = new Promise<false>((resolve) => setImmediate(resolve, false));
  return Promise.race([
    entry.then(
      () => true,
      () => false,
    ),
    later,
  ]);
}
const fill = (guards: Guards, names: readonly string[]) =>
  Promise.all(names.map((name) => guards.admit(from(name), never)));

describe('the guards', () => {
  it('let a client have so many requests under way, and the next one when one of them ends', async () => {
    const { guards } = open();
    const [first] = await fill(guards, ['a', 'a']);
    const third = guards.admit(from('a'), never);
    expect(await isIn(third)).toBe(false);
    expect(await isIn(guards.admit(from('b'), never))).toBe(true);
    first?.[Symbol.dispose]();
    expect(await isIn(third)).toBe(true);
  });

  it('let all clients together have so many', async () => {
    const { guards, clock } = open({ concurrent: 2 });
    await fill(guards, ['a', 'b']);
    const third = guards.admit(from('c'), never);
    clock.advance(2000);
    await expect(third).rejects.toThrow(/2 requests are under way, which is the limit.*waited 2 s/);
  });

  it('let one tool have so many', async () => {
    const { guards } = open({ concurrentByTool: new Map([['scan', 1]]) });
    await guards.admit(from('a', 'scan'), never);
    const second = guards.admit(from('b', 'scan'), never);
    expect(await isIn(second)).toBe(false);
    expect(await isIn(guards.admit(from('b'), never))).toBe(true);
  });

  it('say busy when a turn does not come in time, and leave no timer behind', async () => {
    const { guards, clock } = open();
    const [first] = await fill(guards, ['a', 'a']);
    const late = guards.admit(from('a'), never);
    clock.advance(1999);
    expect(await isIn(late)).toBe(false);
    clock.advance(1);
    await expect(late).rejects.toMatchObject({ refusal: { code: 'GUARD_BUSY', retryable: true } });
    first?.[Symbol.dispose]();
    expect(clock.pending).toBe(0);
  });

  it('let nobody in who gave up while waiting', async () => {
    const { guards, clock } = open();
    const [first] = await fill(guards, ['a', 'a']);
    const cancel = new AbortController();
    const given = guards.admit(from('a'), cancel.signal);
    cancel.abort();
    await expect(given).rejects.toMatchObject({ refusal: { code: 'CANCELLED' } });
    first?.[Symbol.dispose]();
    expect(await isIn(guards.admit(from('a'), never))).toBe(true);
    await expect(guards.admit(from('a'), AbortSignal.abort())).rejects.toMatchObject({
      refusal: { code: 'CANCELLED' },
    });
    expect(clock.pending).toBe(0);
  });

  it('do not let one client’s flood keep another’s single request waiting', async () => {
    const { guards } = open({ concurrent: 3, concurrentPerClient: 3, queuedPerClient: 100 });
    const flood = await fill(guards, ['flood', 'flood', 'flood']);
    const more = Array.from({ length: 50 }, () => guards.admit(from('flood'), never));
    const single = guards.admit(from('quiet'), never);
    flood[0]?.[Symbol.dispose]();
    expect(await isIn(single)).toBe(true);
    expect(await Promise.all(more.map(isIn))).not.toContain(true);
    flood[1]?.[Symbol.dispose]();
    expect((await Promise.all(more.map(isIn))).filter((entered) => entered)).toHaveLength(1);
  });

  it('bound what waits', async () => {
    const { guards } = open({ queuedPerClient: 1 });
    await fill(guards, ['a', 'a']);
    expect(await isIn(guards.admit(from('a'), never))).toBe(false);
    await expect(guards.admit(from('a'), never)).rejects.toThrow(/1 more of this client wait already/);
  });

  it('always let a client end its own work', async () => {
    const { guards } = open({ concurrent: 2 });
    await fill(guards, ['a', 'a']);
    expect(await isIn(guards.admit(from('a', 'cancel_run'), never))).toBe(true);
    expect(await isIn(guards.admit(from('a', 'cancel_run'), never))).toBe(true);
    await expect(guards.admit(from('a', 'cancel_run'), never)).rejects.toThrow(/which is the limit/);
  });

  it('give a place to others while its request waits for a person, and a turn back after the yes', async () => {
    const { guards, clock } = open({ concurrentPerClient: 1 });
    const [asking] = await fill(guards, ['a']);
    const next = guards.admit(from('a'), never);
    expect(await isIn(next)).toBe(false);
    asking?.stepAside();
    expect(await isIn(next)).toBe(true);
    const back = asking?.stepBack(never).then(() => asking);
    expect(await isIn(back as Promise<Disposable>)).toBe(false);
    (await next)[Symbol.dispose]();
    expect(await isIn(back as Promise<Disposable>)).toBe(true);
    // Back inside, it counts again, once.
    expect(await isIn(guards.admit(from('a'), never))).toBe(false);
    asking?.[Symbol.dispose]();
    asking?.[Symbol.dispose]();
    expect(await isIn(guards.admit(from('a'), never))).toBe(false);
    clock.advance(2000);
  });

  it('say busy when no turn comes back in time, and count the request no more', async () => {
    const { guards, clock } = open({ concurrentPerClient: 1 });
    const [asking] = await fill(guards, ['a']);
    asking?.stepAside();
    const next = await guards.admit(from('a'), never);
    const back = asking?.stepBack(never);
    clock.advance(2000);
    await expect(back).rejects.toMatchObject({ refusal: { code: 'GUARD_BUSY', retryable: true } });
    asking?.[Symbol.dispose]();
    next[Symbol.dispose]();
    expect(await isIn(guards.admit(from('a'), never))).toBe(true);
    expect(clock.pending).toBe(0);
  });

  it('let only so many of a client wait for a person; what goes beyond keeps its place', async () => {
    const { guards } = open({ concurrent: 1000, concurrentPerClient: 2 });
    for (let n = 0; n < 100; n += 1) (await guards.admit(from('a'), never)).stepAside();
    expect(() => guards.waitAside(from('a'))).toThrow(/100 requests of this client wait for a person already/);
    using _other = guards.waitAside(from('b'));
    const [one] = await fill(guards, ['a', 'a']);
    one?.stepAside();
    expect(await isIn(guards.admit(from('a'), never))).toBe(false);
  });

  it('follow a policy that changes the limits', async () => {
    const { guards, limits } = open({ concurrentPerClient: 1 });
    const [first] = await fill(guards, ['a']);
    const second = guards.admit(from('a'), never);
    const third = guards.admit(from('a'), never);
    limits.concurrentPerClient = 2;
    first?.[Symbol.dispose]();
    expect([await isIn(second), await isIn(third)]).toEqual([true, true]);
  });

  it('let nothing in while everything is paused, except what ends or looks at what is under way', async () => {
    const { guards, pause } = open();
    await pause.press('anna via terminal');
    await expect(guards.admit(from('a'), never)).rejects.toMatchObject({ refusal: { code: 'PAUSED' } });
    expect(() => guards.refusePaused('execute_command')).toThrow(/has been paused since 2026/);
    expect(await isIn(guards.admit(from('a', 'cancel_run'), never))).toBe(true);
    await pause.release();
    expect(await isIn(guards.admit(from('a'), never))).toBe(true);
  });
});

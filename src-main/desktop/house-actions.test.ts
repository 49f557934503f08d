import { setImmediate as soon } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { hostCalls } from './host-calls.ts';
import { houseActions } from './house-actions.ts';
import { aCard, aStatus, fakeHost } from './testing/fake-host.ts';
import { fakeLog } from './testing/fake-surroundings.ts';

function setUp(waiting = 0) {
  const host = fakeHost();
  const log = fakeLog();
  let failures = 0;
  for (const name of ['host.pause', 'host.resume']) host.answers.set(name, () => aStatus());
  host.answers.set('host.lock', () => ({ ended: 2 }));
  host.answers.set('approvals.denyListed', () => ({ answered: [], left: [] }));
  const listed = Array.from({ length: waiting }, (_, n) => ({ id: aCard(n).id, digest: aCard(n).digest }));
  const actions = houseActions(
    hostCalls(host.api, 'anna'),
    () => ({ listed: () => listed }),
    () => (failures += 1),
    log,
  );
  return { host, log, actions, listed, failures: () => failures };
}

describe('what the tray tells the host', () => {
  it('is said in the name of the person at this desktop', async () => {
    const { host, actions } = setUp();
    for (const name of ['pause', 'endRuns', 'resume', 'lock'] as const) actions[name]();
    await soon();
    expect(host.calls.map(({ name, input }) => [name, input])).toEqual([
      ['host.pause', { kill: false }],
      ['host.pause', { kill: true }],
      ['host.resume', {}],
      ['host.lock', {}],
    ]);
    expect(new Set(host.calls.map(({ caller }) => `${caller.user} ${caller.via}`))).toEqual(new Set(['anna desktop']));
  });

  it('denies all that waits, as many at a time as a call takes, by what was shown', async () => {
    const { host, actions, listed } = setUp(1100);
    actions.denyAll();
    for (let turn = 0; turn < 10; turn += 1) await soon();
    const sent = host.calls.map(({ input }) => (input as { cards: unknown[] }).cards);
    expect(sent.map(({ length }) => length)).toEqual([500, 500, 100]);
    expect(sent.flat()).toEqual(listed);
  });

  it('sends nothing when nothing waits', async () => {
    const { host, actions } = setUp(0);
    actions.denyAll();
    await soon();
    expect(host.calls).toEqual([]);
  });

  it('brings the window up when it was not taken', async () => {
    const { host, actions, log, failures } = setUp();
    host.answers.set('host.pause', () => {
      throw new Error('no');
    });
    actions.pause();
    await soon();
    expect([failures(), log.lines.map(({ message }) => message)]).toEqual([1, ['pausing from the tray was not taken']]);
  });
});

import { describe, expect, it } from 'vitest';
import { hostCalls } from './host-calls.ts';
import { stateWords, watchPause } from './house-state.ts';
import { aStatus, type FakeHost, fakeHost } from './testing/fake-host.ts';
import { fakeLog } from './testing/fake-surroundings.ts';

const paused = { at: '2026-01-01T00:00:00.000Z', by: 'anna via terminal' };

function watch(host: FakeHost) {
  const told: unknown[] = [];
  const log = fakeLog();
  const watching = watchPause(host.api, hostCalls(host.api, 'anna'), (state) => void told.push(state), log);
  return { told, log, watching };
}

describe('the state in words', () => {
  it('says paused before the count, and nothing when all is calm', () => {
    expect([
      stateWords({ waiting: 0, paused: false, running: 3 }),
      stateWords({ waiting: 2, paused: false, running: 0 }),
      stateWords({ waiting: 0, paused: true, running: 0 }),
      stateWords({ waiting: 2, paused: true, running: 0 }),
    ]).toEqual(['', '2 waiting', 'Paused', 'Paused, 2 waiting']);
  });
});

describe('watchPause', () => {
  it('tells how it is at the start, then of each change', async () => {
    const host = fakeHost();
    host.answers.set('host.status', () => aStatus({ paused }));
    const { told, watching } = watch(host);
    await watching;
    host.announce('host.changed', aStatus({ runs_active: 2 }));
    expect(told).toEqual([
      { paused: true, running: 0 },
      { paused: false, running: 2 },
    ]);
  });

  it('does not let an older answer undo an event', async () => {
    const host = fakeHost();
    const { promise, resolve } = Promise.withResolvers<unknown>();
    host.answers.set('host.status', () => promise);
    const { told, watching } = watch(host);
    host.announce('host.changed', aStatus({ paused }));
    resolve(aStatus());
    await watching;
    expect(told).toEqual([{ paused: true, running: 0 }]);
  });

  it('says in the log when the status cannot be read, and goes on with events', async () => {
    const host = fakeHost();
    host.answers.set('host.status', () => {
      throw new Error('no');
    });
    const { told, log, watching } = watch(host);
    (await watching)();
    expect([told, log.lines.map(({ level }) => level), host.listeners.size]).toEqual([[], ['error'], 0]);
  });
});

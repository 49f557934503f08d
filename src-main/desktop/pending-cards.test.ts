import { describe, expect, it } from 'vitest';
import { hostCalls } from './host-calls.ts';
import { watchPendingCards } from './pending-cards.ts';
import { aCard, type FakeHost, fakeHost } from './testing/fake-host.ts';
import { fakeLog } from './testing/fake-surroundings.ts';

const [one, two] = [aCard(1), aCard(2)];

function watch(host: FakeHost) {
  const told: string[] = [];
  const log = fakeLog();
  const watcher = {
    added: ({ id }: { id: string }) => void told.push(`+${id.slice(-1)}`),
    removed: (id: string) => void told.push(`-${id.slice(-1)}`),
    counted: (waiting: number) => void told.push(`${waiting}`),
  };
  return { told, log, watching: watchPendingCards(host.api, hostCalls(host.api, 'anna'), watcher, log) };
}

describe('watchPendingCards', () => {
  it('tells of the cards that wait already, then of each that comes and goes', async () => {
    const host = fakeHost();
    host.answers.set('approvals.list', () => [one]);
    const { told, watching } = watch(host);
    await watching;
    host.announce('approvals.changed', two);
    host.announce('approvals.changed', aCard(1, { state: 'denied' }));
    expect(told).toEqual(['+1', '1', '1', '+2', '2', '-1', '1']);
    expect(host.calls[0]).toMatchObject({ input: { state: 'pending' }, caller: { via: 'desktop', user: 'anna' } });
  });

  it.each(['approved', 'denied', 'expired', 'requester_gone'])('takes a card that is %s for gone', async (state) => {
    const host = fakeHost();
    const { told, watching } = watch(host);
    await watching;
    host.announce('approvals.changed', one);
    host.announce('approvals.changed', aCard(1, { state }));
    expect(told).toEqual(['0', '+1', '1', '-1', '0']);
  });

  it('tells of a card once, however often it changes while it waits', async () => {
    const host = fakeHost();
    host.answers.set('approvals.list', () => [one]);
    const { told, watching } = watch(host);
    await watching;
    host.announce('approvals.changed', one);
    host.announce('approvals.changed', aCard(1, { expires_at: '2026-01-01T01:00:00.000Z' }));
    expect(told).toEqual(['+1', '1', '1']);
  });

  it('does not bring back a card that was answered while the list was on its way', async () => {
    const host = fakeHost();
    const { promise, resolve } = Promise.withResolvers<unknown>();
    host.answers.set('approvals.list', () => promise);
    const { told, watching } = watch(host);
    host.announce('approvals.changed', aCard(1, { state: 'approved' }));
    resolve([one, two]);
    await watching;
    expect(told).toEqual(['+2', '1', '1']);
  });

  it('goes on with events when the list cannot be read, and says so', async () => {
    const host = fakeHost();
    host.answers.set('approvals.list', () => {
      throw new Error('no');
    });
    const { told, log, watching } = watch(host);
    await watching;
    host.announce('approvals.changed', one);
    expect(told).toEqual(['0', '+1', '1']);
    expect(log.lines.map((line) => line.level)).toEqual(['error']);
  });

  it('refuses a list that is not what the contract says', async () => {
    const host = fakeHost();
    host.answers.set('approvals.list', () => [{ id: 'apr_x' }]);
    const { told, log, watching } = watch(host);
    await watching;
    expect([told, log.lines.length]).toEqual([['0'], 1]);
  });

  it('lists what waits by what was shown', async () => {
    const host = fakeHost();
    host.answers.set('approvals.list', () => [one]);
    const { watching } = watch(host);
    const cards = await watching;
    host.announce('approvals.changed', two);
    host.announce('approvals.changed', aCard(1, { state: 'denied' }));
    expect(cards.listed()).toEqual([{ id: two.id, digest: two.digest }]);
  });

  it('hears nothing after it was stopped', async () => {
    const host = fakeHost();
    const { told, watching } = watch(host);
    (await watching).stop();
    host.announce('approvals.changed', one);
    expect(told).toEqual(['0']);
    expect(host.listeners.size).toBe(0);
  });
});

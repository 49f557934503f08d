import { describe, expect, it } from 'vitest';
import type { Bridge } from '#shared/contract/bridge.ts';
import { HostError, type WireEvent } from '#shared/contract/index.ts';
import { createFakeHost } from '../fake-host/fake-host.ts';
import { clientOf } from '../fake-host/fixtures.ts';
import { bridgeCarrier } from './bridge-carrier.ts';
import { checkedEvent, createHostLink, type HostLink } from './host-link.ts';

function follow(link: HostLink) {
  const heard: (number | 'gap')[] = [];
  const stop = link.listen(
    (event: WireEvent) => void heard.push(event.seq),
    () => void heard.push('gap'),
  );
  return { heard, stop };
}

describe('events', () => {
  it('pass on in order, and a hole in their numbers is a gap', () => {
    const host = createFakeHost();
    const { heard } = follow(createHostLink(host.carrier));
    const tell = (): void => host.emit('clients.changed', clientOf('A'));
    tell();
    tell();
    host.loseEvents(2);
    tell();
    tell();
    expect(heard).toEqual([1, 2, 5, 'gap', 6]);
  });

  it('after a new connection are a gap, whatever their numbers', () => {
    const host = createFakeHost();
    const { heard } = follow(createHostLink(host.carrier));
    host.emit('clients.changed', clientOf('A'));
    host.link('lost');
    host.link('open');
    host.emit('clients.changed', clientOf('A'));
    expect(heard).toEqual([1, 'gap', 2]);
  });

  it('that the contract does not know are a gap, not data', () => {
    expect(checkedEvent({ seq: 1, name: 'approvals.changed', payload: { id: 'x' } })).toBeUndefined();
    expect(checkedEvent({ seq: 1, name: 'approvals.list', payload: [] })).toBeUndefined();
    expect(checkedEvent({ seq: 1, name: '__proto__.x', payload: 1 })).toBeUndefined();
    expect(checkedEvent('nonsense')).toBeUndefined();
    expect(checkedEvent({ seq: 4, name: 'clients.changed', payload: clientOf('A') })).toMatchObject({ seq: 4 });
  });

  it('come over one connection for any number of listeners', () => {
    const host = createFakeHost();
    let open = 0;
    const link = createHostLink({
      ...host.carrier,
      listen(listener) {
        open += 1;
        const stop = host.carrier.listen(listener);
        return () => {
          open -= 1;
          stop();
        };
      },
    });
    const [a, b] = [follow(link), follow(link)];
    expect(open).toBe(1);
    host.emit('clients.changed', clientOf('A'));
    a.stop();
    host.emit('clients.changed', clientOf('A'));
    b.stop();
    expect(open).toBe(0);
    expect([a.heard, b.heard]).toEqual([[1], [1, 2]]);
  });
});

describe('a stream that ends', () => {
  it('makes the page ask why, so that a host that no longer knows it signs it out', async () => {
    const host = createFakeHost();
    const link = createHostLink(host.carrier);
    follow(link);
    expect(link.state.get()).toBe('live');
    host.fail('host.status', new HostError('UNREACHABLE', 'gone'));
    host.link('lost');
    await Promise.resolve();
    expect(link.state.get()).toBe('lost');
    host.fail('host.status', new HostError('FORBIDDEN', 'who are you'));
    host.link('lost');
    await expect.poll(() => link.state.get()).toBe('signed-out');
    host.link('open');
    expect(link.state.get()).toBe('signed-out');
  });
});

describe('the desktop bridge', () => {
  it('gives values, and refusals with their codes', async () => {
    const bridge: Bridge = {
      call: async (name) =>
        name === 'clients.list'
          ? { ok: true, value: [clientOf('A')] }
          : { ok: false, error: { code: 'NOT_FOUND', message: 'There is no such thing.' } },
      listen: () => () => undefined,
    };
    const link = createHostLink(bridgeCarrier(bridge));
    await expect(link.call('clients.list', {})).resolves.toMatchObject([{ name: 'A' }]);
    await expect(link.call('policy.status', {})).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: 'There is no such thing.',
    });
  });

  it('carries events from the moment of listening, without a gap', () => {
    let tell: (event: unknown) => void = () => undefined;
    const link = createHostLink(
      bridgeCarrier({
        call: async () => ({ ok: true, value: null }),
        listen(onEvent) {
          tell = onEvent;
          return () => undefined;
        },
      }),
    );
    const { heard } = follow(link);
    tell({ seq: 41, name: 'clients.changed', payload: clientOf('A') });
    tell({ seq: 42, name: 'clients.changed', payload: clientOf('A') });
    expect(heard).toEqual([41, 42]);
    expect(link.state.get()).toBe('live');
  });
});

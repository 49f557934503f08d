import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HostError } from '#shared/contract/index.ts';
import type { CarrierListener } from './carrier.ts';
import { createHostLink } from './host-link.ts';
import { httpCarrier } from './http-carrier.ts';
import { takeLoginToken, withLogin } from './login.ts';

/** An EventSource in the test's hands. */
class HandSource {
  onopen: (() => void) | null = null;
  onmessage: ((message: { readonly data: string }) => void) | null = null;
  onerror: (() => void) | null = null;
  readyState = 0;
  closed = false;
  close(): void {
    this.closed = true;
  }
}

interface Sent {
  readonly path: string;
  readonly init: RequestInit;
}

function server(answer: (sent: Sent) => Response) {
  const sent: Sent[] = [];
  const sources: HandSource[] = [];
  const fetch = async (path: unknown, init: RequestInit = {}): Promise<Response> => {
    sent.push({ path: String(path), init });
    return answer({ path: String(path), init });
  };
  const openEvents = (path: string): EventSource => {
    expect(path).toBe('/api/events');
    const source = new HandSource();
    sources.push(source);
    return source as unknown as EventSource;
  };
  return { sent, sources, fetch: fetch as typeof globalThis.fetch, openEvents };
}

const json = (status: number, body: unknown): Response =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });

const listenerOf = () => {
  const heard: string[] = [];
  const listener: CarrierListener = {
    onEvent: (raw) => void heard.push(`event ${JSON.stringify(raw)}`),
    onOpen: (missed) => void heard.push(`open ${missed}`),
    onLost: () => void heard.push('lost'),
  };
  return { heard, listener };
};

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('a call over HTTP', () => {
  it('is a POST of JSON to its own route, with nothing but same-origin credentials', async () => {
    const { sent, ...parts } = server(() => json(200, []));
    await httpCarrier(parts).call('approvals.list', { limit: 5 });
    expect(sent).toEqual([
      {
        path: '/api/approvals/list',
        init: {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: '{"limit":5}',
          credentials: 'same-origin',
          cache: 'no-store',
          redirect: 'error',
        },
      },
    ]);
  });

  it.each([
    [409, { code: 'CONFLICT', message: 'answered' }, 'CONFLICT', 'answered'],
    [401, { code: 'FORBIDDEN', message: 'no cookie' }, 'FORBIDDEN', 'no cookie'],
    [401, 'not JSON of ours', 'FORBIDDEN', 'This page is not signed in.'],
    [502, { anything: 1 }, 'INTERNAL', 'The host answered 502 without saying why.'],
  ])('that is answered %i %j is refused with its code', async (status, body, code, message) => {
    const parts = server(() => json(status, body));
    await expect(httpCarrier(parts).call('host.status', {})).rejects.toMatchObject({ code, message });
  });

  it('to a host that is gone is UNREACHABLE', async () => {
    const parts = server(() => {
      throw new TypeError('failed to fetch');
    });
    await expect(httpCarrier(parts).call('host.status', {})).rejects.toMatchObject({ code: 'UNREACHABLE' });
  });

  it('whose reply is not what the contract says is an error, not data', async () => {
    const parts = server(() => json(200, { version: 3 }));
    await expect(createHostLink(httpCarrier(parts)).call('host.status', {})).rejects.toMatchObject({
      code: 'INTERNAL',
    });
  });

  it('that is refused for want of a login signs the page out', async () => {
    const parts = server(() => json(401, { code: 'FORBIDDEN', message: 'no' }));
    const link = createHostLink(httpCarrier(parts));
    await expect(link.call('host.status', {})).rejects.toBeInstanceOf(HostError);
    expect(link.state.get()).toBe('signed-out');
  });
});

describe('events over HTTP', () => {
  it('ask for snapshots at every opening, and are told of losses', () => {
    const { sources, ...parts } = server(() => json(200, {}));
    const { heard, listener } = listenerOf();
    const stop = httpCarrier(parts).listen(listener);
    sources[0]?.onopen?.();
    sources[0]?.onmessage?.({ data: '{"seq":1}' });
    sources[0]?.onmessage?.({ data: 'garbage' });
    sources[0]?.onerror?.();
    sources[0]?.onopen?.();
    expect(heard).toEqual(['open true', 'event {"seq":1}', 'event undefined', 'lost', 'open true']);
    stop();
    expect(sources[0]?.closed).toBe(true);
  });

  it('open again, ever more slowly, when the browser gave up', () => {
    const { sources, ...parts } = server(() => json(200, {}));
    const stop = httpCarrier(parts).listen(listenerOf().listener);
    for (const waitMs of [1000, 2000, 4000, 8000, 15_000, 15_000]) {
      const source = sources.at(-1);
      if (source !== undefined) source.readyState = 2;
      source?.onerror?.();
      const before = sources.length;
      vi.advanceTimersByTime(waitMs - 1);
      expect(sources).toHaveLength(before);
      vi.advanceTimersByTime(1);
      expect(sources).toHaveLength(before + 1);
    }
    stop();
    vi.advanceTimersByTime(60_000);
    expect(sources).toHaveLength(7);
  });
});

describe('a login link', () => {
  it('gives up its token and leaves the address at once', () => {
    const replaced: string[] = [];
    const history = {
      replaceState: (_: unknown, __: string, url?: string | URL | null) => void replaced.push(String(url)),
    };
    expect(takeLoginToken({ pathname: '/login', hash: '#t0ken' }, history)).toBe('t0ken');
    expect(takeLoginToken({ pathname: '/login', hash: '' }, history)).toBeNull();
    expect(takeLoginToken({ pathname: '/', hash: '#/approvals' }, history)).toBeNull();
    expect(replaced).toEqual(['/', '/']);
  });

  it('is exchanged before any call or event', async () => {
    const { sent, sources, ...parts } = server(({ path }) =>
      path === '/api/login' ? new Response(null, { status: 204 }) : json(200, []),
    );
    const carrier = withLogin(httpCarrier(parts), parts.fetch, 't0ken');
    carrier.listen(listenerOf().listener);
    expect(sources).toHaveLength(0);
    await carrier.call('approvals.list', {});
    expect(sent.map(({ path, init }) => [path, init.body])).toEqual([
      ['/api/login', '{"token":"t0ken"}'],
      ['/api/approvals/list', '{}'],
    ]);
    expect(sources).toHaveLength(1);
  });

  it('that is used up does not shut out a browser that is signed in already', async () => {
    const { sent, ...parts } = server(({ path }) =>
      path === '/api/login' ? json(401, { code: 'FORBIDDEN', message: 'used' }) : json(200, []),
    );
    const link = createHostLink(withLogin(httpCarrier(parts), parts.fetch, 'used'));
    await expect(link.call('approvals.list', {})).resolves.toEqual([]);
    await link.call('clients.list', {});
    expect(sent.map(({ path }) => path)).toEqual(['/api/login', '/api/approvals/list', '/api/clients/list']);
  });

  it('is tried again when the host could not be asked', async () => {
    let up = false;
    const { sent, ...parts } = server(({ path }) => {
      if (!up) throw new TypeError('failed to fetch');
      return path === '/api/login' ? new Response(null, { status: 204 }) : json(200, []);
    });
    const carrier = withLogin(httpCarrier(parts), parts.fetch, 't0ken');
    await expect(carrier.call('approvals.list', {})).rejects.toMatchObject({ code: 'UNREACHABLE' });
    up = true;
    await expect(carrier.call('approvals.list', {})).resolves.toEqual([]);
    expect(sent.map(({ path }) => path)).toEqual(['/api/login', '/api/login', '/api/approvals/list']);
  });

  it('that is used up signs the page out', async () => {
    const parts = server(() => json(401, { code: 'FORBIDDEN', message: 'This link was used.' }));
    const link = createHostLink(withLogin(httpCarrier(parts), parts.fetch, 'old'));
    await expect(link.call('host.status', {})).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(link.state.get()).toBe('signed-out');
  });
});

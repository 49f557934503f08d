/** Calls and events over the headless host's loopback server: POST for calls, Server-Sent Events for events. Same origin only. */
import { HostError, WireError } from '#shared/contract/index.ts';
import type { Carrier, CarrierListener } from './carrier.ts';

/** The slice of the browser that this needs; tests bring their own. */
export interface HttpParts {
  readonly fetch: typeof globalThis.fetch;
  readonly openEvents: (path: string) => EventSource;
}

const firstRetryMs = 1000;
const longestRetryMs = 15_000;

export function httpCarrier(parts: HttpParts): Carrier {
  return {
    kind: 'browser',
    call: (name, input) => post(parts.fetch, `/api/${name.replace('.', '/')}`, input),
    listen: (listener) => followEvents(parts, listener),
  };
}

/** @throws HostError as the host refused, or UNREACHABLE */
async function post(fetch: HttpParts['fetch'], path: string, input: unknown): Promise<unknown> {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(input ?? {}),
    credentials: 'same-origin',
    cache: 'no-store',
    redirect: 'error',
  }).catch((cause: unknown) => {
    throw new HostError('UNREACHABLE', 'Countersign does not answer. It may have been stopped.', { cause });
  });
  const body: unknown = await response.json().catch(() => undefined);
  if (response.ok && body !== undefined) return body;
  throw refusalFrom(response.status, body);
}

function refusalFrom(status: number, body: unknown): HostError {
  const wire = WireError.safeParse(body);
  if (wire.success) return new HostError(wire.data.code, wire.data.message);
  if (status === 401) return new HostError('FORBIDDEN', 'This page is not signed in.');
  return new HostError('INTERNAL', `The host answered ${status} without saying why.`);
}

/** The browser reconnects a broken stream by itself, but gives up for good on a refused one: then we try again, ever more slowly. */
function followEvents({ openEvents }: HttpParts, listener: CarrierListener): () => void {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let retryMs = firstRetryMs;
  const open = (): void => {
    source = openEvents('/api/events');
    source.onopen = () => {
      retryMs = firstRetryMs;
      listener.onOpen(true);
    };
    source.onmessage = (message: MessageEvent<unknown>) => listener.onEvent(parsed(message.data));
    source.onerror = () => {
      listener.onLost();
      if (source?.readyState !== 2) return;
      timer = setTimeout(open, retryMs);
      retryMs = Math.min(retryMs * 2, longestRetryMs);
    };
  };
  open();
  return () => {
    clearTimeout(timer);
    source?.close();
  };
}

/** @returns `undefined` for what is not JSON; the caller treats that like any event it does not know */
function parsed(data: unknown): unknown {
  try {
    return JSON.parse(String(data));
  } catch {
    return undefined;
  }
}

/**
 * Exchanges a one-time login token for a cookie.
 * @throws HostError FORBIDDEN when the link is used up, too old or wrong
 */
export async function logIn(fetch: HttpParts['fetch'], token: string): Promise<void> {
  const response = await fetch('/api/login', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
    credentials: 'same-origin',
    cache: 'no-store',
    redirect: 'error',
  }).catch((cause: unknown) => {
    throw new HostError('UNREACHABLE', 'Countersign does not answer. It may have been stopped.', { cause });
  });
  if (response.ok) return;
  throw refusalFrom(response.status, await response.json().catch(() => undefined));
}

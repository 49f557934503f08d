/**
 * The renderer's hold on the host: every reply and every event is checked against the contract before anything sees it, and a hole in
 * the numbering of events is noticed.
 */
import { z } from 'zod';
import {
  contract,
  type EventName,
  eventNames,
  findOperation,
  type HostClient,
  HostError,
  type OperationInput,
  type OperationName,
  type OperationOutput,
  type WireEvent,
} from '#shared/contract/index.ts';
import type { Carrier } from './carrier.ts';
import { createStore, type Store } from './store.ts';

/** `lost`: events do not come at present. `signed-out`: the host no longer knows this page. */
export type LinkState = 'connecting' | 'live' | 'lost' | 'signed-out';

export interface HostLink extends HostClient {
  readonly kind: Carrier['kind'];
  readonly state: Store<LinkState>;
}

const isEventName = (name: string): name is EventName => eventNames.some((known) => known === name);
const Envelope = z.object({ seq: z.number().int(), name: z.string(), payload: z.unknown() });

export function createHostLink(carrier: Carrier): HostLink {
  const state = createStore<LinkState>('connecting');
  const call = async <N extends OperationName>(name: N, input: OperationInput<N>): Promise<OperationOutput<N>> => {
    try {
      return checkedReply(name, await carrier.call(name, input));
    } catch (error) {
      if (error instanceof HostError && error.code === 'FORBIDDEN') state.set('signed-out');
      throw error;
    }
  };
  // A stream that ends does not say why. A question does: a host that was restarted no longer knows this page.
  const askWhy = (): void => void call('host.status', {}).catch(() => undefined);
  return { kind: carrier.kind, state, call, listen: sharedListening(carrier, state, askWhy) };
}

/** One stream of events for any number of listeners: opened for the first, closed after the last. */
function sharedListening(carrier: Carrier, state: Store<LinkState>, onLost: () => void): HostClient['listen'] {
  const listeners = new Set<{ readonly onEvent: (event: WireEvent) => void; readonly onGap: () => void }>();
  let close: (() => void) | undefined;
  const move = (next: LinkState): void => {
    if (state.get() !== 'signed-out') state.set(next);
  };
  const numbered = inOrder(
    (event) => {
      for (const { onEvent } of [...listeners]) onEvent(event);
    },
    () => {
      for (const { onGap } of [...listeners]) onGap();
    },
  );
  return (onEvent, onGap) => {
    const listener = { onEvent, onGap };
    listeners.add(listener);
    close ??= carrier.listen({
      onEvent: numbered.take,
      onOpen(missed) {
        move('live');
        numbered.restart(missed);
      },
      onLost() {
        move('lost');
        onLost();
      },
    });
    return () => {
      listeners.delete(listener);
      if (listeners.size > 0) return;
      close?.();
      close = undefined;
    };
  };
}

function checkedReply<N extends OperationName>(name: N, reply: unknown): OperationOutput<N> {
  const result = findOperation(name)?.output.safeParse(reply);
  if (result?.success !== true) {
    throw new HostError(
      'INTERNAL',
      `The host answered ${name} in a form that this page does not know. Reload the page.`,
    );
  }
  // The schema just checked is the one that this type is derived from.
  return result.data as OperationOutput<N>;
}

/** @returns the event, or `undefined` for anything that the contract does not know */
export function checkedEvent(raw: unknown): WireEvent | undefined {
  const envelope = Envelope.safeParse(raw);
  if (!envelope.success || !isEventName(envelope.data.name)) return undefined;
  const { seq, name } = envelope.data;
  const [group = '', key = ''] = name.split('.');
  const entries: Readonly<Record<string, Readonly<Record<string, unknown>>>> = contract;
  const entry = entries[group]?.[key];
  if (typeof entry !== 'object' || entry === null || !('payload' in entry) || !(entry.payload instanceof z.ZodType)) {
    return undefined;
  }
  const payload = entry.payload.safeParse(envelope.data.payload);
  return payload.success ? ({ seq, name, payload: payload.data } as WireEvent) : undefined;
}

/** Passes events on while they come one after the other; anything else means that some were missed. */
function inOrder(onEvent: (event: WireEvent) => void, onGap: () => void) {
  let last: number | undefined;
  return {
    restart(missed: boolean): void {
      last = undefined;
      if (missed) onGap();
    },
    take(raw: unknown): void {
      const event = checkedEvent(raw);
      if (event === undefined) {
        last = undefined;
        onGap();
        return;
      }
      const missed = last !== undefined && event.seq !== last + 1;
      last = event.seq;
      onEvent(event);
      if (missed) onGap();
    },
  };
}

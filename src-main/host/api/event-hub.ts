/** Numbers the host's events and hands them to whoever listens: windows, browser tabs, terminals. */
import type { EventName, EventPayload, WireEvent } from '#shared/contract/index.ts';

export interface EventHub {
  publish<N extends EventName>(name: N, payload: EventPayload<N>): void;
  /** @returns a function that stops listening */
  listen(listener: (event: WireEvent) => void): () => void;
}

export function createEventHub(): EventHub {
  const listeners = new Set<(event: WireEvent) => void>();
  let seq = 0;
  return {
    publish(name, payload) {
      seq += 1;
      const event = { seq, name, payload } as WireEvent;
      for (const listener of listeners) listener(event);
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

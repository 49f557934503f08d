/**
 * A host without an inside, for development and tests: it keeps the contract's promises from memory. A new operation in the contract
 * without a handler here does not compile. Nothing in the app imports this.
 */
import { findOperation, HostError, type OperationName } from '#shared/contract/index.ts';
import type { RunId, TranscriptChunk } from '#shared/model/index.ts';
import type { Carrier, CarrierListener } from '../client/carrier.ts';
import { fakeHandlers } from './fake-handlers.ts';
import type { FakeInside } from './fake-inside.ts';
import { emptyWorld, type FakeWorld } from './fake-world.ts';

export interface FakeHost extends FakeInside {
  readonly carrier: Carrier;
  /** Every call that came in, in order. */
  readonly calls: { readonly name: OperationName; readonly input: unknown }[];
  /** Loses the next events: their numbers are used up, nobody hears them. */
  loseEvents(count: number): void;
  /** Every call of the name fails with this from now on; `undefined` heals it, `hang` never answers, a promise is waited for first. */
  fail(name: OperationName, how: HostError | 'hang' | Promise<void> | undefined): void;
  /** Breaks and mends the stream of events. */
  link(state: 'lost' | 'open'): void;
  /** More output of a run. */
  print(id: RunId, chunks: readonly TranscriptChunk[]): void;
}

export function createFakeHost(world: FakeWorld = emptyWorld()): FakeHost {
  const listeners = new Set<CarrierListener>();
  const failures = new Map<OperationName, HostError | 'hang' | Promise<void>>();
  const calls: FakeHost['calls'] = [];
  let seq = 0;
  const host: FakeHost = {
    world,
    calls,
    carrier: { kind: 'browser', call, listen },
    emit(name, payload) {
      seq += 1;
      // As over a wire: nothing is shared between the two sides.
      const event: unknown = structuredClone({ seq, name, payload });
      for (const listener of [...listeners]) listener.onEvent(event);
    },
    loseEvents(count) {
      seq += count;
    },
    fail(name, how) {
      if (how === undefined) failures.delete(name);
      else failures.set(name, how);
    },
    link(state) {
      for (const listener of [...listeners]) state === 'open' ? listener.onOpen(true) : listener.onLost();
    },
    putApproval(card) {
      world.approvals = [card, ...world.approvals.filter(({ id }) => id !== card.id)];
      host.emit('approvals.changed', card);
    },
    putRun(run) {
      world.runs = [run, ...world.runs.filter(({ id }) => id !== run.id)];
      host.emit('runs.changed', run);
    },
    putSession(session) {
      world.sessions = [session, ...world.sessions.filter(({ id }) => id !== session.id)];
      host.emit('sessions.changed', session);
    },
    print(id, chunks) {
      world.transcripts.set(id, [...(world.transcripts.get(id) ?? []), ...chunks]);
      host.emit('runs.output', { id, chunks });
    },
  };
  const handlers = fakeHandlers(host);

  async function call(name: OperationName, input: unknown): Promise<unknown> {
    calls.push({ name, input });
    const failure = failures.get(name);
    if (failure === 'hang') return new Promise(() => undefined);
    if (failure instanceof Promise) await failure;
    else if (failure !== undefined) throw failure;
    const parsed = findOperation(name)?.input.safeParse(input);
    if (parsed?.success !== true)
      throw new HostError('BAD_INPUT', `${name} does not take this: ${parsed?.error.message}`);
    const handler = handlers[name] as (input: unknown) => Promise<unknown>;
    return structuredClone(await handler(parsed.data));
  }

  function listen(listener: CarrierListener): () => void {
    listeners.add(listener);
    listener.onOpen(false);
    return () => void listeners.delete(listener);
  }
  return host;
}

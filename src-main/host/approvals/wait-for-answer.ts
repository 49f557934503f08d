/** A client's wait for the answer to a card. It ends when the answer comes, the client's patience is over, the host shuts down or the client gives up. */
import type { Clock } from '#host/ports/index.ts';
import { type Answer, isDeadline, RunInterrupted } from '#shared/model/index.ts';
import type { OpenCard, Waiter } from './open-cards.ts';

/** `pending`: the client is to come back for it. */
export type Waited = Answer | { readonly answer: 'pending' };

export interface Waiting {
  readonly clock: Pick<Clock, 'after'>;
  readonly signal: AbortSignal;
  readonly patienceMs: number;
  /** The client can come back for the answer. */
  readonly letReturn: () => void;
  /** Nobody waits for the answer any more, or will come back for it. */
  readonly leave: () => void;
}

export async function waitForAnswer(open: OpenCard, waiting: Waiting): Promise<Waited> {
  const { clock, signal, patienceMs, letReturn, leave } = waiting;
  const { promise, resolve, reject } = Promise.withResolvers<Waited>();
  const waiter: Waiter = { resolve, reject };
  open.waiters.add(waiter);
  const comeBack = (): void => {
    open.waiters.delete(waiter);
    letReturn();
    resolve({ answer: 'pending' });
  };
  const giveUp = (): void => {
    open.waiters.delete(waiter);
    resolve({ answer: 'requester_gone' });
    // One that ran into its own deadline has not given up: it may come back with its ticket, or ask the same again and find its card.
    if (isDeadline(signal.reason)) letReturn();
    else if (open.waiters.size === 0) leave();
  };
  const gone = (): void => {
    if (signal.reason instanceof RunInterrupted && signal.reason.reason === 'host_quit') comeBack();
    else giveUp();
  };
  const cancel = clock.after(patienceMs, comeBack);
  signal.addEventListener('abort', gone, { once: true });
  if (signal.aborted) gone();
  try {
    return await promise;
  } finally {
    cancel();
    signal.removeEventListener('abort', gone);
    open.waiters.delete(waiter);
  }
}

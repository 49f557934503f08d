/**
 * The cards that wait, as the shell knows them: a snapshot, then events. Tells its watcher about each card that came and each that
 * was answered, exactly once; where the queue itself cannot be read it says so in the log and goes on with events.
 */
import type { Log } from '#host/ports/index.ts';
import type { WireEvent } from '#shared/contract/index.ts';
import type { Approval, ApprovalId } from '#shared/model/index.ts';
import type { DesktopApi } from './desktop-host.ts';
import type { HostCalls } from './host-calls.ts';

const MOST_CARDS = 1000;

export interface CardWatcher {
  added(card: Approval): void;
  removed(id: ApprovalId): void;
  /** After each change, and once at the start. */
  counted(waiting: number): void;
}

/** Who watches holds this: what waits at a moment, as it was shown, and the way to stop. */
export interface PendingCards {
  listed(): readonly Pick<Approval, 'id' | 'digest'>[];
  stop(): void;
}

/** Listens before it reads, so that nothing falls between. */
export async function watchPendingCards(
  api: Pick<DesktopApi, 'events'>,
  calls: HostCalls,
  watcher: CardWatcher,
  log: Log,
): Promise<PendingCards> {
  const waiting = new Map<ApprovalId, Approval['digest']>();
  const answered = new Set<ApprovalId>();
  let reading = true;

  const add = (card: Approval): void => {
    if (waiting.has(card.id) || answered.has(card.id)) return;
    waiting.set(card.id, card.digest);
    watcher.added(card);
    watcher.counted(waiting.size);
  };
  const remove = (id: ApprovalId): void => {
    // An answer that overtakes the snapshot must not be undone by it.
    if (reading) answered.add(id);
    if (!waiting.delete(id)) return;
    watcher.removed(id);
    watcher.counted(waiting.size);
  };

  const stop = api.events.listen((event: WireEvent) => {
    if (event.name !== 'approvals.changed') return;
    if (event.payload.state === 'pending') add(event.payload);
    else remove(event.payload.id);
  });
  try {
    const cards = await calls.call('approvals.list', { state: 'pending', limit: MOST_CARDS });
    for (const card of cards) add(card);
  } catch (error) {
    log.error({ err: error }, 'the queue could not be read: cards from before this start are missing from the tray');
  }
  reading = false;
  answered.clear();
  watcher.counted(waiting.size);
  return { stop, listed: () => [...waiting].map(([id, digest]) => ({ id, digest })) };
}

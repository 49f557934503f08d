/**
 * What the tray can tell the host: pause, end what runs, resume, deny all that waits now, lock. When the host does not take one, the log
 * says so and the window comes up, where the person sees how things are.
 */
import type { Log } from '#host/ports/index.ts';
import type { HostCalls } from './host-calls.ts';
import type { PendingCards } from './pending-cards.ts';

/** As many as one call may name. */
const MOST_LISTED = 500;

export interface HouseActions {
  readonly pause: () => void;
  readonly endRuns: () => void;
  readonly resume: () => void;
  readonly denyAll: () => void;
  readonly lock: () => void;
}

/** @param cards what waits; `null` while that is not known yet */
export function houseActions(
  calls: HostCalls,
  cards: () => Pick<PendingCards, 'listed'> | null,
  failed: () => void,
  log: Log,
): HouseActions {
  const tell = (what: string, act: () => Promise<unknown>) => (): void => {
    act().catch((error: unknown) => {
      log.error({ err: error }, `${what} from the tray was not taken`);
      failed();
    });
  };
  return {
    pause: tell('pausing', () => calls.call('host.pause', { kill: false })),
    endRuns: tell('ending what runs', () => calls.call('host.pause', { kill: true })),
    resume: tell('resuming', () => calls.call('host.resume', {})),
    lock: tell('locking', () => calls.call('host.lock', {})),
    denyAll: tell('denying all', async () => {
      const listed = cards()?.listed() ?? [];
      for (let from = 0; from < listed.length; from += MOST_LISTED) {
        await calls.call('approvals.denyListed', { cards: listed.slice(from, from + MOST_LISTED), because: null });
      }
    }),
  };
}

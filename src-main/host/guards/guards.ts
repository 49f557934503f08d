/**
 * Decides whether a request may enter, and lets it wait a little for its turn. Counts requests under way; those that wait for a person are
 * counted apart, so that a person who takes their time keeps nobody out. Whoever has least under way goes first, so that one client's
 * hundred requests do not keep another's single one out.
 */
import type { Clock } from '#host/ports/index.ts';
import type { Request } from '#shared/model/index.ts';
import { Counts } from './counts.ts';
import type { GuardLimits } from './guard-limits.ts';
import type { Pause } from './pause.ts';
import { busy, type Place, Turns } from './turns.ts';

export interface Guards {
  /** @throws Refused PAUSED, GUARD_BUSY when its turn does not come in time, CANCELLED when the client gave up */
  admit(request: Request, signal: AbortSignal): Promise<Place>;
  /** For a request that only waits for a person. @throws Refused GUARD_BUSY when too many of its client do */
  waitAside(request: Request): Disposable;
  /** @throws Refused PAUSED for whatever does not end or look at what is under way */
  refusePaused(tool: string): void;
}

export interface GuardParts {
  readonly limits: () => GuardLimits;
  readonly clock: Clock;
  /** Tools that end or look at what is under way: a full house must not keep a client from ending its own work. */
  readonly isControl: (tool: string) => boolean;
  readonly pause: Pick<Pause, 'refuse'>;
}

export function createGuards({ limits, clock, isControl, pause }: GuardParts): Guards {
  const turns = new Turns(limits, clock);
  const control = new Counts();

  const refusePaused = (tool: string): void => {
    if (!isControl(tool)) pause.refuse();
  };

  /** Has a place of its own kind, and is over too soon to step aside. */
  const takeControl = (request: Request): Place => {
    const own = control.of(request.client.name);
    if (own >= limits().concurrentPerClient)
      throw busy(`This client has ${own} requests of this kind under way, which is the limit.`);
    control.add(request, 1);
    return {
      stepAside: () => undefined,
      stepBack: async () => undefined,
      [Symbol.dispose]: () => control.add(request, -1),
    };
  };

  return {
    refusePaused,
    waitAside: (request) => turns.waitAside(request),
    async admit(request, signal) {
      refusePaused(request.tool);
      return isControl(request.tool) ? takeControl(request) : turns.take(request, signal);
    },
  };
}

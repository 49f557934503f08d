/** Every way a run can end, one function each, and the one place where the reason is written: once, by whoever comes first. */
import type { Clock } from '#host/ports/index.ts';
import { type LimitName, type RunEndReason, RunInterrupted } from '#shared/model/index.ts';
import { overCpuTime } from './limits/over-limit.ts';
import type { Exit } from './start-child.ts';

interface Details {
  readonly error?: string;
  readonly limit?: LimitName;
  readonly force?: boolean;
}

export interface Ending {
  readonly reason: RunEndReason | null;
  /** For `failed`, and for a limit that ended it. */
  readonly error: string | null;
  /** The limit of the plan that ended it, where the host looked after that one. */
  readonly limit: LimitName | null;
  /** End at once, without a grace. */
  readonly force: boolean;
  /** Resolves once there is a reason. */
  readonly said: Promise<void>;
  say(reason: RunEndReason, details?: Details): void;
}

export function createEnding(): Ending {
  const { promise: said, resolve } = Promise.withResolvers<void>();
  let reason: RunEndReason | null = null;
  let error: string | null = null;
  let limit: LimitName | null = null;
  let force = false;
  return {
    get reason() {
      return reason;
    },
    get error() {
      return error;
    },
    get limit() {
      return limit;
    },
    get force() {
      return force;
    },
    said,
    say(first, details = {}) {
      if (reason !== null) return;
      reason = first;
      error = details.error ?? null;
      limit = details.limit ?? null;
      force = details.force ?? false;
      resolve();
    },
  };
}

/** The client cancelled, a person stopped it, or the host quits: the abort's reason says which. @returns stops listening */
export function endOnAbort(ending: Ending, signal: AbortSignal): () => void {
  const onAbort = (): void => {
    const { reason } = signal;
    if (reason instanceof RunInterrupted) ending.say(reason.reason, { force: reason.force });
    else ending.say('cancelled');
  };
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort, { once: true });
  return () => signal.removeEventListener('abort', onAbort);
}

/** Timers hold no more than this; about 25 days. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The plan's wall time is over. @returns stops the clock */
export function endOnWallTime(ending: Ending, clock: Clock, wallMs: number): () => void {
  return clock.after(Math.min(wallMs, LONGEST_TIMER_MS), () => ending.say('timed_out', { limit: 'wall' }));
}

/** The program ended by itself, or by a signal from elsewhere; or it turned out that it could not be started. */
export function endOnExit(ending: Ending, { signal, failure }: Exit): void {
  if (failure !== undefined) endOnFailure(ending, failure);
  else ending.say(signal === null ? 'exited' : 'signalled');
}

const CPU_LOOK_MS = 100;

/** All its processes together used more processor time than the plan gives. @param used `null` while nobody can tell @returns stops looking */
export function endOnCpuTime(ending: Ending, limitMs: number | null, used: () => number | null): () => void {
  if (limitMs === null) return () => undefined;
  const timer = setInterval(() => {
    if ((used() ?? 0) > limitMs) ending.say('timed_out', { error: overCpuTime(limitMs), limit: 'cpu' });
  }, CPU_LOOK_MS);
  return () => clearInterval(timer);
}

/** It could not be started. */
export function endOnFailure(ending: Ending, error: string): void {
  ending.say('failed', { error });
}

/** Its output cannot be kept, and what is not on record does not run. */
export function endOnLostOutput(ending: Ending, error: unknown): void {
  ending.say('failed', { error: `Its output could not be kept: ${error instanceof Error ? error.message : error}` });
}

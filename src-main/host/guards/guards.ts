/**
 * Decides whether a request may enter, and lets it wait a little for its turn. Counts requests under way, those waiting for a person
 * included. Whoever has least under way goes first, so that one client's hundred requests do not keep another's single one out.
 */
import type { Clock } from '#host/ports/index.ts';
import { Refused, type Request } from '#shared/model/index.ts';
import type { PolicyLimits } from '#shared/policy/compiled-policy.ts';
import { Counts } from './counts.ts';
import type { Pause } from './pause.ts';

export type GuardLimits = Pick<
  PolicyLimits,
  'concurrent' | 'concurrentPerClient' | 'concurrentByTool' | 'queueWaitMs' | 'queuedPerClient'
>;

export interface Guards {
  /** @throws Refused PAUSED, GUARD_BUSY when its turn does not come in time, CANCELLED when the client gave up */
  admit(request: Request, signal: AbortSignal): Promise<Disposable>;
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

interface Waiting {
  readonly request: Request;
  readonly enter: (place: Disposable) => void;
}

export function createGuards({ limits, clock, isControl, pause }: GuardParts): Guards {
  const work = new Counts();
  const control = new Counts();
  let queue: Waiting[] = [];

  const take = (counts: Counts, request: Request): Disposable => {
    counts.add(request, 1);
    return {
      [Symbol.dispose]() {
        counts.add(request, -1);
        letIn();
      },
    };
  };

  function letIn(): void {
    // The limits may have grown, so that more than one fits.
    for (;;) {
      const fitting = queue.filter(({ request }) => whyFull(work, request, limits()) === null);
      const [first] = fitting.toSorted((a, b) => work.of(a.request.client.name) - work.of(b.request.client.name));
      if (first === undefined) return;
      queue = queue.filter((other) => other !== first);
      first.enter(take(work, first.request));
    }
  }

  const wait = async (request: Request, signal: AbortSignal, full: string): Promise<Disposable> => {
    const { queueWaitMs, queuedPerClient } = limits();
    const waiting = queue.filter((other) => other.request.client.name === request.client.name).length;
    if (waiting >= queuedPerClient) throw busy(`${full} ${waiting} more of this client wait already.`);
    const { promise, resolve, reject } = Promise.withResolvers<Disposable>();
    const entry: Waiting = { request, enter: resolve };
    const leave = (why: Refused) => (): void => {
      if (!queue.includes(entry)) return;
      queue = queue.filter((other) => other !== entry);
      reject(why);
    };
    const giveUp = leave(new Refused('CANCELLED'));
    queue.push(entry);
    const cancel = clock.after(queueWaitMs, leave(busy(`${full} It waited ${queueWaitMs / 1000} s for its turn.`)));
    signal.addEventListener('abort', giveUp, { once: true });
    if (signal.aborted) giveUp();
    try {
      return await promise;
    } finally {
      cancel();
      signal.removeEventListener('abort', giveUp);
    }
  };

  const refusePaused = (tool: string): void => {
    if (!isControl(tool)) pause.refuse();
  };

  return {
    refusePaused,
    async admit(request, signal) {
      refusePaused(request.tool);
      if (isControl(request.tool)) {
        const own = control.of(request.client.name);
        if (own < limits().concurrentPerClient) return take(control, request);
        throw busy(`This client has ${own} requests of this kind under way, which is the limit.`);
      }
      const full = whyFull(work, request, limits());
      return full === null ? take(work, request) : wait(request, signal, full);
    },
  };
}

/** @returns `null` when one more fits */
function whyFull(counts: Counts, { client, tool }: Request, limits: GuardLimits): string | null {
  const own = counts.of(client.name);
  if (own >= limits.concurrentPerClient) return `This client has ${own} requests under way, which is the limit.`;
  const most = limits.concurrentByTool.get(tool);
  const same = counts.ofTool(tool);
  if (most !== undefined && same >= most) return `${same} requests of ${tool} are under way, which is the limit.`;
  return counts.all >= limits.concurrent ? `${counts.all} requests are under way, which is the limit.` : null;
}

const busy = (message: string): Refused => new Refused('GUARD_BUSY', { message });

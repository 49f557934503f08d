/** Who has a place in the house, who waits for one, and who stepped aside because a person is being asked. Whoever has least under way goes first. */
import type { Clock } from '#host/ports/index.ts';
import { Refused, type Request } from '#shared/model/index.ts';
import { Counts } from './counts.ts';
import type { GuardLimits } from './guard-limits.ts';

/** Requests of one client that may wait for a person at once. More than its cards, because several may wait for one card. */
const MOST_ASIDE = 100;

/** A request's place. Let go of when the request is over, wherever it stands then. */
export interface Place extends Disposable {
  /** A person is being asked: somebody else can have the place meanwhile. Kept where too many of its client's stepped aside already. */
  stepAside(): void;
  /** The person said yes: waits for a turn as at the start. @throws Refused GUARD_BUSY, CANCELLED; the place is gone then */
  stepBack(signal: AbortSignal): Promise<void>;
}

interface Waiting {
  readonly request: Request;
  readonly enter: () => void;
}

export class Turns {
  readonly #limits: () => GuardLimits;
  readonly #clock: Clock;
  readonly #under = new Counts();
  readonly #aside = new Counts();
  #queue: Waiting[] = [];

  constructor(limits: () => GuardLimits, clock: Clock) {
    this.#limits = limits;
    this.#clock = clock;
  }

  /** @throws Refused GUARD_BUSY when its turn does not come in time, CANCELLED when the client gave up */
  async take(request: Request, signal: AbortSignal): Promise<Place> {
    await this.#enter(request, signal, this.#limits().queuedPerClient);
    return this.#placeOf(request);
  }

  /** Only waits for a person, and never had a place. @throws Refused GUARD_BUSY */
  waitAside(request: Request): Disposable {
    if (this.#tooManyAside(request))
      throw busy(`${MOST_ASIDE} requests of this client wait for a person already, which is the limit.`);
    this.#aside.add(request, 1);
    return { [Symbol.dispose]: () => this.#aside.add(request, -1) };
  }

  #placeOf(request: Request): Place {
    let at: 'inside' | 'aside' | 'gone' = 'inside';
    return {
      stepAside: () => {
        if (at !== 'inside' || this.#tooManyAside(request)) return;
        at = 'aside';
        this.#aside.add(request, 1);
        this.#leave(request);
      },
      stepBack: async (signal) => {
        if (at !== 'aside') return;
        at = 'gone';
        this.#aside.add(request, -1);
        // How many may step back at once is bounded by how many could step aside.
        await this.#enter(request, signal, Number.POSITIVE_INFINITY);
        at = 'inside';
      },
      [Symbol.dispose]: () => {
        if (at === 'inside') this.#leave(request);
        if (at === 'aside') this.#aside.add(request, -1);
        at = 'gone';
      },
    };
  }

  #tooManyAside({ client }: Request): boolean {
    return this.#aside.of(client.name) >= MOST_ASIDE;
  }

  async #enter(request: Request, signal: AbortSignal, mostQueued: number): Promise<void> {
    const full = whyFull(this.#under, request, this.#limits());
    if (full === null) this.#under.add(request, 1);
    else await this.#wait(request, signal, full, mostQueued);
  }

  #leave(request: Request): void {
    this.#under.add(request, -1);
    // The limits may have grown, so that more than one fits.
    for (;;) {
      const fitting = this.#queue.filter((waiting) => whyFull(this.#under, waiting.request, this.#limits()) === null);
      const [first] = fitting.toSorted(
        (a, b) => this.#under.of(a.request.client.name) - this.#under.of(b.request.client.name),
      );
      if (first === undefined) return;
      this.#queue = this.#queue.filter((other) => other !== first);
      this.#under.add(first.request, 1);
      first.enter();
    }
  }

  async #wait(request: Request, signal: AbortSignal, full: string, mostQueued: number): Promise<void> {
    const { queueWaitMs } = this.#limits();
    const waiting = this.#queue.filter((other) => other.request.client.name === request.client.name).length;
    if (waiting >= mostQueued) throw busy(`${full} ${waiting} more of this client wait already.`);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const entry: Waiting = { request, enter: resolve };
    const leave = (why: Refused) => (): void => {
      if (!this.#queue.includes(entry)) return;
      this.#queue = this.#queue.filter((other) => other !== entry);
      reject(why);
    };
    const giveUp = leave(new Refused('CANCELLED'));
    this.#queue.push(entry);
    const cancel = this.#clock.after(
      queueWaitMs,
      leave(busy(`${full} It waited ${queueWaitMs / 1000} s for its turn.`)),
    );
    signal.addEventListener('abort', giveUp, { once: true });
    if (signal.aborted) giveUp();
    try {
      await promise;
    } finally {
      cancel();
      signal.removeEventListener('abort', giveUp);
    }
  }
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

export const busy = (message: string): Refused => new Refused('GUARD_BUSY', { message });

/**
 * How a client behaves towards the person: one that asks more than anybody can answer is capped, and one whose prompts nobody answered is
 * quietly refused for a while. Kept in memory: a restart hears everybody again.
 */
import type { Clock } from '#host/ports/index.ts';
import { Refused } from '#shared/model/index.ts';

/** Cards of one client that may wait at once. */
export const MOST_WAITING = 50;
/** Prompts in a row that nobody answered before a client rests. */
const UNANSWERED = 2;
const QUIET_MS = 5 * 60 * 1000;

export interface Attention {
  readonly flooding: readonly { readonly client: string; readonly waiting: number; readonly refused: number }[];
  readonly quiet: readonly { readonly client: string; readonly until: string }[];
}

export class Manners {
  readonly #clock: Clock;
  readonly #unanswered = new Map<string, number>();
  readonly #quietUntilMs = new Map<string, number>();
  readonly #refused = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @throws Refused CLIENT_QUIET, CLIENT_FLOODING */
  admit(client: string, waiting: number): void {
    const untilMs = this.#quietUntilMs.get(client) ?? 0;
    const leftMs = untilMs - this.#clock.nowMs();
    if (leftMs > 0) {
      throw new Refused('CLIENT_QUIET', {
        message: `Nobody answered this client’s last ${UNANSWERED} requests, so it is not heard for another ${Math.ceil(leftMs / 1000)} s.`,
      });
    }
    if (waiting < MOST_WAITING) return;
    this.#refused.set(client, (this.#refused.get(client) ?? 0) + 1);
    throw new Refused('CLIENT_FLOODING', {
      message: `${waiting} requests of this client wait for the person already, which is the limit.`,
    });
  }

  /** Nobody answered a prompt in time. @returns whether the client rests from now on */
  unanswered(client: string): boolean {
    const count = (this.#unanswered.get(client) ?? 0) + 1;
    this.#unanswered.set(client, count);
    if (count < UNANSWERED) return false;
    this.#unanswered.delete(client);
    this.#quietUntilMs.set(client, this.#clock.nowMs() + QUIET_MS);
    return true;
  }

  /** The person is there: they answered something of this client's. */
  answered(client: string): void {
    this.#unanswered.delete(client);
    this.#quietUntilMs.delete(client);
  }

  /** @returns whether it was quiet */
  hearAgain(client: string): boolean {
    this.#unanswered.delete(client);
    return this.#quietUntilMs.delete(client);
  }

  /** @param waiting cards of each client that wait now */
  attention(waiting: ReadonlyMap<string, number>): Attention {
    const nowMs = this.#clock.nowMs();
    // The flood is over once half of it has been answered.
    for (const client of this.#refused.keys()) {
      if ((waiting.get(client) ?? 0) <= MOST_WAITING / 2) this.#refused.delete(client);
    }
    return {
      flooding: [...this.#refused].map(([client, refused]) => ({ client, waiting: waiting.get(client) ?? 0, refused })),
      quiet: [...this.#quietUntilMs]
        .filter(([, untilMs]) => untilMs > nowMs)
        .map(([client, untilMs]) => ({ client, until: new Date(untilMs).toISOString() })),
    };
  }
}

/**
 * The approver at a terminal: one card is up at a time, and a typed line answers that card and no other. What brings a card up is always
 * the person's own doing, or an empty desk; a card that ends by itself leaves the desk empty until they type, so that a line begun for
 * one card never lands on the next.
 */
import { type HostClient, HostError } from '#shared/contract/index.ts';
import type { Approval, ApprovalId } from '#shared/model/index.ts';
import { counted } from '#shared/text/index.ts';
import { parseLine } from './parse-line.ts';

/** An answer that comes sooner than this after its card was shown cannot be meant for it. */
const ARM_MS = 700;

export interface DeskParts {
  readonly host: HostClient;
  /** Prints the whole card. */
  readonly show: (card: Approval) => Promise<void>;
  /** One line that names a card: in lists, and when it arrives or ends. */
  readonly row: (card: Approval) => string;
  readonly say: (line: string) => void;
  readonly nowMs: () => number;
}

export class WatchDesk {
  readonly #parts: DeskParts;
  /** Oldest first. */
  readonly #waiting = new Map<ApprovalId, Approval>();
  #up: { readonly card: Approval; readonly shownAtMs: number } | undefined;
  /** The card that was up ended by itself, and the person has not typed since. */
  #held = false;

  constructor(parts: DeskParts) {
    this.#parts = parts;
  }

  /** Everything that waits, as the host tells it: at the start, and whenever events may have been missed. */
  async load(pending: readonly Approval[]): Promise<void> {
    const there = new Set(pending.map((card) => card.id));
    for (const card of [...this.#waiting.values()])
      if (!there.has(card.id)) this.#ended(card, `${this.#parts.row(card)}: it is over.`);
    const oldestFirst = [...pending].sort((a, b) => a.asked_at.localeCompare(b.asked_at));
    for (const card of oldestFirst) await this.take(card);
    if (pending.length === 0) this.#parts.say('Nothing waits.');
  }

  /** A card that is new or has changed. */
  async take(card: Approval): Promise<void> {
    const known = this.#waiting.has(card.id);
    if (card.state !== 'pending') {
      if (known) this.#ended(card, this.#parts.row(card));
      return;
    }
    this.#waiting.set(card.id, card);
    if (known) return;
    if (this.#up === undefined && !this.#held) await this.#bringUp(card);
    else this.#parts.say(`New: ${this.#parts.row(card)} (${this.#waiting.size} waiting)`);
  }

  /**
   * A line that the person typed.
   * @param typedAtMs when it arrived
   * @returns false when they are done
   */
  async line(text: string, typedAtMs: number): Promise<boolean> {
    const typed = parseLine(text);
    this.#held = false;
    switch (typed.verb) {
      case 'quit':
        return false;
      case 'approve':
        await this.#answer(typedAtMs, (card) => this.#parts.host.call('approvals.approve', card));
        return true;
      case 'deny':
        await this.#answer(typedAtMs, (card) =>
          this.#parts.host.call('approvals.deny', { ...card, because: typed.because }),
        );
        return true;
      case 'hold':
        await this.#hold();
        return true;
      case 'next':
        await this.#next();
        return true;
      case 'list':
        this.#list();
        return true;
      case 'show':
        if (this.#up === undefined) this.#parts.say('No card is up.');
        else await this.#bringUp(this.#up.card);
        return true;
      case 'help':
        this.#parts.say(typed.text);
        return true;
      default:
        return typed satisfies never;
    }
  }

  async #answer(typedAtMs: number, send: (card: Pick<Approval, 'id' | 'digest'>) => Promise<Approval>): Promise<void> {
    const { say, row } = this.#parts;
    const up = this.#up;
    if (up === undefined) {
      say('No card is up, so there is nothing to answer. Type next.');
      return;
    }
    if (typedAtMs - up.shownAtMs < ARM_MS) {
      say('That came before the card could be read, so it does not count. Read it, then type it again.');
      return;
    }
    const { id, digest } = up.card;
    try {
      const answered = await send({ id, digest });
      this.#waiting.delete(id);
      this.#up = undefined;
      say(row(answered));
      await this.#next();
    } catch (error) {
      this.#refused(error);
    }
  }

  async #hold(): Promise<void> {
    const up = this.#up;
    if (up === undefined) {
      this.#parts.say('No card is up.');
      return;
    }
    try {
      const held = await this.#parts.host.call('approvals.touch', { id: up.card.id });
      this.#waiting.set(held.id, held);
      this.#up = { ...up, card: held };
      this.#parts.say(this.#parts.row(held));
    } catch (error) {
      this.#refused(error);
    }
  }

  /** The card after the one that is up, round and round. */
  async #next(): Promise<void> {
    const cards = [...this.#waiting.values()];
    const index = cards.findIndex((card) => card.id === this.#up?.card.id);
    const next = cards[(index + 1) % Math.max(1, cards.length)];
    if (next === undefined) this.#parts.say('Nothing waits.');
    else await this.#bringUp(next);
  }

  async #bringUp(card: Approval): Promise<void> {
    await this.#parts.show(card);
    this.#up = { card, shownAtMs: this.#parts.nowMs() };
  }

  #list(): void {
    const { say, row } = this.#parts;
    if (this.#waiting.size === 0) say('Nothing waits.');
    for (const card of this.#waiting.values()) say(`${card.id === this.#up?.card.id ? '>' : ' '} ${row(card)}`);
  }

  #ended(card: Approval, line: string): void {
    this.#waiting.delete(card.id);
    this.#parts.say(line);
    if (this.#up?.card.id !== card.id) return;
    this.#up = undefined;
    this.#held = true;
    const left = this.#waiting.size;
    this.#parts.say(left === 0 ? 'No card is up.' : `No card is up. ${counted(left, 'waits', 'wait')}: type next.`);
  }

  #refused(error: unknown): void {
    if (!(error instanceof HostError)) throw error;
    this.#parts.say(error.message);
  }
}

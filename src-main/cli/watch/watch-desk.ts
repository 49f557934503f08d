/**
 * The approver at a terminal: one card is up at a time, and a typed line answers that card and no other. What brings a card up is always
 * the person's own doing, or an empty desk; a card that ends by itself leaves the desk empty until they type, so that a line begun for
 * one card never lands on the next. Several are answered together only as they were listed.
 */
import { type HostClient, HostError, type OperationOutput } from '#shared/contract/index.ts';
import type { Approval, ApprovalId } from '#shared/model/index.ts';
import { counted } from '#shared/text/index.ts';
import { parseLine, type TypedLine } from './parse-line.ts';
import { byRiskThenAge, isAlike } from './queue-order.ts';

/** An answer that comes sooner than this after its card was shown cannot be meant for it. */
const ARM_MS = 700;

export interface DeskParts {
  readonly host: HostClient;
  /** Prints the whole card. */
  readonly show: (card: Approval) => Promise<void>;
  /** One line that names a card: in lists, and when it arrives or ends. */
  readonly row: (card: Approval) => string;
  /** What a card would do, on lines of their own, nothing cut. */
  readonly details: (card: Approval) => readonly string[];
  readonly say: (line: string) => void;
  readonly nowMs: () => number;
}

interface Shown {
  readonly cards: readonly Approval[];
  readonly shownAtMs: number;
}

export class WatchDesk {
  readonly #parts: DeskParts;
  readonly #waiting = new Map<ApprovalId, Approval>();
  #up: { readonly card: Approval; readonly shownAtMs: number } | undefined;
  /** The cards that were listed as alike; what arrives later is not among them. */
  #these: Shown | undefined;
  /** What the person wants to remember about the card that is up; goes with its answer, and with no other. */
  #note: string | null = null;
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
    const fresh = byRiskThenAge(pending).filter(({ id }) => !this.#waiting.has(id));
    // All of them first, so that the one that comes up can say how many are like it.
    for (const card of fresh) this.#waiting.set(card.id, card);
    for (const card of fresh) await this.#arrived(card);
    if (pending.length === 0) this.#parts.say('Nothing waits.');
  }

  /** A card that is new or has changed. */
  async take(card: Approval): Promise<void> {
    const known = this.#waiting.get(card.id);
    if (card.state !== 'pending') {
      if (known !== undefined) this.#ended(card, this.#parts.row(card));
      return;
    }
    this.#waiting.set(card.id, card);
    if (known !== undefined) {
      if (card.repeats > known.repeats)
        this.#parts.say(`Asked again (${card.repeats + 1} times): ${this.#parts.row(card)}`);
      return;
    }
    await this.#arrived(card);
  }

  /**
   * A line that the person typed.
   * @param typedAtMs when it arrived
   * @returns false when they are done
   */
  async line(text: string, typedAtMs: number): Promise<boolean> {
    const typed = parseLine(text);
    this.#held = false;
    if (typed.verb === 'quit') return false;
    try {
      await this.#act(typed, typedAtMs);
    } catch (error) {
      if (!(error instanceof HostError)) throw error;
      this.#parts.say(error.message);
    }
    return true;
  }

  async #act(typed: Exclude<TypedLine, { verb: 'quit' }>, typedAtMs: number): Promise<void> {
    const { host, say } = this.#parts;
    switch (typed.verb) {
      case 'approve':
        return this.#answer(typedAtMs, (card) =>
          host.call('approvals.approve', { ...card, scope: typed.scope, lifetime: typed.lifetime, note: this.#note }),
        );
      case 'deny':
        return this.#answer(typedAtMs, (card) =>
          host.call('approvals.deny', { ...card, because: typed.because, note: this.#note }),
        );
      case 'note':
        return this.#keepNote(typed.text);
      case 'these':
        return this.#listThese();
      case 'approve-these':
        return this.#answerThese(typedAtMs, (cards) =>
          host.call('approvals.approveListed', { cards, note: this.#note }),
        );
      case 'deny-these':
        return this.#answerThese(typedAtMs, (cards) =>
          host.call('approvals.denyListed', { cards, because: typed.because, note: this.#note }),
        );
      case 'hold':
        return this.#hold();
      case 'next':
        return this.#next();
      case 'list':
        return this.#list();
      case 'offers':
        return this.#offers();
      case 'show':
        if (this.#up === undefined) say('No card is up.');
        else await this.#bringUp(this.#up.card);
        return;
      case 'pause':
        await host.call('host.pause', {});
        return say('Everything is paused: nothing new starts, and nothing can be approved.');
      case 'resume':
        await host.call('host.resume', {});
        return say('Things may start again.');
      case 'lock':
        return say(`Dropped ${counted((await host.call('host.lock', {})).ended, 'grant', 'grants')}.`);
      case 'help':
        return say(typed.text);
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
    if (!this.#isArmed(up, typedAtMs)) return;
    const { id, digest } = up.card;
    const answered = await send({ id, digest });
    this.#waiting.delete(id);
    this.#up = undefined;
    say(row(answered));
    await this.#next();
  }

  async #arrived(card: Approval): Promise<void> {
    if (this.#up === undefined && !this.#held) await this.#bringUp(card);
    else this.#parts.say(`New: ${this.#parts.row(card)} (${this.#waiting.size} waiting)`);
  }

  #isArmed({ shownAtMs }: { readonly shownAtMs: number }, typedAtMs: number): boolean {
    if (typedAtMs - shownAtMs >= ARM_MS) return true;
    this.#parts.say('That came before it could be read, so it does not count. Read it, then type it again.');
    return false;
  }

  #listThese(): void {
    const { say, row, details, nowMs } = this.#parts;
    const up = this.#up?.card;
    if (up === undefined) {
      say('No card is up, so none is like it.');
      return;
    }
    const cards = byRiskThenAge([...this.#waiting.values()].filter((card) => isAlike(card, up)));
    for (const card of cards) for (const line of [row(card), ...details(card)]) say(line);
    say(`${counted(cards.length, 'card is', 'cards are')} listed. Type approve-these or deny-these [REASON].`);
    this.#these = { cards, shownAtMs: nowMs() };
  }

  async #answerThese(
    typedAtMs: number,
    send: (cards: { id: ApprovalId; digest: Approval['digest'] }[]) => Promise<OperationOutput<'approvals.denyListed'>>,
  ): Promise<void> {
    const { say, row } = this.#parts;
    const these = this.#these;
    if (these === undefined) {
      say('Type these first, and read them.');
      return;
    }
    if (!this.#isArmed(these, typedAtMs)) return;
    this.#these = undefined;
    const { answered, left } = await send(these.cards.map(({ id, digest }) => ({ id, digest })));
    for (const card of answered) this.#waiting.delete(card.id);
    if (answered.some(({ id }) => id === this.#up?.card.id)) this.#up = undefined;
    for (const card of answered) say(row(card));
    for (const { id, because } of left) say(`${id}: ${because}`);
    if (this.#up === undefined) await this.#next();
  }

  #keepNote(text: string | null): void {
    const { say } = this.#parts;
    if (this.#up === undefined) {
      say('No card is up, so there is nothing to note.');
      return;
    }
    this.#note = text;
    say(text === null ? 'No note goes with your answer.' : 'Noted, for your answer to this card.');
  }

  async #offers(): Promise<void> {
    const { host, say } = this.#parts;
    const up = this.#up;
    if (up === undefined) {
      say('No card is up.');
      return;
    }
    const { scopes, scopes_refused, lifetimes } = await host.call('approvals.offers', { id: up.card.id });
    for (const { scope, sentence } of scopes) say(`${scope}: ${sentence}`);
    if (scopes_refused !== null) say(`No more than that: ${scopes_refused}`);
    say(`For how long: ${lifetimes.join(', ')}.`);
  }

  async #hold(): Promise<void> {
    const up = this.#up;
    if (up === undefined) {
      this.#parts.say('No card is up.');
      return;
    }
    const held = await this.#parts.host.call('approvals.touch', { id: up.card.id });
    this.#waiting.set(held.id, held);
    this.#up = { ...up, card: held };
    this.#parts.say(this.#parts.row(held));
  }

  /** The card after the one that is up, round and round. */
  async #next(): Promise<void> {
    const cards = byRiskThenAge([...this.#waiting.values()]);
    const index = cards.findIndex((card) => card.id === this.#up?.card.id);
    const next = cards[(index + 1) % Math.max(1, cards.length)];
    if (next === undefined) this.#parts.say('Nothing waits.');
    else await this.#bringUp(next);
  }

  async #bringUp(card: Approval): Promise<void> {
    if (card.id !== this.#up?.card.id) this.#note = null;
    await this.#parts.show(card);
    this.#up = { card, shownAtMs: this.#parts.nowMs() };
    const others = [...this.#waiting.values()].filter((other) => other.id !== card.id && isAlike(other, card)).length;
    if (others > 0)
      this.#parts.say(
        `${counted(others, 'other waits', 'others wait')} that ${others === 1 ? 'is' : 'are'} like it: type these.`,
      );
  }

  #list(): void {
    const { say, row } = this.#parts;
    if (this.#waiting.size === 0) say('Nothing waits.');
    for (const card of byRiskThenAge([...this.#waiting.values()]))
      say(`${card.id === this.#up?.card.id ? '>' : ' '} ${row(card)}`);
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
}

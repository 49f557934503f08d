/**
 * The approval queue. A card is durable before anybody sees it, is answered at most once, and ends in `denied`, `expired` or
 * `requester_gone` unless a person approved exactly the plan that was shown. An answer is on record before anybody acts on it; a yes is a
 * permit for one run of that plan, spent when the run begins.
 */
import { HostError } from '#shared/contract/index.ts';
import {
  type Approval,
  type ApprovalId,
  type ApprovalState,
  type ClientRef,
  isSameClient,
  Refused,
  type Sha256,
} from '#shared/model/index.ts';
import { answerOf, ended, inWords } from './answer-of.ts';
import type { ApprovalParts, Returning } from './approval-parts.ts';
import { Manners } from './manners.ts';
import { newCard, type Question, refuseUnreadable } from './new-card.ts';
import { type OpenCard, OpenCards } from './open-cards.ts';
import { Recording } from './recording.ts';
import { type Waited, waitForAnswer } from './wait-for-answer.ts';

/** However often a person looks at a card, it ends this long after it was asked. */
export const LONGEST_WAIT_MS = 60 * 60 * 1000;
/** A request that comes again this soon after its denial is answered without asking. */
const STILL_DENIED_MS = 60 * 1000;

export class Approvals {
  readonly #parts: ApprovalParts;
  readonly #open = new OpenCards();
  readonly #manners: Manners;
  readonly #recording: Recording;
  readonly #listeners = new Set<(card: Approval) => void>();

  constructor(parts: ApprovalParts) {
    this.#parts = parts;
    this.#manners = new Manners(parts.clock);
    this.#recording = new Recording(parts);
  }

  /**
   * Takes up what an earlier host left: a card whose client can come back for the answer waits on; the requests of the others died with
   * the host. What ended without getting on record is put there.
   */
  async start(): Promise<void> {
    await this.#recording.catchUp();
    for (const { card, canReturn } of this.#parts.store.pending()) {
      this.#watch({ card, canReturn, connection: '', parked: 1 });
      const because = 'Countersign was restarted';
      if (!canReturn) await this.#end({ ...ended(card, 'requester_gone', null, this.#now()), because });
    }
  }

  /**
   * Puts a card up, or joins the one that asks for the same already.
   * @throws Refused APPROVAL_DENIED for what was denied a moment ago, CLIENT_QUIET, CLIENT_FLOODING, BAD_INPUT
   */
  ask(question: Question): { readonly id: ApprovalId; readonly isNew: boolean } {
    const { store, clock, notifier } = this.#parts;
    const { request, plan, digest, timeoutMs } = question;
    const client = request.client.name;
    refuseUnreadable(plan);
    const same = this.#open.same(client, request.tool, digest);
    if (same !== undefined) {
      same.connection = request.connection;
      this.amend({ ...same.card, repeats: same.card.repeats + 1 });
      return { id: same.card.id, isNew: false };
    }
    this.#refuseDeniedJustNow(client, digest);
    this.#manners.admit(client, this.#open.byClient.get(client) ?? 0);
    const card = newCard(question, clock.nowMs());
    store.insert(card, request.input);
    this.#watch({ card, canReturn: false, connection: request.connection, parked: 0 }, timeoutMs);
    this.#changed(card);
    notifier.notify({ title: `${card.client.name} asks`, body: card.summary, approvalId: card.id });
    return { id: card.id, isNew: true };
  }

  /**
   * Waits for the answer. When it does not come within the client's patience, or the host shuts down, the client is to come back for it.
   * A client that gives up makes its card `requester_gone`.
   */
  async wait(id: ApprovalId, signal: AbortSignal, patienceMs: number): Promise<Waited> {
    const open = this.#open.get(id);
    if (open === undefined) {
      await this.#recording.done(id);
      return answerOf(this.show(id));
    }
    return waitForAnswer(open, {
      ...{ clock: this.#parts.clock, signal, patienceMs },
      letReturn: () => this.#letReturn(open),
      leave: () => this.#leave(open),
    });
  }

  /** Takes down a card that could not be put on record: nobody would act on its answer. */
  async withdraw(id: ApprovalId): Promise<void> {
    const open = this.#open.get(id);
    if (open !== undefined)
      await this.#end(ended(open.card, 'requester_gone', null, this.#now())).catch(() => undefined);
  }

  /** The request is over while its card stays: what its plan keeps is let go of with the card. @returns false when the card has ended meanwhile */
  park(id: ApprovalId): boolean {
    const open = this.#open.get(id);
    if (open === undefined) return false;
    open.parked += 1;
    return true;
  }

  /** A card that this client may come back for; another's is as unknown as one that never was. */
  returning(client: ClientRef, id: ApprovalId): Returning | undefined {
    const stored = this.#parts.store.find(id);
    if (stored === undefined || !isSameClient(stored.card.client, client)) return undefined;
    return { card: stored.card, input: stored.input };
  }

  /** The connection that it was asked over is gone, and with it whoever would come back. */
  connectionOver(connection: string): void {
    for (const open of [...this.#open.all()]) if (open.connection === connection) this.#leave(open);
  }

  clientRevoked(client: string): void {
    for (const open of [...this.#open.all()]) if (open.card.client.name === client) this.#leave(open);
  }

  /** A person looks at the card: it stays until an hour after it was asked. @throws HostError */
  touch(id: ApprovalId): Approval {
    const { clock } = this.#parts;
    const card = this.show(id);
    const open = this.#open.get(id);
    if (card.state !== 'pending' || open === undefined)
      throw new HostError('CONFLICT', `This request is ${inWords(card.state)} already.`);
    const expiresMs = Date.parse(card.asked_at) + LONGEST_WAIT_MS;
    open.cancelExpiry();
    open.cancelExpiry = clock.after(Math.max(0, expiresMs - clock.nowMs()), () => this.#expire(id));
    return this.amend({ ...card, expires_at: new Date(expiresMs).toISOString() });
  }

  /** @throws HostError NOT_FOUND */
  show(id: ApprovalId): Approval {
    const card = this.#open.get(id)?.card ?? this.#parts.store.find(id)?.card;
    if (card === undefined) throw new HostError('NOT_FOUND', `There is no approval ${id}.`);
    return card;
  }

  /** What waits comes first, by risk and then age; the others newest first. */
  list(limit: number, state?: ApprovalState): readonly Approval[] {
    if (state === 'pending') return this.#open.inOrder(limit);
    if (state !== undefined) return this.#parts.store.list(limit, state);
    const waiting = this.#open.inOrder(limit);
    const others = this.#parts.store.list(limit).filter((card) => card.state !== 'pending');
    return [...waiting, ...others].slice(0, limit);
  }

  countPending(): number {
    return this.#open.size;
  }

  attention(): ReturnType<Manners['attention']> {
    return this.#manners.attention(this.#open.byClient);
  }

  /** @returns whether it was quiet */
  hearAgain(client: string): boolean {
    return this.#manners.hearAgain(client);
  }

  /** A card that waits, if the answer is for the plan that it shows. @throws HostError CONFLICT, NOT_FOUND */
  answerable(id: ApprovalId, digest: Sha256): OpenCard {
    const card = this.show(id);
    if (card.digest !== digest) {
      throw new HostError(
        'CONFLICT',
        'This answer is for another plan than the one that waits. Look at the card again.',
      );
    }
    const open = this.#open.get(id);
    if (open === undefined) throw new HostError('CONFLICT', `This request is ${inWords(card.state)} already.`);
    // Timers stand still while the machine sleeps.
    if (Date.parse(card.expires_at) > this.#parts.clock.nowMs()) return open;
    this.#expire(id);
    throw new HostError('CONFLICT', 'This request is expired already.');
  }

  /** A person's answer. @param also is stored in the same transaction @throws HostError CONFLICT; Refused RECORDS_UNAVAILABLE */
  async settle(card: Approval, also?: () => void): Promise<Approval> {
    this.#manners.answered(card.client.name);
    await this.#end(card, also);
    return card;
  }

  /** Stores and announces what changed on a card that keeps its state. @throws HostError CONFLICT when it was answered just now */
  amend(card: Approval): Approval {
    if (!this.#parts.store.update(card)) throw new HostError('CONFLICT', 'This request was answered just now.');
    const open = this.#open.get(card.id);
    if (open !== undefined) open.card = card;
    this.#changed(card);
    return card;
  }

  /** Resolves when every answer so far is on record, or has failed to be. */
  async recorded(): Promise<void> {
    await this.#recording.allDone();
  }

  /** @returns a function that stops listening */
  onChanged(listener: (card: Approval) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Lets go of every timer. The cards stay on disk as they are. */
  close(): void {
    for (const open of this.#open.all()) open.cancelExpiry();
  }

  #watch(from: Pick<OpenCard, 'card' | 'canReturn' | 'connection' | 'parked'>, timeoutMs?: number): void {
    const { clock } = this.#parts;
    const leftMs = timeoutMs ?? Math.max(0, Date.parse(from.card.expires_at) - clock.nowMs());
    const cancelExpiry = clock.after(leftMs, () => this.#expire(from.card.id));
    this.#open.add({ ...from, waiters: new Set(), cancelExpiry });
  }

  #refuseDeniedJustNow(client: string, digest: Sha256): void {
    const denied = this.#parts.store.newestOf(client, digest, 'denied');
    const sinceMs = this.#parts.clock.nowMs() - Date.parse(denied?.answered_at ?? '');
    if (denied === undefined || !(sinceMs <= STILL_DENIED_MS)) return;
    this.amend({ ...denied, repeats: denied.repeats + 1 });
    const because = denied.because === null ? '' : ` They said: ${denied.because}`;
    throw new Refused('APPROVAL_DENIED', {
      message: `The person denied this very request ${Math.ceil(sinceMs / 1000)} s ago, and is not asked again so soon.${because}`,
      rule: denied.verdict.rule,
    });
  }

  #letReturn(open: OpenCard): void {
    if (!open.canReturn) this.#parts.store.letReturn(open.card.id);
    open.canReturn = true;
  }

  #expire(id: ApprovalId): void {
    const open = this.#open.get(id);
    if (open === undefined) return;
    if (this.#manners.unanswered(open.card.client.name))
      this.#parts.log.info({ client: open.card.client.name }, 'rests');
    this.#endQuietly(ended(open.card, 'expired', null, this.#now()));
  }

  #leave(open: OpenCard): void {
    this.#endQuietly(ended(open.card, 'requester_gone', null, this.#now()));
  }

  /** A card that a person answered in the same moment keeps that answer. */
  #endQuietly(card: Approval): void {
    this.#end(card).catch((error: unknown) => {
      if (error instanceof HostError) return;
      this.#parts.log.error({ approval: card.id, err: error }, 'how a card ended could not be put on record');
    });
  }

  async #end(card: Approval, also?: () => void): Promise<void> {
    const { store, release } = this.#parts;
    if (!store.settle(card, also))
      throw new HostError('CONFLICT', 'This request was answered just now by somebody else.');
    const open = this.#open.take(card.id);
    this.#changed(card);
    // The newest first: of several that asked for the same, it is the likeliest to be still there.
    const waiters = () => [...(open?.waiters ?? [])].reverse();
    try {
      await this.#recording.put(card);
      for (const waiter of waiters()) waiter.resolve(answerOf(card));
    } catch (error) {
      for (const waiter of waiters()) waiter.reject(error);
      throw error;
    } finally {
      for (let left = open?.parked ?? 0; left > 0; left -= 1) await release(card);
    }
  }

  #now(): string {
    return new Date(this.#parts.clock.nowMs()).toISOString();
  }

  #changed(card: Approval): void {
    for (const listener of this.#listeners) listener(card);
  }
}

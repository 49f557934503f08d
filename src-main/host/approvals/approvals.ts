/**
 * The approval queue. A card is durable before anybody sees it, is answered at most once, and ends in `denied`, `expired` or
 * `requester_gone` unless a person approved exactly the plan that was shown.
 */

import type { Clock, Log, Notifier } from '#host/ports/index.ts';
import { freshId } from '#host/storage/index.ts';
import { HostError } from '#shared/contract/index.ts';
import {
  type Answer,
  type Approval,
  ApprovalId,
  type ApprovalState,
  type Plan,
  type Request,
  type Sha256,
  type Verdict,
} from '#shared/model/index.ts';
import type { ApprovalStore } from './approval-store.ts';

/** However often a person looks at a card, it ends this long after it was asked. */
const LONGEST_WAIT_MS = 60 * 60 * 1000;

export interface Question {
  readonly request: Request;
  readonly plan: Plan;
  readonly digest: Sha256;
  readonly verdict: Verdict;
  readonly summary: string;
  readonly timeoutMs: number;
}

export interface ApprovalParts {
  readonly store: ApprovalStore;
  readonly clock: Clock;
  readonly notifier: Notifier;
  readonly log: Log;
}

interface Waiting {
  cancelExpiry: () => void;
  readonly settled: PromiseWithResolvers<Answer>;
}

export class Approvals {
  readonly #parts: ApprovalParts;
  readonly #waiting = new Map<ApprovalId, Waiting>();
  readonly #listeners = new Set<(card: Approval) => void>();

  constructor(parts: ApprovalParts) {
    this.#parts = parts;
  }

  /**
   * Ends the cards that an earlier host left pending: their requests died with it.
   * @returns those cards, so that they can be put on record
   */
  settleOrphans(): readonly Approval[] {
    const { store } = this.#parts;
    return store
      .list(Number.MAX_SAFE_INTEGER, 'pending')
      .map((card) => this.#ended(card, 'requester_gone', null, 'Countersign was restarted'))
      .filter((card) => store.settle(card));
  }

  async ask(question: Question): Promise<ApprovalId> {
    const { store, clock, notifier } = this.#parts;
    const nowMs = clock.nowMs();
    const card: Approval = {
      id: ApprovalId.parse(freshId('apr_')),
      state: 'pending',
      request: question.request.id,
      client: question.request.client,
      tool: question.request.tool,
      summary: question.summary,
      plan: question.plan,
      digest: question.digest,
      verdict: question.verdict,
      agent_reason: question.request.agentReason,
      asked_at: new Date(nowMs).toISOString(),
      expires_at: new Date(nowMs + question.timeoutMs).toISOString(),
      answered_at: null,
      answered_by: null,
      because: null,
      note: null,
      scope: null,
      lifetime: null,
      risk: 'medium',
      group: '',
      peer: null,
      repeats: 0,
      preapproved_until: null,
      drift: null,
    };
    store.insert(card);
    this.#waiting.set(card.id, {
      settled: Promise.withResolvers<Answer>(),
      cancelExpiry: clock.after(question.timeoutMs, () => this.#expire(card.id)),
    });
    this.#changed(card);
    notifier.notify({ title: `${card.client.name} asks`, body: card.summary, approvalId: card.id });
    return card.id;
  }

  /** Resolves with the answer; an abort makes the card `requester_gone`. */
  async answer(id: ApprovalId, signal: AbortSignal): Promise<Answer> {
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) throw new Error(`nobody waits for ${id}`);
    const gone = (): void => this.#leave(id);
    if (signal.aborted) gone();
    signal.addEventListener('abort', gone, { once: true });
    try {
      return await waiting.settled.promise;
    } finally {
      signal.removeEventListener('abort', gone);
      this.#waiting.delete(id);
    }
  }

  /** @throws HostError CONFLICT when the card is answered already or the digest is of another plan; NOT_FOUND */
  approve(id: ApprovalId, digest: Sha256, by: string): Approval {
    const card = this.#answerable(id, digest);
    if (!this.#waiting.has(id))
      throw new HostError('CONFLICT', 'The client that asked is gone, so there is nothing to approve.');
    return this.#settle(this.#ended(card, 'approved', by, null), {
      answer: 'approved',
      by,
      scope: 'exact',
      lifetime: 'once',
    });
  }

  /** @throws HostError as `approve` */
  deny(id: ApprovalId, digest: Sha256, by: string, because: string | null): Approval {
    const card = this.#answerable(id, digest);
    return this.#settle(this.#ended(card, 'denied', by, because), { answer: 'denied', by, because });
  }

  /** A person looks at the card: it stays until an hour after it was asked. @throws HostError */
  touch(id: ApprovalId): Approval {
    const { store, clock } = this.#parts;
    const card = this.show(id);
    const waiting = this.#waiting.get(id);
    if (card.state !== 'pending' || waiting === undefined)
      throw new HostError('CONFLICT', `This request is ${inWords(card.state)} already.`);
    const expiresMs = Date.parse(card.asked_at) + LONGEST_WAIT_MS;
    const held: Approval = { ...card, expires_at: new Date(expiresMs).toISOString() };
    if (!store.postpone(held)) throw new HostError('CONFLICT', 'This request was answered just now.');
    waiting.cancelExpiry();
    waiting.cancelExpiry = clock.after(Math.max(0, expiresMs - clock.nowMs()), () => this.#expire(id));
    this.#changed(held);
    return held;
  }

  /** @throws HostError NOT_FOUND */
  show(id: ApprovalId): Approval {
    const card = this.#parts.store.find(id);
    if (card === undefined) throw new HostError('NOT_FOUND', `There is no approval ${id}.`);
    return card;
  }

  list(limit: number, state?: ApprovalState): readonly Approval[] {
    return this.#parts.store.list(limit, state);
  }

  countPending(): number {
    return this.#parts.store.countPending();
  }

  /** @returns a function that stops listening */
  onChanged(listener: (card: Approval) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #answerable(id: ApprovalId, digest: Sha256): Approval {
    const card = this.show(id);
    if (card.digest !== digest) {
      throw new HostError(
        'CONFLICT',
        'This answer is for another plan than the one that waits. Look at the card again.',
      );
    }
    if (card.state !== 'pending') throw new HostError('CONFLICT', `This request is ${inWords(card.state)} already.`);
    return card;
  }

  #settle(card: Approval, answer: Answer): Approval {
    if (!this.#parts.store.settle(card))
      throw new HostError('CONFLICT', 'This request was answered just now by somebody else.');
    const waiting = this.#waiting.get(card.id);
    waiting?.cancelExpiry();
    waiting?.settled.resolve(answer);
    this.#changed(card);
    return card;
  }

  #expire(id: ApprovalId): void {
    this.#settleQuietly(id, 'expired', { answer: 'expired' });
  }

  #leave(id: ApprovalId): void {
    this.#settleQuietly(id, 'requester_gone', { answer: 'requester_gone' });
  }

  /** A card that a person answered in the same moment keeps that answer. */
  #settleQuietly(id: ApprovalId, state: 'expired' | 'requester_gone', answer: Answer): void {
    const card = this.#parts.store.find(id);
    if (card?.state !== 'pending') return;
    this.#settle(this.#ended(card, state, null, null), answer);
  }

  #ended(card: Approval, state: ApprovalState, by: string | null, because: string | null): Approval {
    return { ...card, state, answered_at: new Date(this.#parts.clock.nowMs()).toISOString(), answered_by: by, because };
  }

  #changed(card: Approval): void {
    for (const listener of this.#listeners) listener(card);
  }
}

function inWords(state: ApprovalState): string {
  return state === 'requester_gone' ? 'over, because the client that asked is gone,' : state;
}

/** What a person can say to cards: yes, how far and for how long; no, and why; to one, or to several that they were shown together. */
import { HostError } from '#shared/contract/index.ts';
import type { Approval, ApprovalId, ApprovalLifetime, ApprovalScope, ClientName, Sha256 } from '#shared/model/index.ts';
import { ended, sessionOf } from './answer-of.ts';
import type { ApprovalParts } from './approval-parts.ts';
import { type Approvals, LONGEST_WAIT_MS } from './approvals.ts';
import { PERMIT_MS, type Permits } from './permits.ts';
import { scopesFor } from './reach-of-answer.ts';

export interface Yes {
  readonly id: ApprovalId;
  readonly digest: Sha256;
  readonly by: string;
  readonly scope: ApprovalScope;
  readonly lifetime: ApprovalLifetime;
  readonly note: string | null;
}

export interface No {
  readonly by: string;
  readonly because: string | null;
  readonly note?: string | null;
}

export interface ShownCard {
  readonly id: ApprovalId;
  readonly digest: Sha256;
}

/** What became of several cards: those that were answered, and those that could not be, each with why. */
export interface Settled {
  readonly answered: readonly Approval[];
  readonly left: readonly { readonly id: ApprovalId; readonly because: string }[];
}

type AnswerParts = Pick<ApprovalParts, 'store' | 'grants' | 'clock' | 'findRule' | 'isPaused'>;

/** Every method throws HostError CONFLICT or NOT_FOUND for an answer that does not fit, and Refused RECORDS_UNAVAILABLE. */
export class PersonAnswers {
  readonly #queue: Approvals;
  readonly #permits: Permits;
  readonly #parts: AnswerParts;

  constructor(queue: Approvals, permits: Permits, parts: AnswerParts) {
    this.#queue = queue;
    this.#permits = permits;
    this.#parts = parts;
  }

  async approve(yes: Yes): Promise<Approval> {
    const { store, grants } = this.#parts;
    const open = this.#queue.answerable(yes.id, yes.digest);
    this.#refuseWhilePaused();
    this.#refuseTooWide(open.card, yes);
    // Where nobody waits right now, the yes is kept for the client that comes back.
    const untilMs = this.#parts.clock.nowMs() + PERMIT_MS;
    const kept = open.waiters.size === 0 ? new Date(untilMs).toISOString() : null;
    const { scope, lifetime, note, by } = yes;
    const card: Approval = {
      ...ended(open.card, 'approved', by, this.#now()),
      ...{ scope, lifetime, note, preapproved_until: kept },
    };
    const grant = grants.draft(card, scope, lifetime, by, sessionOf(card.plan, open.connection));
    try {
      await this.#queue.settle(card, () => {
        store.addPermit(permitOf(card, untilMs));
        if (grant !== null) grants.store(grant);
      });
    } catch (error) {
      if (grant !== null) grants.discard(grant);
      throw error;
    }
    if (grant !== null) grants.begin(grant);
    return card;
  }

  /** Before something is done for an answer that cannot be undone: whether it fits. */
  refuseUnfit(id: ApprovalId, digest: Sha256): void {
    this.#queue.answerable(id, digest);
    this.#refuseWhilePaused();
  }

  async deny(id: ApprovalId, digest: Sha256, { by, because, note = null }: No): Promise<Approval> {
    const { card } = this.#queue.answerable(id, digest);
    return this.#queue.settle({ ...ended(card, 'denied', by, this.#now()), because, note });
  }

  /** Lets the identical plan pass once within ten minutes, although the client that asked is gone. */
  async preapprove(id: ApprovalId, digest: Sha256, by: string): Promise<Approval> {
    const { clock } = this.#parts;
    const card = this.#queue.show(id);
    if (card.digest !== digest) throw new HostError('CONFLICT', 'This answer is for another plan than the card shows.');
    if (card.state !== 'requester_gone')
      throw new HostError('CONFLICT', 'Only a request whose client is gone can be approved in advance.');
    const nowMs = clock.nowMs();
    if (nowMs - Date.parse(card.asked_at) > LONGEST_WAIT_MS)
      throw new HostError('CONFLICT', 'This request is more than an hour old. Wait until the client asks again.');
    if (card.preapproved_until !== null && Date.parse(card.preapproved_until) > nowMs)
      throw new HostError('CONFLICT', 'This request is approved in advance already.');
    this.#refuseWhilePaused();
    const untilMs = nowMs + PERMIT_MS;
    const until = new Date(untilMs).toISOString();
    const given: Approval = { ...card, answered_by: by, scope: 'exact', lifetime: 'once', preapproved_until: until };
    return this.#permits.give(given, permitOf(given, untilMs));
  }

  /** Each once and exactly. @throws HostError CONFLICT when they are not of one group or one is of high risk */
  async approveListed(cards: readonly ShownCard[], by: string, note: string | null = null): Promise<Settled> {
    const shown = distinct(cards).map(({ id }) => this.#queue.show(id));
    if (new Set(shown.map(({ group }) => group)).size > 1)
      throw new HostError('CONFLICT', 'Only requests that are alike can be approved together.');
    if (shown.some(({ risk }) => risk === 'high'))
      throw new HostError('CONFLICT', 'Requests of high risk are approved one by one.');
    return each(distinct(cards), (card) => this.approve({ ...card, by, scope: 'exact', lifetime: 'once', note }));
  }

  denyListed(cards: readonly ShownCard[], no: No): Promise<Settled> {
    return each(distinct(cards), ({ id, digest }) => this.deny(id, digest, no));
  }

  /** Everything of this client that waits now; what it asks later is asked as ever. */
  denyAllOf(client: ClientName, no: No): Promise<Settled> {
    const waiting = this.#queue.list(Number.MAX_SAFE_INTEGER, 'pending').filter((card) => card.client.name === client);
    return this.denyListed(waiting, no);
  }

  #refuseTooWide(card: Approval, { scope, lifetime }: Yes): void {
    if (lifetime === 'once' && scope !== 'exact')
      throw new HostError('CONFLICT', 'Once is for exactly this request. For more, say for how long.');
    const offered = scopesFor(card.plan, card.verdict, this.#parts.findRule);
    if (!offered.some((offer) => offer.scope === scope))
      throw new HostError('CONFLICT', `This request cannot be approved for the scope “${scope}”.`);
  }

  #refuseWhilePaused(): void {
    if (this.#parts.isPaused())
      throw new HostError('CONFLICT', 'Everything is paused, so nothing can be approved. Resume first.');
  }

  #now(): string {
    return new Date(this.#parts.clock.nowMs()).toISOString();
  }
}

const permitOf = ({ id, client, tool, digest }: Approval, untilMs: number) => ({
  ...{ approval: id, client: client.name, tool, digest, untilMs },
});

const distinct = (cards: readonly ShownCard[]): readonly ShownCard[] => [
  ...new Map(cards.map((card) => [card.id, card])).values(),
];

async function each(cards: readonly ShownCard[], answer: (card: ShownCard) => Promise<Approval>): Promise<Settled> {
  const answered: Approval[] = [];
  const left: { id: ApprovalId; because: string }[] = [];
  for (const card of cards) {
    try {
      answered.push(await answer(card));
    } catch (error) {
      if (!(error instanceof HostError)) throw error;
      left.push({ id: card.id, because: error.message });
    }
  }
  return { answered, left };
}

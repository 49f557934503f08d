/**
 * A yes that has not been used yet. It is for one run of exactly one plan, by the client that asked; it is spent when the run begins, and
 * lapses after ten minutes.
 */
import { HostError } from '#shared/contract/index.ts';
import type { Approval, ApprovalId } from '#shared/model/index.ts';
import { sessionOf } from './answer-of.ts';
import type { ApprovalParts, Given } from './approval-parts.ts';
import type { Permit } from './approval-store.ts';
import type { Approvals } from './approvals.ts';
import type { Question } from './new-card.ts';

/** How long a yes waits for a client that is not there: a late answer, or one given in advance. */
export const PERMIT_MS = 10 * 60 * 1000;

type PermitParts = Pick<ApprovalParts, 'store' | 'grants' | 'clock' | 'record'>;

export class Permits {
  readonly #queue: Approvals;
  readonly #parts: PermitParts;
  readonly #giving = new Set<ApprovalId>();

  constructor(queue: Approvals, parts: PermitParts) {
    this.#queue = queue;
    this.#parts = parts;
  }

  /** What earlier answers say of this plan: a permit, which is spent, or a standing grant. */
  async use({ request, plan, digest, verdict }: Question): Promise<Given | undefined> {
    await this.#queue.recorded();
    const { grants, store, clock } = this.#parts;
    const client = request.client.name;
    // First: one that stayed behind would let another run through when the grant, which may be of the same yes, is over.
    const approval = store.spend(client, request.tool, digest, clock.nowMs());
    if (approval !== undefined) {
      const by = this.#spent(approval).answered_by ?? '';
      return { by, givenBy: by, approval };
    }
    const session = sessionOf(plan, request.connection);
    const grant = grants.use({ client, tool: request.tool, plan, digest, verdict, session });
    return grant && { by: grant.id, givenBy: grant.given_by, approval: grant.approval };
  }

  /** The person took back what they had said yes to for longer: its first run, where it has not begun, is taken back with it. */
  takeBack(id: ApprovalId): void {
    this.redeem(id);
  }

  /** Spends the permit of this card. @returns false when another request had it, or it is too late */
  redeem(id: ApprovalId): boolean {
    if (!this.#parts.store.spendOf(id, this.#parts.clock.nowMs())) return false;
    this.#spent(id);
    return true;
  }

  /** The plan that was approved was not what was about to run; it did not run, and the yes is gone. */
  drifted(id: ApprovalId, drift: readonly string[]): void {
    this.#parts.store.spendOf(id, this.#parts.clock.nowMs());
    this.#parts.store.forgetInput(id);
    this.#queue.amend({ ...this.#queue.show(id), drift, preapproved_until: null });
  }

  /** A yes in advance, to a card that is over. On record before it counts. @throws HostError CONFLICT */
  async give(card: Approval, permit: Permit): Promise<Approval> {
    const { store, record } = this.#parts;
    if (this.#giving.has(card.id))
      throw new HostError('CONFLICT', 'This request is being approved in advance already.');
    this.#giving.add(card.id);
    try {
      await record(card, { answer: 'approved', by: card.answered_by ?? '', scope: 'exact', lifetime: 'once' });
      store.addPermit(permit);
      return this.#queue.amend(card);
    } finally {
      this.#giving.delete(card.id);
    }
  }

  /** Drops all of them. @returns how many there were */
  lock(): number {
    const dropped = this.#parts.store.dropPermits();
    for (const id of dropped) this.#spent(id);
    return dropped.length;
  }

  #spent(id: ApprovalId): Approval {
    this.#parts.store.forgetInput(id);
    const card = this.#queue.show(id);
    return card.preapproved_until === null ? card : this.#queue.amend({ ...card, preapproved_until: null });
  }
}

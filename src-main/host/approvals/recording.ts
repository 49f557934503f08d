/** How cards ended, on its way to the audit log. Nobody acts on an answer before it is there, and one that does not get there lets nothing run. */
import type { Approval, ApprovalId } from '#shared/model/index.ts';
import { answerOf } from './answer-of.ts';
import type { ApprovalParts } from './approval-parts.ts';

export class Recording {
  readonly #parts: Pick<ApprovalParts, 'store' | 'record'>;
  readonly #underWay = new Map<ApprovalId, Promise<void>>();

  constructor(parts: Pick<ApprovalParts, 'store' | 'record'>) {
    this.#parts = parts;
  }

  /** Puts there what ended with an earlier host and did not get there. */
  async catchUp(): Promise<void> {
    for (const card of this.#parts.store.unrecorded()) await this.#record(card);
  }

  /** Durable once it resolves. @throws Refused RECORDS_UNAVAILABLE; the card's yes, if it was one, is spent then */
  async put(card: Approval): Promise<void> {
    const recording = this.#record(card);
    this.#underWay.set(card.id, recording);
    try {
      await recording;
    } catch (error) {
      this.#parts.store.spendOf(card.id, Number.MAX_SAFE_INTEGER);
      throw error;
    } finally {
      this.#underWay.delete(card.id);
    }
  }

  /** Resolves at once for a card whose end is on record. @throws what keeps it from getting there */
  async done(id: ApprovalId): Promise<void> {
    await this.#underWay.get(id);
  }

  /** Resolves when every end so far is on record, or has failed to be. */
  async allDone(): Promise<void> {
    await Promise.allSettled(this.#underWay.values());
  }

  async #record(card: Approval): Promise<void> {
    const { store, record } = this.#parts;
    await record(card, answerOf(card));
    store.markRecorded(card.id);
  }
}

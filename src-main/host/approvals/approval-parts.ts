/** What the approval queue is made of, and what it hands to the broker. */
import type { Clock, Log, Notifier } from '#host/ports/index.ts';
import type { Answer, Approval, ApprovalId } from '#shared/model/index.ts';
import type { ApprovalStore } from './approval-store.ts';
import type { FindRule } from './reach-of-answer.ts';
import type { StandingGrants } from './standing-grants.ts';

export interface ApprovalParts {
  readonly store: ApprovalStore;
  readonly grants: StandingGrants;
  readonly findRule: FindRule;
  readonly clock: Clock;
  readonly notifier: Notifier;
  readonly log: Log;
  /** Puts how a card ended on record; durable once it resolves. @throws Refused RECORDS_UNAVAILABLE */
  readonly record: (card: Approval, answer: Answer) => Promise<void>;
  /** Lets go of what the plan of one request keeps. */
  readonly release: (card: Approval) => Promise<void>;
  /** While everything is paused, nothing is approved. */
  readonly isPaused: () => boolean;
}

/** A yes that was given earlier and covers what is asked now. */
export interface Given {
  /** The standing grant's id, or the person. */
  readonly by: string;
  readonly givenBy: string;
  /** The card that it comes from; `null` for a trusted session. */
  readonly approval: ApprovalId | null;
}

/** What a client comes back for. */
export interface Returning {
  readonly card: Approval;
  /** What it asked then; absent once it was carried out or refused. */
  readonly input: unknown;
}

/** The approvals room: opened as one, so that its parts share a file and know the same queue. */

import type { DatabaseSync } from 'node:sqlite';
import type { ApprovalHistory } from '#shared/contract/index.ts';
import type { ClientName, Plan, Verdict } from '#shared/model/index.ts';
import type { ApprovalParts } from './approval-parts.ts';
import { createApprovalStore } from './approval-store.ts';
import { Approvals } from './approvals.ts';
import { createGrantStore } from './grant-store.ts';
import { countPrompts } from './history.ts';
import { Permits } from './permits.ts';
import { PersonAnswers } from './person-answers.ts';
import { type ScopeOffer, scopesFor, whyNoMore } from './reach-of-answer.ts';
import { StandingGrants } from './standing-grants.ts';

const HOUR_MS = 60 * 60 * 1000;

export interface ApprovalsRoom extends Disposable {
  /** Cards and who waits for them. */
  readonly queue: Approvals;
  /** Yeses that were not used yet. */
  readonly permits: Permits;
  /** Permissions that outlive one run. */
  readonly grants: StandingGrants;
  /** What a person can say. */
  readonly answers: PersonAnswers;
  /** How far a yes to this card may reach, from narrow to wide. */
  scopesOf(card: { readonly plan: Plan; readonly verdict: Verdict }): {
    readonly scopes: readonly ScopeOffer[];
    /** Why there is none beside `exact`; `null` where there is. */
    readonly scopes_refused: string | null;
  };
  history(hours: number): ApprovalHistory;
  /** A connection or session is over: nobody comes back over it, and what was given for it ends. */
  over(session: string): void;
  clientRevoked(client: ClientName): void;
}

/** @param parts `db`: as `openApprovalsDb` opens it, and closed by whoever opened it */
export function openApprovals(
  parts: Omit<ApprovalParts, 'store' | 'grants'> & { readonly db: DatabaseSync },
): ApprovalsRoom {
  const { db } = parts;
  const store = createApprovalStore(db);
  const grants = new StandingGrants({ store: createGrantStore(db), clock: parts.clock, findRule: parts.findRule });
  const all = { ...parts, store, grants };
  const queue = new Approvals(all);
  const permits = new Permits(queue, all);
  return {
    ...{ queue, permits, grants, answers: new PersonAnswers(queue, permits, all) },
    scopesOf: ({ plan, verdict }) => ({
      scopes: scopesFor(plan, verdict, parts.findRule),
      scopes_refused: whyNoMore(plan, verdict, parts.findRule),
    }),
    history: (hours) => countPrompts(store.since(new Date(parts.clock.nowMs() - hours * HOUR_MS).toISOString()), hours),
    over(session) {
      queue.connectionOver(session);
      grants.sessionOver(session);
    },
    clientRevoked(client) {
      queue.clientRevoked(client);
      grants.clientRevoked(client);
      // Whoever has its name next is another.
      store.dropPermitsOf(client);
    },
    [Symbol.dispose]() {
      queue.close();
      grants.close();
    },
  };
}

/** What whoever proposes rules for *Always* is given, and what comes of it: the same for commands and for files. */
import type { AlwaysOffer } from '#shared/contract/index.ts';
import type { ClientRef, Plan, RequestId } from '#shared/model/index.ts';
import type { InForce } from '../keep/in-force.ts';
import type { CompileResult } from '../load/compile-policy.ts';
import type { Past } from '../tools/past.ts';
import type { Place } from './spell-words.ts';

export interface AskedPlan {
  readonly plan: Plan;
  readonly client: ClientRef;
  readonly request: RequestId;
}

export interface ProposeParts extends Pick<Place, 'realBase' | 'exists'> {
  readonly inForce: InForce;
  readonly past: Past;
  readonly compile: (text: string) => CompileResult;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
}

/** Either offers, or a sentence on why there are none. */
export interface AlwaysProposals {
  readonly always: readonly AlwaysOffer[];
  readonly always_refused: string | null;
}

export const refused = (why: string): AlwaysProposals => ({ always: [], always_refused: why });

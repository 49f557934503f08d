/** What the broker is made of, and what travels through it with a request. */
import type { Capability } from '#host/capabilities/capability.ts';
import type { Clock, Log } from '#host/ports/index.ts';
import type { Approval, ApprovalId, Request, RunId, Verdict } from '#shared/model/index.ts';
import type { ApprovalsRoom, ContentRoom, GuardsRoom, Place, PolicyRoom, RecordsRoom } from './rooms.ts';

export interface BrokerParts {
  readonly records: RecordsRoom;
  readonly guards: GuardsRoom;
  readonly policies: PolicyRoom;
  readonly approvals: ApprovalsRoom;
  readonly content: ContentRoom;
  /** By tool name. */
  readonly capabilities: ReadonlyMap<string, Capability>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Told where a request stands, so that the endpoint can let its client know. */
export interface Watcher {
  /** How much longer the client can be kept waiting for a person before it has to be told to come back. */
  readonly patienceMs: number;
  waiting(approval: ApprovalId, summary: string): void;
  started(run: RunId): void;
}

/** What is known of a request so far; filled in as it goes. */
export interface Journey {
  /** When a client comes back for an answer: what it asked then, under the id of its coming back. */
  request: Request;
  readonly signal: AbortSignal;
  readonly watcher: Watcher;
  /** Once it was let in. */
  place: Place | null;
  approval: ApprovalId | null;
  approvedBy: string | null;
  verdict: Verdict | null;
  /** Nothing of a client that only looks whether its card was answered is on record. */
  isOnRecord: boolean;
  /** What the plan keeps stays until the card is answered. */
  parked: boolean;
  /** The card whose yes is for this one run; a standing grant's is not. */
  yesOf: ApprovalId | null;
  /** The approved card that the client came back for. */
  cameBackFor: Approval | null;
}

export const startOf = (request: Request, signal: AbortSignal, watcher: Watcher): Journey => ({
  ...{ request, signal, watcher },
  place: null,
  approval: null,
  approvedBy: null,
  verdict: null,
  ...{ isOnRecord: false, parked: false },
  cameBackFor: null,
  yesOf: null,
});

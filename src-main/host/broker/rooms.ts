/** The rooms that the broker calls, each as the slice of it that the broker needs. */
import type {
  Answer,
  ApprovalId,
  ClientRef,
  Plan,
  RefusalCode,
  Request,
  RunHandle,
  RunSubject,
  Sha256,
  Verdict,
} from '#shared/model/index.ts';
import type { CompiledPolicy } from '#shared/policy/compiled-policy.ts';

export interface PolicyRoom {
  current(): CompiledPolicy;
  decide(plan: Plan, client: ClientRef, policy: CompiledPolicy, nowMs: number): Verdict;
}

export interface GuardsRoom {
  /** Waits for a turn. @throws Refused GUARD_…, PAUSED, or CANCELLED when the client gave up meanwhile */
  admit(request: Request, signal: AbortSignal): Promise<Disposable>;
}

/** A question to the person, complete: the card is drawn from nothing else. */
export interface Question {
  readonly request: Request;
  readonly plan: Plan;
  readonly digest: Sha256;
  readonly verdict: Verdict;
  readonly summary: string;
  readonly timeoutMs: number;
}

export interface ApprovalsRoom {
  /** Puts the card into the durable queue. */
  ask(question: Question): Promise<ApprovalId>;
  /** Resolves with the answer; an abort makes the card `requester_gone`. */
  answer(id: ApprovalId, signal: AbortSignal): Promise<Answer>;
}

export interface RecordsRoom {
  /** In order, always. Those marked durable resolve only once they and all before them are on disk. All throw Refused RECORDS_UNAVAILABLE. */
  requested(request: Request): Promise<void>;
  decided(request: Request, plan: Plan, digest: Sha256, verdict: Verdict): Promise<void>;
  asked(request: Request, approval: ApprovalId, digest: Sha256): Promise<void>;
  /** Durable. */
  answered(request: Pick<Request, 'id'>, approval: ApprovalId, digest: Sha256, answer: Answer): Promise<void>;
  /** Durable. */
  started(subject: RunSubject): Promise<RunHandle>;
  finished(
    request: Request,
    run: RunHandle | null,
    outcome: 'ok' | 'tool-failed' | RefusalCode,
    message: string | null,
  ): Promise<void>;
}

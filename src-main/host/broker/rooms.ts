/** The rooms that the broker calls, each as the slice of it that the broker needs. */
import type {
  Answer,
  Approval,
  ApprovalId,
  ClientRef,
  Peer,
  Plan,
  RefusalCode,
  Request,
  RunEnd,
  RunHandle,
  RunId,
  RunSubject,
  Sha256,
  Verdict,
} from '#shared/model/index.ts';
import type { CompiledPolicy } from '#shared/policy/compiled-policy.ts';

export interface PolicyRoom {
  current(): CompiledPolicy;
  decide(plan: Plan, client: ClientRef, policy: CompiledPolicy, nowMs: number): Verdict;
}

/** A request's place in the house, which somebody else can have while a person is being asked. */
export interface Place extends Disposable {
  stepAside(): void;
  /** @throws Refused GUARD_BUSY, CANCELLED */
  stepBack(signal: AbortSignal): Promise<void>;
}

export interface GuardsRoom {
  /** Waits for a turn. @throws Refused GUARD_…, PAUSED, or CANCELLED when the client gave up meanwhile */
  admit(request: Request, signal: AbortSignal): Promise<Place>;
  /** For a request that only waits for a person. @throws Refused GUARD_BUSY */
  waitAside(request: Request): Disposable;
  /** Asked again right before a run. @throws Refused PAUSED */
  refusePaused(tool: string): void;
}

/** A question to the person, complete: the card is drawn from nothing else. */
export interface Question {
  readonly request: Request;
  readonly plan: Plan;
  readonly digest: Sha256;
  readonly verdict: Verdict;
  readonly summary: string;
  readonly timeoutMs: number;
  /** The process that called, as the system says and nothing proves. */
  readonly peer: Peer | null;
}

export type Waited = Answer | { readonly answer: 'pending' };

export interface ApprovalsRoom {
  readonly queue: {
    /** Puts a card into the durable queue, or joins the one that asks for the same. @throws Refused */
    ask(question: Question): { readonly id: ApprovalId; readonly isNew: boolean };
    /** Takes down a card that nobody may answer. */
    withdraw(id: ApprovalId): Promise<void>;
    /** Resolves with the answer once it is on record, or with `pending` when the client cannot be kept waiting; an abort means that it gave up. */
    wait(id: ApprovalId, signal: AbortSignal, patienceMs: number): Promise<Waited>;
    /** What the plan keeps is let go of with the card instead of now. @returns false when the card has ended */
    park(id: ApprovalId): boolean;
    /** The client’s own card that it comes back for. */
    returning(client: ClientRef, id: ApprovalId): { readonly card: Approval; readonly input: unknown } | undefined;
  };
  readonly permits: {
    /** A yes that was given earlier and covers this; one for a single run is used up. */
    use(
      question: Question,
    ): Promise<{ readonly by: string; readonly givenBy: string; readonly approval: ApprovalId | null } | undefined>;
    /** Uses up the yes to this card. @returns false when another request had it */
    redeem(id: ApprovalId): boolean;
    drifted(id: ApprovalId, drift: readonly string[]): void;
  };
}

export interface ContentRoom {
  /** Resolves once what a plan refers to by these hashes would be there after a restart too. @throws what the system says */
  persist(hashes: ReadonlySet<string>): Promise<void>;
}

export interface RecordsRoom {
  /** In order, always. Those marked durable resolve only once they and all before them are on disk. All throw Refused RECORDS_UNAVAILABLE. */
  requested(request: Request): Promise<void>;
  decided(request: Request, plan: Plan, digest: Sha256, verdict: Verdict): Promise<void>;
  asked(request: Request, approval: ApprovalId, digest: Sha256, peer: Peer | null): Promise<void>;
  /** Durable. `approval` is `null` for a trusted session. */
  answered(request: Pick<Request, 'id'>, approval: ApprovalId | null, digest: Sha256, answer: Answer): Promise<void>;
  /** Durable. */
  started(subject: RunSubject): Promise<RunHandle>;
  /** @param run with how it ended, for one that leaves a transcript */
  finished(
    request: Request,
    run: { readonly id: RunId; readonly end: RunEnd | null } | null,
    outcome: 'ok' | 'tool-failed' | RefusalCode,
    message: string | null,
  ): Promise<void>;
}

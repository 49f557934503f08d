/** A live run: what the records room makes at its start, and what the one who carries it out writes to. */
import type { ApprovalId, RunId, Sha256 } from './ids.ts';
import type { Plan } from './plan.ts';
import type { Request } from './request.ts';
import type { RunEnd, TranscriptStream } from './run.ts';
import type { Verdict } from './verdict.ts';

/** What a run is about: everything that its summary shows. */
export interface RunSubject {
  readonly request: Request;
  readonly plan: Plan;
  readonly digest: Sha256;
  readonly verdict: Verdict;
  readonly summary: string;
  readonly approval: ApprovalId | null;
  readonly approvedBy: string | null;
  /** Whether a person would want to read it later; without it a run leaves nothing but its records. */
  readonly keepsTranscript: boolean;
  /** Bytes of output that are kept, stdout and stderr together. */
  readonly outputBytes: number;
}

/** What a run changes, kept so that the change can be seen and reverted. */
export interface KeptChange {
  /** Exactly what was done; with nothing taken out of it, unlike the summary's. */
  readonly plan: Plan;
  /** What the file held; `null` when there was none. */
  readonly before: Uint8Array | null;
  /** What it holds instead; `null` where that is not kept. */
  readonly after: Uint8Array | null;
}

export interface RunHandle {
  readonly id: RunId;
  /** Resolves when the next chunk may come (back-pressure). Never rejects: a disk that fails marks the transcript instead. */
  write(stream: TranscriptStream, bytes: Uint8Array): Promise<void>;
  /** Durable when it resolves: only then may the change be made. @throws Refused RECORDS_UNAVAILABLE */
  keepChange(change: KeptChange): Promise<void>;
  /** Says how it ended and closes the transcript. The first call counts; later ones return the same. */
  end(
    how: Pick<RunEnd, 'reason' | 'exit_code' | 'signal' | 'error'> & Partial<Pick<RunEnd, 'usage' | 'reached'>>,
  ): Promise<RunEnd>;
  /** What was kept of a stream, its head and tail when over `maxBytes`. Only after `end`. */
  excerpt(stream: TranscriptStream, maxBytes: number): Promise<{ readonly text: string; readonly truncated: boolean }>;
}

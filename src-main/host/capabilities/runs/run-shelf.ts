/** What the tools about runs need of the house, and the one place where a run is looked up for a client: nobody sees another's. */
import type {
  AuditRecord,
  ClientRef,
  RequestId,
  RunId,
  RunSummary,
  TranscriptChunk,
  TranscriptStream,
} from '#shared/model/index.ts';
import { isSameClient, Refused } from '#shared/model/index.ts';

export interface RunShelf {
  show(id: RunId): Promise<RunSummary | undefined>;
  /** Newest first. */
  list(page: { readonly limit: number; readonly wanted: (run: RunSummary) => boolean }): Promise<readonly RunSummary[]>;
  transcript(
    id: RunId,
    from: number,
  ): Promise<{ readonly chunks: readonly TranscriptChunk[]; readonly next: number | null } | undefined>;
  excerpt(
    id: RunId,
    stream: TranscriptStream,
    maxBytes: number,
  ): Promise<{ readonly text: string; readonly truncated: boolean } | undefined>;
  /** The transcript that a run of its kind writes of itself, in sections; `undefined` where there is none. */
  report(id: RunId): Promise<string | undefined>;
  /** Oldest first. */
  recordsOf(request: RequestId): Promise<readonly AuditRecord[]>;
  /** Asks a run to end on behalf of its client. @returns false when it is over already */
  cancel(id: RunId, force: boolean): boolean;
  remove(id: RunId, by: string): Promise<'removed' | 'running' | 'missing'>;
  /** Told when the run prints something or ends. @returns stops listening */
  onNews(id: RunId, listener: () => void): () => void;
}

/** @throws Refused UNKNOWN_RUN, for another client's run as for one that never was */
export async function ownRun(shelf: Pick<RunShelf, 'show'>, client: ClientRef, id: RunId): Promise<RunSummary> {
  const run = await shelf.show(id);
  if (run === undefined || !isSameClient(run.client, client)) throw unknownRun(id);
  return run;
}

export const unknownRun = (id: RunId): Refused =>
  new Refused('UNKNOWN_RUN', { message: `This client has no run ${id}.` });

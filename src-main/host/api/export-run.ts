/** A piece of a run as a file: about one page of its transcript, and where the next piece begins. */
import { HostError, type OperationOutput } from '#shared/contract/index.ts';
import type { RunId, RunSummary } from '#shared/model/index.ts';
import { exportPiece, type RunExportFormat } from '#shared/text/index.ts';

interface Transcripts {
  showRun(id: RunId): Promise<RunSummary | undefined>;
  readTranscript(id: RunId, from: number): Promise<OperationOutput<'runs.transcript'> | undefined>;
}

/** @throws HostError NOT_FOUND */
export async function exportRun(
  records: Transcripts,
  { id, format, from }: { readonly id: RunId; readonly format: RunExportFormat; readonly from: number },
): Promise<OperationOutput<'runs.export'>> {
  const run = await records.showRun(id);
  const page = await records.readTranscript(id, from);
  if (run === undefined || page === undefined) throw new HostError('NOT_FOUND', `There is no run ${id}.`);
  // Of a run that goes on, the file holds what there is by now.
  const next = page.chunks.length === 0 ? null : page.next;
  return { text: exportPiece(format, { run, chunks: page.chunks, first: from === 0, last: next === null }), next };
}

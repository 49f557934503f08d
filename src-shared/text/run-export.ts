/** A run as a file: an asciicast v2 recording that terminal players show, or one JSON object. Made piece by piece; the pieces put together are the file. */
import type { RunSummary, TranscriptChunk } from '../model/index.ts';
import { commandLine } from './command-line.ts';

export type RunExportFormat = 'asciicast' | 'json';

export interface RunExportPiece {
  readonly run: RunSummary;
  readonly chunks: readonly TranscriptChunk[];
  readonly first: boolean;
  readonly last: boolean;
}

export function exportPiece(format: RunExportFormat, piece: RunExportPiece): string {
  return format === 'json' ? jsonPiece(piece) : asciicastPiece(piece);
}

function jsonPiece({ run, chunks, first, last }: RunExportPiece): string {
  const head = first ? `{"run":${JSON.stringify(run)},"transcript":[` : '';
  const separator = first ? '\n' : ',\n';
  const body = chunks.length === 0 ? '' : separator + chunks.map((chunk) => JSON.stringify(chunk)).join(',\n');
  return `${head}${body}${last ? ']}\n' : ''}`;
}

const COLUMNS = 80;
const ROWS = 24;

/** https://docs.asciinema.org/manual/asciicast/v2/: a header line, then one event a line. */
function asciicastPiece({ run, chunks, first }: RunExportPiece): string {
  const lines: unknown[] = [];
  if (first) {
    lines.push({
      version: 2,
      width: COLUMNS,
      height: ROWS,
      timestamp: Math.floor(Date.parse(run.started_at) / 1000),
      title: run.summary,
      ...(run.plan.kind === 'command' ? { command: commandLine(run.plan.argv) } : {}),
      ...(run.end === null ? {} : { duration: run.end.duration_ms / 1000 }),
    });
  }
  for (const { at_ms, text, gap_bytes } of chunks) {
    if (gap_bytes > 0) lines.push([at_ms / 1000, 'm', `${gap_bytes} bytes not kept`]);
    lines.push([at_ms / 1000, 'o', forTerminal(text)]);
  }
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

/** Programs that write to a pipe end a line with LF alone; a terminal would stay in its column. */
const forTerminal = (text: string): string => text.replaceAll(/\r?\n/g, '\r\n');

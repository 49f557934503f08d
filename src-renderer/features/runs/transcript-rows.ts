/** Turns a run's chunks into rows to draw: a row is a line of one stream, or the gap where output was not kept. Rows only ever grow. */
import type { TranscriptChunk, TranscriptStream } from '#shared/model/index.ts';
import { plainText, sgrAfter } from './ansi.ts';

export interface LineRow {
  readonly kind: 'line';
  readonly atMs: number;
  readonly stream: TranscriptStream;
  readonly text: string;
  /** Colour sequences in force where the line starts. */
  readonly sgr: string;
  /** It goes on in the next row, for want of room. */
  readonly continued: boolean;
}

export interface GapRow {
  readonly kind: 'gap';
  readonly bytes: number;
}

export type TranscriptRow = LineRow | GapRow;

/** Longer lines are drawn in several rows: nothing is cut, and no row is too large to draw. */
const longestRow = 4000;

export class TranscriptRows {
  readonly rows: TranscriptRow[] = [];
  readonly #sgr: Record<TranscriptStream, string> = { stdout: '', stderr: '' };
  /** Whether the last row is a line without its newline yet. */
  #open = false;

  append(chunks: readonly TranscriptChunk[]): void {
    for (const chunk of chunks) {
      if (chunk.gap_bytes > 0) {
        this.rows.push({ kind: 'gap', bytes: chunk.gap_bytes });
        this.#open = false;
      }
      this.#appendText(chunk);
    }
  }

  #appendText(chunk: TranscriptChunk): void {
    const lines = chunk.text.split('\n');
    lines.forEach((line, index) => {
      const ends = index < lines.length - 1;
      if (line !== '' || ends) this.#appendLine(chunk, line);
      if (ends) this.#open = false;
    });
  }

  #appendLine(chunk: TranscriptChunk, line: string): void {
    const last = this.rows.at(-1);
    if (this.#open && last?.kind === 'line' && last.stream === chunk.stream) {
      if (line === '') return;
      this.rows.pop();
      this.#sgr[chunk.stream] = last.sgr;
      this.#push({ ...last, text: last.text + line });
    } else {
      this.#push({
        kind: 'line',
        atMs: chunk.at_ms,
        stream: chunk.stream,
        text: line,
        sgr: this.#sgr[chunk.stream],
        continued: false,
      });
    }
    this.#open = true;
  }

  #push(row: LineRow): void {
    for (let text = row.text; ; ) {
      const here = text.length > longestRow ? text.slice(0, endOfRow(text)) : text;
      const rest = text.slice(here.length);
      this.rows.push({ ...row, text: here, sgr: this.#sgr[row.stream], continued: rest !== '' });
      this.#sgr[row.stream] = sgrAfter(this.#sgr[row.stream], here);
      if (rest === '') return;
      text = rest;
    }
  }
}

/** Never between the two halves of a surrogate pair. */
const endOfRow = (text: string): number =>
  /[\ud800-\udbff]/.test(text.charAt(longestRow - 1)) ? longestRow - 1 : longestRow;

const plainForms = new WeakMap<TranscriptRow, string>();

/** The row without its colours, in lower case: what a search looks through. */
export function searchText(row: TranscriptRow): string {
  const known = plainForms.get(row);
  if (known !== undefined) return known;
  const plain = row.kind === 'line' ? plainText(row.text).toLowerCase() : '';
  plainForms.set(row, plain);
  return plain;
}

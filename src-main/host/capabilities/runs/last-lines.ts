/** The last lines of a transcript, read through once and never held whole. */
import type { RunId, TranscriptChunk, TranscriptStream } from '#shared/model/index.ts';
import type { RunShelf } from './run-shelf.ts';

export const MOST_LINES = 5000;
export const MOST_BYTES = 2 * 1024 * 1024;

export interface Read {
  readonly text: string;
  /** There is more of it. */
  readonly truncated: boolean;
}

/** Everything from chunk `from` on that there is by now. */
export async function* chunksOf(
  shelf: Pick<RunShelf, 'transcript'>,
  run: RunId,
  from = 0,
): AsyncGenerator<TranscriptChunk> {
  for (let at = from; ; ) {
    const page = await shelf.transcript(run, at);
    if (page === undefined) return;
    yield* page.chunks;
    if (page.next === null || page.chunks.length === 0) return;
    at = page.next;
  }
}

interface Wanted {
  readonly streams: readonly TranscriptStream[];
  readonly lines: number;
  readonly maxBytes: number;
}

/** @returns whole lines, the first of them cut only when it alone is longer than `maxBytes` */
export async function lastLines(shelf: Pick<RunShelf, 'transcript'>, run: RunId, wanted: Wanted): Promise<Read> {
  let kept = '';
  let dropped = false;
  const trim = (): void => {
    const shorter = tailOf(kept, wanted);
    dropped ||= shorter.length < kept.length;
    kept = shorter;
  };
  for await (const { stream, text, gap_bytes } of chunksOf(shelf, run)) {
    if (gap_bytes > 0) dropped = true;
    if (!wanted.streams.includes(stream)) continue;
    kept += text;
    if (kept.length > 2 * wanted.maxBytes) trim();
  }
  trim();
  return { text: kept, truncated: dropped };
}

function tailOf(text: string, { lines, maxBytes }: Wanted): string {
  const bytes = Buffer.from(text);
  const fromLines = startOfLast(bytes, lines);
  const fromBytes = Math.max(0, bytes.length - maxBytes);
  return bytes.subarray(fromBytes > fromLines ? startOfLine(bytes, fromBytes) : fromLines).toString();
}

function startOfLast(bytes: Buffer, lines: number): number {
  // What ends with a line break ends with a line, not with an empty one after it.
  let before = bytes.length - (bytes.at(-1) === LINE_BREAK ? 1 : 0);
  for (let line = 0; line < lines && before !== -1; line += 1) {
    before = before === 0 ? -1 : bytes.lastIndexOf(LINE_BREAK, before - 1);
  }
  return before + 1;
}

const LINE_BREAK = 0x0a;

/** The next line that begins at or after the place; the next whole character where no line does. */
function startOfLine(bytes: Buffer, place: number): number {
  const lineBreak = bytes.indexOf(LINE_BREAK, Math.max(0, place - 1));
  if (lineBreak !== -1 && lineBreak + 1 < bytes.length) return lineBreak + 1;
  let from = place;
  while (from < bytes.length && ((bytes[from] ?? 0) & 0xc0) === 0x80) from += 1;
  return from;
}

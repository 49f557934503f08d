/** A part of a transcript: from line to line, or from where an earlier answer stopped. */
import type { RunId, TranscriptStream } from '#shared/model/index.ts';
import { chunksOf } from './last-lines.ts';
import type { RunShelf } from './run-shelf.ts';

export interface RangeRead {
  readonly text: string;
  /** There is more behind it that is not in `text`. */
  readonly truncated: boolean;
}

interface Lines {
  readonly streams: readonly TranscriptStream[];
  /** 1-based, both included. */
  readonly fromLine: number;
  readonly toLine: number;
  readonly maxBytes: number;
}

export async function readLines(shelf: Pick<RunShelf, 'transcript'>, run: RunId, wanted: Lines): Promise<RangeRead> {
  let line = 1;
  let text = '';
  for await (const chunk of chunksOf(shelf, run)) {
    if (!wanted.streams.includes(chunk.stream)) continue;
    for (const piece of chunk.text.split(/(?<=\n)/)) {
      if (line > wanted.toLine) return { text, truncated: true };
      if (line >= wanted.fromLine) {
        if (Buffer.byteLength(text) + Buffer.byteLength(piece) > wanted.maxBytes) {
          // A line that alone is longer gives what of it fits: nothing at all would look like an empty line.
          return { text: text === '' ? headOf(piece, wanted.maxBytes) : text, truncated: true };
        }
        text += piece;
      }
      if (piece.endsWith('\n')) line += 1;
    }
  }
  return { text, truncated: false };
}

/** Whole characters alone. */
function headOf(text: string, maxBytes: number): string {
  const bytes = Buffer.from(text);
  let to = maxBytes;
  while (to > 0 && ((bytes[to] ?? 0) & 0xc0) === 0x80) to -= 1;
  return bytes.subarray(0, to).toString();
}

export interface SinceRead extends RangeRead {
  /** Give it as `since` to read on. */
  readonly next: number;
  /** Bytes in the middle that were not kept. */
  readonly gapBytes: number;
}

export async function readSince(
  shelf: Pick<RunShelf, 'transcript'>,
  run: RunId,
  { streams, since, maxBytes }: { streams: readonly TranscriptStream[]; since: number; maxBytes: number },
): Promise<SinceRead> {
  let [text, next, gapBytes] = ['', since, 0];
  for await (const chunk of chunksOf(shelf, run, since)) {
    const wanted = streams.includes(chunk.stream);
    // A chunk is at most 16 KiB: the first is always given, so that a reader gets on whatever it asks for.
    if (wanted && text !== '' && Buffer.byteLength(text) + Buffer.byteLength(chunk.text) > maxBytes) {
      return { text, next, gapBytes, truncated: true };
    }
    if (wanted) text += chunk.text;
    gapBytes += chunk.gap_bytes;
    next = chunk.seq + 1;
  }
  return { text, next, gapBytes, truncated: false };
}

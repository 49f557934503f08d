/** Reads a transcript from disk, while the run goes on and after it. */
import type { TranscriptChunk, TranscriptStream } from '#shared/model/index.ts';
import { linesForwards } from '../lines.ts';
import { transcriptPaths } from './transcript-files.ts';
import { type ChunkPlace, chunkPlace, isWhole, readChunkLine, type StoredChunk } from './transcript-line.ts';

/** About as much text as one call gives. */
export const PAGE_BYTES = 1024 * 1024;
const TRIES = 5;

export interface TranscriptPage {
  readonly chunks: readonly TranscriptChunk[];
  /** Where to read on; `null` once the run has ended and all was given. */
  readonly next: number | null;
}

/**
 * @param from the first chunk wanted
 * @param running whether more may come
 * @returns `undefined` when there is no such folder
 */
export async function readTranscript(
  folder: string,
  from: number,
  running: boolean,
): Promise<TranscriptPage | undefined> {
  for (let tries = 1; ; tries += 1) {
    const paths = await transcriptPaths(folder).catch(undefinedWhenMissing);
    if (paths === undefined) return undefined;
    try {
      return await readPage(paths, from, running);
    } catch (error) {
      // A segment fell out of the tail between the listing and the reading.
      if (!isMissing(error) || tries === TRIES) throw error;
    }
  }
}

async function readPage(paths: readonly string[], from: number, running: boolean): Promise<TranscriptPage> {
  const chunks: TranscriptChunk[] = [];
  let next = from;
  let bytes = 0;
  for await (const { read, gapBytes } of storedChunks(paths, from)) {
    if (bytes >= PAGE_BYTES) return { chunks, next };
    const chunk = read();
    if (chunk === undefined) continue;
    const { seq, at_ms, stream, text } = chunk;
    chunks.push({ seq, at_ms, stream, text, gap_bytes: gapBytes });
    next = seq + 1;
    bytes += text.length;
  }
  return { chunks, next: running ? next : null };
}

interface Placed {
  readonly place: ChunkPlace;
  /** Reads the chunk whole; only before the next is asked for. `undefined` for a part of a line that a full disk left. */
  readonly read: () => StoredChunk | undefined;
  /** Bytes of output between the chunk before and this one that were not kept. */
  readonly gapBytes: number;
}

async function* storedChunks(paths: readonly string[], from: number): AsyncGenerator<Placed> {
  let end = 0;
  for (const path of paths) {
    for await (const line of linesForwards(path)) {
      const place = chunkPlace(line);
      // A part of a line is nobody's chunk; its bytes count as a gap.
      if (place === undefined || !isWhole(line)) continue;
      if (place.seq >= from) yield { place, read: () => readChunkLine(line), gapBytes: Math.max(0, place.start - end) };
      end = place.start + place.bytes;
    }
  }
}

/** What the ends of one stream hold: text where it is wanted, and only a figure for what lies between. */
export type Piece =
  | { readonly text: string; readonly bytes: number; readonly gapBytes: number }
  | { readonly text: null; readonly bytes: number; readonly gapBytes: number };

/**
 * All kept pieces of one stream, in order. Those further than `endBytes` from both ends come without their text: a long transcript is
 * not read whole to show its ends.
 */
export async function* piecesOf(folder: string, stream: TranscriptStream, endBytes: number): AsyncGenerator<Piece> {
  const paths = await transcriptPaths(folder);
  let totalBytes = 0;
  for await (const { place } of storedChunks(paths, 0)) if (place.stream === stream) totalBytes += place.bytes;
  let before = 0;
  let gapBytes = 0;
  for await (const { place, read, gapBytes: gap } of storedChunks(paths, 0)) {
    gapBytes += gap;
    if (place.stream !== stream) continue;
    const after = totalBytes - before - place.bytes;
    const text = before < endBytes || after < endBytes ? (read()?.text ?? null) : null;
    yield { text, bytes: place.bytes, gapBytes };
    before += place.bytes;
    gapBytes = 0;
  }
}

/** How far a transcript got whose run nobody saw the end of. */
export async function keptFigures(
  folder: string,
): Promise<{ readonly stdout: number; readonly stderr: number; readonly dropped: number; readonly lastMs: number }> {
  const kept = { stdout: 0, stderr: 0, dropped: 0, lastMs: 0 };
  for await (const { place, read, gapBytes } of storedChunks(await transcriptPaths(folder), 0)) {
    kept[place.stream] += place.bytes;
    kept.dropped += gapBytes;
    kept.lastMs = read()?.at_ms ?? kept.lastMs;
  }
  return kept;
}

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT';

function undefinedWhenMissing(error: unknown): undefined {
  if (!isMissing(error)) throw error;
}

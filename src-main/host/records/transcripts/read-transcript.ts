/** Reads a transcript from disk, while the run goes on and after it. */
import type { TranscriptChunk, TranscriptStream } from '#shared/model/index.ts';
import { linesForwards } from '../lines.ts';
import { transcriptPaths } from './transcript-files.ts';
import { chunkPlace, readChunkLine, type StoredChunk } from './transcript-line.ts';

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
  for await (const { chunk, gapBytes } of storedChunks(paths, from)) {
    const { seq, at_ms, stream, text } = chunk;
    if (bytes >= PAGE_BYTES) return { chunks, next };
    chunks.push({ seq, at_ms, stream, text, gap_bytes: gapBytes });
    next = seq + 1;
    bytes += text.length;
  }
  return { chunks, next: running ? next : null };
}

interface Placed {
  readonly chunk: StoredChunk;
  /** Bytes of output between the chunk before and this one that were not kept. */
  readonly gapBytes: number;
}

async function* storedChunks(paths: readonly string[], from: number): AsyncGenerator<Placed> {
  let end = 0;
  for (const path of paths) {
    for await (const line of linesForwards(path)) {
      const place = chunkPlace(line);
      const chunk = place === undefined || place.seq < from ? undefined : readChunkLine(line);
      // A part of a line that a full disk left is nobody's chunk; its bytes count as a gap.
      if (place === undefined || (place.seq >= from && chunk === undefined)) continue;
      if (chunk !== undefined) yield { chunk, gapBytes: Math.max(0, place.start - end) };
      end = place.start + place.bytes;
    }
  }
}

/** @returns all kept chunks of one stream, in order */
export async function* chunksOf(folder: string, stream: TranscriptStream): AsyncGenerator<Placed> {
  let gap = 0;
  for await (const { chunk, gapBytes } of storedChunks(await transcriptPaths(folder), 0)) {
    gap += gapBytes;
    if (chunk.stream !== stream) continue;
    yield { chunk, gapBytes: gap };
    gap = 0;
  }
}

/** How far a transcript got whose run nobody saw the end of. */
export async function keptFigures(
  folder: string,
): Promise<{ readonly stdout: number; readonly stderr: number; readonly dropped: number; readonly lastMs: number }> {
  const kept = { stdout: 0, stderr: 0, dropped: 0, lastMs: 0 };
  for await (const { chunk, gapBytes } of storedChunks(await transcriptPaths(folder), 0)) {
    kept[chunk.stream] += chunk.bytes;
    kept.dropped += gapBytes;
    kept.lastMs = chunk.at_ms;
  }
  return kept;
}

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT';

function undefinedWhenMissing(error: unknown): undefined {
  if (!isMissing(error)) throw error;
}

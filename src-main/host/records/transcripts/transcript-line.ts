/** A chunk of a transcript as it is stored: a line of JSON that begins with what a reader needs to skip it. */

import { z } from 'zod';
import { TranscriptStream } from '#shared/model/index.ts';

export const StoredChunk = z
  .object({
    seq: z.number().int().nonnegative(),
    /** Bytes of output, of both streams, before this chunk. */
    start: z.number().int().nonnegative(),
    /** Bytes of output that the chunk stands for. */
    bytes: z.number().int().nonnegative(),
    at_ms: z.number().nonnegative(),
    stream: TranscriptStream,
    text: z.string(),
  })
  .readonly();
export type StoredChunk = z.infer<typeof StoredChunk>;

export type ChunkPlace = Pick<StoredChunk, 'seq' | 'start' | 'bytes' | 'stream'>;

const placePattern = /^\{"seq":(\d+),"start":(\d+),"bytes":(\d+),"at_ms":[^,]+,"stream":"(stdout|stderr)",/;
const LONGEST_PLACE = 140;

export function chunkLine({ seq, start, bytes, at_ms, stream, text }: StoredChunk): string {
  return `${JSON.stringify({ seq, start, bytes, at_ms, stream, text })}\n`;
}

/** @returns where the chunk stands, without reading its text */
export function chunkPlace(line: Buffer): ChunkPlace | undefined {
  const [, seq, start, bytes, stream] = placePattern.exec(line.toString('latin1', 0, LONGEST_PLACE)) ?? [];
  if (stream !== 'stdout' && stream !== 'stderr') return undefined;
  return { seq: Number(seq), start: Number(start), bytes: Number(bytes), stream };
}

/** @returns whether the line ends as a line of ours does; what a full disk cut off does not */
export const isWhole = (line: Buffer): boolean => line.toString('latin1', Math.max(0, line.length - 2)) === '"}';

/** @returns `undefined` for a line that is not one of ours, or only a part of one */
export function readChunkLine(line: Buffer): StoredChunk | undefined {
  try {
    return StoredChunk.safeParse(JSON.parse(line.toString('utf8'))).data;
  } catch {
    return undefined;
  }
}

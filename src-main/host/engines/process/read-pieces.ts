/** Reads a stream of Node's own, one piece at a time: the next is read when the last was taken. */
import type { Readable } from 'node:stream';

/** Resolves at the end, or when the stream was destroyed. */
export async function readPieces(stream: Readable, take: (piece: Uint8Array) => Promise<void>): Promise<void> {
  for await (const chunk of stream) {
    const piece: Uint8Array = chunk;
    await take(piece);
  }
}

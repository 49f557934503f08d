/**
 * Takes the attached stream of a container apart: Docker puts eight bytes before each piece, the stream's number and the piece's length. A
 * piece is passed on as it arrives, however long its header says it is, and the next is read when it was taken.
 */
import type { Readable } from 'node:stream';

export type Output = 'stdout' | 'stderr';

const HEADER_BYTES = 8;
const STREAMS: Readonly<Record<number, Output>> = { 1: 'stdout', 2: 'stderr' };

/** @throws Error when the engine sends what is no such stream; whatever the stream fails with */
export async function readFrames(
  stream: Readable,
  take: (output: Output, bytes: Uint8Array) => Promise<void>,
): Promise<void> {
  const header = Buffer.alloc(HEADER_BYTES);
  let headerBytes = 0;
  let left = 0;
  let output: Output = 'stdout';
  for await (const chunk of stream) {
    let rest: Buffer = chunk;
    while (rest.length > 0) {
      if (left > 0) {
        const piece = rest.subarray(0, left);
        left -= piece.length;
        rest = rest.subarray(piece.length);
        await take(output, piece);
        continue;
      }
      const taken = rest.copy(header, headerBytes, 0, HEADER_BYTES - headerBytes);
      headerBytes += taken;
      rest = rest.subarray(taken);
      if (headerBytes < HEADER_BYTES) continue;
      headerBytes = 0;
      output = STREAMS[header[0] ?? 0] ?? refuseStream(header[0]);
      left = header.readUInt32BE(4);
    }
  }
}

function refuseStream(number: number | undefined): never {
  throw new Error(`the engine sent output of a stream with the number ${number}, and 1 or 2 was expected`);
}

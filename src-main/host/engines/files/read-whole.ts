/** Reads an open file to its end: all of one state of it, or a refusal. */
import { Refused } from '#shared/model/index.ts';
import { bytes as inBytes } from '#shared/text/index.ts';
import type { OpenFile } from './open-regular.ts';

/**
 * @param opened with its stat as it was then: a file that is written to after it was opened is refused
 * @throws Refused FILE_TOO_LARGE, FILE_CHANGED when somebody writes to it meanwhile
 */
export async function readWhole(
  opened: OpenFile,
  { shown, most }: { readonly shown: string; readonly most: number },
): Promise<Buffer<ArrayBuffer>> {
  const { file, stat: before } = opened;
  if (before.size > BigInt(most)) throw tooLarge(shown, Number(before.size), most);
  const size = Number(before.size);
  // One byte more than there should be: what has grown shows.
  const buffer = Buffer.allocUnsafe(size + 1);
  let filled = 0;
  while (filled < buffer.length) {
    const { bytesRead } = await file.read(buffer, filled, buffer.length - filled, filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  const after = await file.stat({ bigint: true });
  if (filled !== size || after.mtimeNs !== before.mtimeNs || after.size !== before.size) {
    throw new Refused('FILE_CHANGED', { message: `${JSON.stringify(shown)} was written to while it was read.` });
  }
  return buffer.subarray(0, size);
}

export function tooLarge(shown: string, size: number, most: number): Refused {
  return new Refused('FILE_TOO_LARGE', {
    message: `${JSON.stringify(shown)} has ${inBytes(size)}, and the policy allows at most ${inBytes(most)}.`,
  });
}

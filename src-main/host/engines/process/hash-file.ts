/** SHA-256 of an open file, a piece at a time. */
import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { Sha256 } from '#shared/model/index.ts';

const PIECE_BYTES = 1024 * 1024;

/**
 * @param sizeBytes the size that the file had when it was opened; a file that grows for ever is read no further
 * @returns the hash, and the first bytes for whoever wants to know what kind of file it is
 */
export async function hashFile(
  file: FileHandle,
  sizeBytes: number,
  headBytes: number,
): Promise<{ readonly sha256: Sha256; readonly head: Uint8Array }> {
  const hash = createHash('sha256');
  const piece = Buffer.allocUnsafe(Math.max(1, Math.min(PIECE_BYTES, sizeBytes)));
  let head = new Uint8Array();
  for (let at = 0; at < sizeBytes; ) {
    const { bytesRead } = await file.read(piece, 0, Math.min(piece.length, sizeBytes - at), at);
    if (bytesRead === 0) break;
    if (at === 0) head = Uint8Array.from(piece.subarray(0, Math.min(headBytes, bytesRead)));
    hash.update(piece.subarray(0, bytesRead));
    at += bytesRead;
  }
  return { sha256: Sha256.parse(hash.digest('hex')), head };
}

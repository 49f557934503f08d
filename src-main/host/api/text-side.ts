/** One side of a change as it can be shown: text where it is text, all of it, at once or in pieces. */
import { type FileSide, HostError } from '#shared/contract/index.ts';
import type { Sha256 } from '#shared/model/index.ts';

/** What is longer is read in pieces. */
const AT_ONCE_BYTES = 1024 * 1024;
const PIECE_BYTES = 256 * 1024;

export function sideOf(
  { bytes, sha256 }: { readonly bytes: number; readonly sha256: Sha256 },
  content: Uint8Array,
): FileSide {
  const text = asText(content);
  if (text === null) return { bytes, sha256, text: null, without: 'binary' };
  return content.byteLength > AT_ONCE_BYTES
    ? { bytes, sha256, text: null, without: 'large' }
    : { bytes, sha256, text, without: null };
}

/** @throws HostError for what is not text */
export function pieceOf(content: Uint8Array, from: number): { text: string; next: number | null } {
  if (asText(content) === null) throw new HostError('BAD_INPUT', 'This is not text.');
  let end = Math.min(content.byteLength, from + PIECE_BYTES);
  // Not in the middle of a character: what continues one begins with the bits 10.
  while (end < content.byteLength && ((content[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(content.subarray(from, end));
  return { text, next: end < content.byteLength ? end : null };
}

function asText(content: Uint8Array): string | null {
  if (content.includes(0)) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content);
  } catch {
    return null;
  }
}

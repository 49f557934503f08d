/** Where UTF-8 can be cut. */

/** @returns how many bytes can be decoded now: all but the beginning of a code point whose rest may still come */
export function wholeCodePoints(bytes: Uint8Array): number {
  const { length } = bytes;
  for (let back = 1; back <= Math.min(3, length); back += 1) {
    const byte = bytes[length - back] ?? 0;
    if (byte < 0x80) return length;
    if (byte < 0xc0) continue;
    return back < sequenceLength(byte) ? length - back : length;
  }
  return length;
}

/** Bytes that begin nothing valid count as whole. */
function sequenceLength(lead: number): number {
  if (lead < 0xc2 || lead > 0xf4) return 1;
  if (lead < 0xe0) return 2;
  return lead < 0xf0 ? 3 : 4;
}

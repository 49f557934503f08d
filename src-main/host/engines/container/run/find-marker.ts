/** Finds the marker in what a container prints: what comes before it is the program's, what comes after it the keeper's. */

export interface MarkerFinder {
  /** @returns what certainly is before the marker, and, once it was found, what is after it */
  take(bytes: Uint8Array): { readonly before: Uint8Array; readonly after: Uint8Array | null };
  /** What was held back because it could have been the beginning of the marker. */
  rest(): Uint8Array;
}

export function findMarker(marker: Uint8Array): MarkerFinder {
  const sought = Buffer.from(marker);
  let held = Buffer.alloc(0);
  let isFound = false;
  return {
    take(bytes) {
      if (isFound) return { before: Buffer.alloc(0), after: bytes };
      const all =
        held.length === 0 ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length) : Buffer.concat([held, bytes]);
      const at = all.indexOf(sought);
      if (at >= 0) {
        isFound = true;
        held = Buffer.alloc(0);
        return { before: all.subarray(0, at), after: all.subarray(at + sought.length) };
      }
      const kept = beginningAtEnd(all, sought);
      held = Buffer.from(all.subarray(all.length - kept));
      return { before: all.subarray(0, all.length - kept), after: null };
    },
    rest: () => held,
  };
}

/** @returns how many bytes at the end could be the beginning of what is sought */
function beginningAtEnd(all: Buffer, sought: Buffer): number {
  for (let length = Math.min(all.length, sought.length - 1); length > 0; length -= 1) {
    if (all.subarray(all.length - length).equals(sought.subarray(0, length))) return length;
  }
  return 0;
}

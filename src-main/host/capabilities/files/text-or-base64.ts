/** Bytes as a client can read them: as text where they are text, else as base64. */

export interface Readable {
  readonly content: string;
  readonly isBinary: boolean;
  /** How many of the bytes `content` stands for: a character that the end cut in two is left for the next call. */
  readonly bytes: number;
}

const MOST_CUT = 3;

/** Text is valid UTF-8 without NUL. @param isEnd whether the file ends where the bytes end */
export function textOrBase64(bytes: Buffer, isEnd: boolean): Readable {
  const text = asText(bytes);
  if (text !== null) return { content: text, isBinary: false, bytes: bytes.length };
  for (let cut = 1; !isEnd && cut <= MOST_CUT && cut < bytes.length; cut += 1) {
    const shorter = asText(bytes.subarray(0, bytes.length - cut));
    if (shorter !== null) return { content: shorter, isBinary: false, bytes: bytes.length - cut };
  }
  return { content: bytes.toString('base64'), isBinary: true, bytes: bytes.length };
}

/** @returns `null` for what is not text */
export function asText(bytes: Uint8Array): string | null {
  if (bytes.includes(0)) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** What of a stream fits into an answer: all of it, or its head and tail with a line between that says how much is missing. */
import type { TranscriptStream } from '#shared/model/index.ts';
import { piecesOf } from './read-transcript.ts';
import { wholeCodePoints } from './whole-code-points.ts';

export interface Excerpt {
  readonly text: string;
  readonly truncated: boolean;
}

/**
 * @param totalBytes of the stream, kept or not
 * @param maxBytes of the text, as UTF-8
 */
export async function excerptOf(
  folder: string,
  stream: TranscriptStream,
  totalBytes: number,
  maxBytes: number,
): Promise<Excerpt> {
  const ends = new Ends(Math.max(0, maxBytes));
  let keptBytes = 0;
  for await (const { text, bytes, gapBytes } of piecesOf(folder, stream, 2 * maxBytes)) {
    keptBytes += bytes;
    if (gapBytes > 0) ends.gap();
    if (text === null) ends.leaveOut(bytes);
    else ends.add(text);
  }
  return ends.join(Math.max(0, totalBytes - keptBytes));
}

/** Takes text in and keeps its two ends; never holds more than a little over `maxBytes`. */
class Ends {
  readonly #maxBytes: number;
  readonly #head: Buffer[] = [];
  #headBytes = 0;
  #headIsOver = false;
  #tail: Buffer[] = [];
  #tailBytes = 0;
  #leftOut = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  gap(): void {
    this.#headIsOver = true;
  }

  /** Output that lies too far from both ends to be shown. */
  leaveOut(bytes: number): void {
    this.#headIsOver = true;
    this.#leftOut += bytes;
  }

  add(text: string): void {
    const bytes = Buffer.from(text);
    const room = this.#headIsOver ? 0 : Math.max(0, Math.floor(this.#maxBytes / 2) - this.#headBytes);
    const cut = bytes.length <= room ? bytes.length : wholeCodePoints(bytes.subarray(0, room));
    this.#head.push(bytes.subarray(0, cut));
    this.#headBytes += cut;
    if (cut === bytes.length) return;
    this.#headIsOver = true;
    this.#tail.push(bytes.subarray(cut));
    this.#tailBytes += bytes.length - cut;
    this.#dropOld(this.#maxBytes - this.#headBytes);
  }

  /** @param lostBytes that never reached the transcript's files */
  join(lostBytes: number): Excerpt {
    const fits = this.#headBytes + this.#tailBytes <= this.#maxBytes;
    if (fits && this.#leftOut === 0 && lostBytes === 0) {
      return { text: Buffer.concat([...this.#head, ...this.#tail]).toString(), truncated: false };
    }
    // The line between the ends needs room too; its widest form is taken, since the room decides what it says.
    const widest = sign(this.#leftOut + lostBytes + this.#tailBytes).length;
    const hasSign = this.#maxBytes >= 2 * widest;
    const room = Math.max(0, this.#maxBytes - this.#headBytes - (hasSign ? widest : 0));
    const tail = this.#trimmedTail(room);
    const line = hasSign ? sign(this.#leftOut + lostBytes) : '';
    return { text: Buffer.concat([...this.#head, Buffer.from(line), tail]).toString(), truncated: true };
  }

  #dropOld(room: number): void {
    for (;;) {
      const [first] = this.#tail;
      if (first === undefined || this.#tailBytes - first.length < room) return;
      this.#tail.shift();
      this.#tailBytes -= first.length;
      this.#leftOut += first.length;
    }
  }

  #trimmedTail(room: number): Buffer {
    const tail = Buffer.concat(this.#tail);
    let from = Math.max(0, tail.length - room);
    while (from < tail.length && ((tail[from] ?? 0) & 0xc0) === 0x80) from += 1;
    this.#leftOut += from;
    return tail.subarray(from);
  }
}

const sign = (bytes: number): string => `\n[${bytes} bytes left out here]\n`;

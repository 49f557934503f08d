/**
 * The files of one transcript: the head, then two segments that take turns so that the newest output is always there and the middle goes.
 * Of `outputBytes` the head takes half and each segment a quarter: output up to `outputBytes` is kept whole, of more at least three
 * quarters of `outputBytes` are.
 */
import { type FileHandle, open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

const HEAD = 'head.jsonl';
const tailPattern = /^tail-\d{9}\.jsonl$/;

/** Segment 0 is the head. */
const segmentPath = (folder: string, segment: number): string =>
  join(folder, segment === 0 ? HEAD : `tail-${String(segment).padStart(9, '0')}.jsonl`);

/** @returns the files there are now, in the order in which they are to be read */
export async function transcriptPaths(folder: string): Promise<string[]> {
  const names = await readdir(folder);
  const tails = names.filter((name) => tailPattern.test(name)).sort();
  return [...(names.includes(HEAD) ? [HEAD] : []), ...tails].map((name) => join(folder, name));
}

/** Decides which segment output goes to, byte by byte, before anything is written. */
export class SegmentPlan {
  readonly #outputBytes: number;
  #segment = 0;
  #used = 0;

  constructor(outputBytes: number) {
    this.#outputBytes = outputBytes;
  }

  get segment(): number {
    return this.#segment;
  }

  /** Bytes that the current segment still takes; more than none. */
  get room(): number {
    return this.#capacityOf(this.#segment) - this.#used;
  }

  /** The most that the two segments behind the head hold together. */
  get tailBytes(): number {
    return 2 * this.#capacityOf(1);
  }

  /** Counts what was given to the current segment, and moves on when that is full. */
  use(bytes: number): void {
    this.#used += bytes;
    if (this.room > 0) return;
    this.#segment += 1;
    this.#used = 0;
  }

  #capacityOf(segment: number): number {
    return Math.max(1, Math.ceil(this.#outputBytes / (segment === 0 ? 2 : 4)));
  }
}

/** Lines for one segment. */
export interface SegmentLines {
  readonly segment: number;
  readonly text: string;
  /** Bytes of output that they stand for. */
  readonly bytes: number;
}

/** Writes segments in order and removes the ones that fell out of the tail. */
export class TranscriptFiles {
  readonly #folder: string;
  #file: FileHandle | undefined;
  #segment = 0;
  /** After a failed write the file may end in a part of a line. */
  #torn = false;
  readonly #bytesIn = new Map<number, number>();
  #keptBytes = 0;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Bytes of output that are in the files now. */
  get keptBytes(): number {
    return this.#keptBytes;
  }

  /** One call at a time. @throws Error what the disk said; the lines are lost then, and the next call may work again */
  async write(lines: SegmentLines): Promise<void> {
    const file = await this.#fileOf(lines.segment);
    try {
      await writeWhole(file, this.#torn ? `\n${lines.text}` : lines.text);
      this.#torn = false;
    } catch (error) {
      this.#torn = true;
      throw error;
    }
    this.#bytesIn.set(lines.segment, (this.#bytesIn.get(lines.segment) ?? 0) + lines.bytes);
    this.#keptBytes += lines.bytes;
  }

  async close(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await file?.close();
  }

  async #fileOf(segment: number): Promise<FileHandle> {
    if (this.#file !== undefined && segment === this.#segment) return this.#file;
    await this.close();
    for (const old of [...this.#bytesIn.keys()]) {
      if (old === 0 || old > segment - 2) continue;
      await rm(segmentPath(this.#folder, old), { force: true });
      this.#keptBytes -= this.#bytesIn.get(old) ?? 0;
      this.#bytesIn.delete(old);
    }
    this.#file = await open(segmentPath(this.#folder, segment), 'a', 0o600);
    this.#segment = segment;
    this.#torn = false;
    return this.#file;
  }
}

/** Hands the text over as it is: `appendFile` would make a buffer of it first, and a flood would leave one after the other behind. */
async function writeWhole(file: FileHandle, text: string): Promise<void> {
  const { bytesWritten } = await file.write(text);
  // A disk that took a part says with the rest what is wrong.
  if (bytesWritten < Buffer.byteLength(text)) await file.appendFile(Buffer.from(text).subarray(bytesWritten));
}

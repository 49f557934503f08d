/**
 * Puts decoded output together to chunks: numbers them, says where each begins in the whole of the output, and which segment of the
 * transcript it goes to.
 */
import type { TranscriptStream } from '#shared/model/index.ts';
import type { Decoded } from './output-decoder.ts';
import type { SegmentPlan } from './transcript-files.ts';
import type { StoredChunk } from './transcript-line.ts';

export const CHUNK_BYTES = 16 * 1024;
const CHUNK_MS = 20;
/** A line costs a segment at least an eighth of its length, so that many tiny chunks cannot fill the disk. */
const LINE_SHARE = 8;
const LINE_FRAME_BYTES = 100;

export interface PlacedChunk {
  readonly segment: number;
  readonly chunk: StoredChunk;
}

export class ChunkAssembler {
  readonly #plan: SegmentPlan;
  #complete: PlacedChunk[] = [];
  #waitingBytes = 0;
  /** The chunk that may still grow. */
  #open:
    | { readonly segment: number; readonly chunk: { -readonly [K in keyof StoredChunk]: StoredChunk[K] } }
    | undefined;
  #nextSeq = 0;
  #start = 0;

  constructor(plan: SegmentPlan) {
    this.#plan = plan;
  }

  /** Bytes of output seen so far, in chunks or skipped. */
  get start(): number {
    return this.#start;
  }

  /** About as many bytes as `take` gives. */
  get waitingBytes(): number {
    return this.#waitingBytes;
  }

  add(stream: TranscriptStream, atMs: number, { text, bytes }: Decoded): void {
    if (bytes === 0 && text === '') return;
    if (!this.#grow(stream, atMs, text, bytes)) this.#begin(stream, atMs, text, bytes);
    this.#start += bytes;
    this.#waitingBytes += text.length;
  }

  /** Output that is not kept: the next chunk shows a gap. */
  skip(bytes: number): void {
    this.#start += bytes;
  }

  /** @returns all chunks since the last call; none of them grows any more */
  take(): readonly PlacedChunk[] {
    if (this.#open !== undefined) this.#complete.push(this.#open);
    const chunks = this.#complete;
    this.#open = undefined;
    this.#complete = [];
    this.#waitingBytes = 0;
    return chunks;
  }

  #grow(stream: TranscriptStream, atMs: number, text: string, bytes: number): boolean {
    if (this.#open === undefined) return false;
    const { segment, chunk } = this.#open;
    const adjoins = chunk.stream === stream && chunk.start + chunk.bytes === this.#start;
    const fits = chunk.bytes + bytes <= CHUNK_BYTES && atMs - chunk.at_ms <= CHUNK_MS;
    if (!adjoins || !fits || segment !== this.#plan.segment) return false;
    chunk.text += text;
    chunk.bytes += bytes;
    this.#plan.use(bytes);
    return true;
  }

  #begin(stream: TranscriptStream, at_ms: number, text: string, bytes: number): void {
    if (this.#open !== undefined) this.#complete.push(this.#open);
    const chunk = { seq: this.#nextSeq, start: this.#start, bytes, at_ms, stream, text };
    this.#open = { segment: this.#plan.segment, chunk };
    this.#nextSeq += 1;
    this.#waitingBytes += LINE_FRAME_BYTES;
    this.#plan.use(Math.max(bytes, Math.ceil((bytes + LINE_FRAME_BYTES) / LINE_SHARE)));
  }
}

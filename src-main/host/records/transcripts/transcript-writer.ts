/**
 * Writes a run's output as it comes: decoded, redacted, with times, stdout and stderr in the order in which they arrived. What waits in
 * memory is bounded. When output comes faster than it can be written, whoever has more waits while the head fills up; after that what
 * would fall out of the tail anyway is only counted and hashed. A disk that fails leaves a gap, and `problem` says so.
 */
import type { Clock } from '#host/ports/index.ts';
import type { StreamStats, TranscriptChunk, TranscriptStream } from '#shared/model/index.ts';
import { CHUNK_BYTES, ChunkAssembler, type PlacedChunk } from './chunk-assembler.ts';
import { type Arrival, OutputQueue } from './output-queue.ts';
import { StreamIntake, WARM_UP_BYTES } from './stream-intake.ts';
import { SegmentPlan, TranscriptFiles } from './transcript-files.ts';
import { chunkLine, type StoredChunk } from './transcript-line.ts';

/** Output is on disk, and shown live, about this many milliseconds after it came. */
export const WRITE_WITHIN_MS = 50;
/** While output is being skipped: nobody can read along, and writing costs. */
const WRITE_WITHIN_FLOOD_MS = 1000;
const ARRIVAL_BYTES = 64 * 1024;
const WAIT_AT_BYTES = 256 * 1024;
const WAIT_AT_ARRIVALS = 4096;
const WRITE_AT_BYTES = 16 * 1024;
/** A longer tail is not held in memory to be skipped in: its writers wait. */
const LONGEST_HELD_TAIL_BYTES = 8 * 1024 * 1024;

export interface TranscriptWriterParts {
  readonly folder: string;
  readonly outputBytes: number;
  readonly clock: Clock;
  readonly startedMs: number;
  /** Told of chunks once they can be read from disk. */
  readonly onWritten: (chunks: readonly TranscriptChunk[]) => void;
}

export class TranscriptWriter {
  readonly #parts: TranscriptWriterParts;
  readonly #files: TranscriptFiles;
  readonly #plan: SegmentPlan;
  readonly #chunks: ChunkAssembler;
  readonly #queue = new OutputQueue();
  readonly #streams = { stdout: new StreamIntake(), stderr: new StreamIntake() };
  #cancelTimer: (() => void) | undefined;
  #working: Promise<void> = Promise.resolve();
  #skipped = false;
  /** Where the last chunk that was written ends. */
  #writtenEnd = 0;
  #problem: string | null = null;

  constructor(parts: TranscriptWriterParts) {
    this.#parts = parts;
    this.#files = new TranscriptFiles(parts.folder);
    this.#plan = new SegmentPlan(parts.outputBytes);
    this.#chunks = new ChunkAssembler(this.#plan);
  }

  /** What kept output from being written; `null` when nothing did. */
  get problem(): string | null {
    return this.#problem;
  }

  /** Bytes that came and are not in the files. Only after `end`. */
  get droppedBytes(): number {
    return this.#chunks.start - this.#files.keptBytes;
  }

  stats(stream: TranscriptStream): StreamStats {
    return this.#streams[stream].stats;
  }

  /** Resolves when more may come. Never rejects. */
  write(stream: TranscriptStream, bytes: Uint8Array): Promise<void> {
    const intake = this.#streams[stream];
    intake.turn = intake.turn.then(() => this.#take(stream, bytes));
    return intake.turn;
  }

  /** Writes what is left and closes the files. */
  async end(): Promise<void> {
    await Promise.all([this.#streams.stdout.turn, this.#streams.stderr.turn]);
    await this.#work();
    for (const stream of ['stdout', 'stderr'] as const) {
      const cold = this.#streams[stream].coldBytes > 0;
      const rest = this.#streams[stream].end();
      if (cold) this.#chunks.skip(rest.bytes);
      else this.#chunks.add(stream, this.#atMs(), rest);
    }
    await this.#writeChunks();
    await this.#files.close().catch((error: unknown) => this.#note(error));
  }

  async #take(stream: TranscriptStream, bytes: Uint8Array): Promise<void> {
    this.#streams[stream].count(bytes);
    for (let from = 0; from < bytes.byteLength; from += ARRIVAL_BYTES) {
      this.#queue.push({ stream, bytes: bytes.subarray(from, from + ARRIVAL_BYTES), atMs: this.#atMs() });
      if (this.#mayHoldTail) this.#skipOldest();
      else if (this.#queue.bytes >= WAIT_AT_BYTES) await this.#work();
      if (this.#queue.length >= WAIT_AT_ARRIVALS) await this.#work();
    }
    if (this.#queue.length === 0) return;
    const waitMs = this.#skipped ? WRITE_WITHIN_FLOOD_MS : WRITE_WITHIN_MS;
    this.#cancelTimer ??= this.#parts.clock.after(waitMs, () => void this.#work());
  }

  get #mayHoldTail(): boolean {
    return this.#plan.segment > 0 && this.#plan.tailBytes <= LONGEST_HELD_TAIL_BYTES;
  }

  /** What is followed by a whole tail would be gone by the end. Enough is left in front of the tail to recognise a secret in its middle. */
  #skipOldest(): void {
    const keep = this.#plan.tailBytes + 2 * WARM_UP_BYTES;
    if (this.#queue.bytes <= keep + WAIT_AT_BYTES) return;
    this.#skipped = true;
    while (this.#queue.bytes - this.#queue.firstBytes >= keep) {
      const arrival = this.#queue.shift();
      if (arrival === undefined) return;
      const intake = this.#streams[arrival.stream];
      // Of a stream that says little, every byte is looked at: what it says next may be the rest of a secret.
      if (this.#queue.bytesOf(arrival.stream) < WARM_UP_BYTES) this.#decode(arrival, false);
      else this.#chunks.skip(arrival.bytes.byteLength + intake.lose());
      this.#queue.recycle(arrival);
    }
  }

  #work(): Promise<void> {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    this.#working = this.#working.then(() => this.#writeQueue());
    return this.#working;
  }

  /** Writes what waits now; what comes meanwhile is for the next time. */
  async #writeQueue(): Promise<void> {
    let left = this.#queue.bytes;
    this.#skipped = false;
    while (left > 0) {
      const arrival = this.#queue.shift();
      if (arrival === undefined) break;
      left -= arrival.bytes.byteLength;
      this.#decode(arrival, true);
      this.#queue.recycle(arrival);
      if (this.#chunks.waitingBytes >= WRITE_AT_BYTES) await this.#writeChunks();
    }
    await this.#writeChunks();
  }

  /** Never pauses, so that nothing comes between the pieces of an arrival. */
  #decode({ stream, bytes, atMs }: Arrival, keep: boolean): void {
    const intake = this.#streams[stream];
    for (let from = 0; from < bytes.byteLength; ) {
      const cold = intake.coldBytes;
      // Cut so that a segment fills up exactly, as long as nothing is held back.
      const room = Math.max(1, this.#plan.room - intake.heldBytes);
      const length = Math.min(CHUNK_BYTES, cold > 0 ? cold : room);
      const decoded = intake.decode(bytes.subarray(from, from + length));
      if (cold > 0 || !keep) this.#chunks.skip(decoded.bytes);
      else this.#chunks.add(stream, atMs, decoded);
      from += length;
    }
  }

  async #writeChunks(): Promise<void> {
    const bySegment = Map.groupBy(this.#chunks.take(), ({ segment }) => segment);
    for (const [segment, placed] of bySegment) await this.#writeSegment(segment, placed);
  }

  async #writeSegment(segment: number, placed: readonly PlacedChunk[]): Promise<void> {
    const text = placed.map(({ chunk }) => chunkLine(chunk)).join('');
    const bytes = placed.reduce((sum, { chunk }) => sum + chunk.bytes, 0);
    try {
      await this.#files.write({ segment, text, bytes });
      this.#parts.onWritten(placed.map(({ chunk }) => this.#asWritten(chunk)));
    } catch (error) {
      this.#note(error);
    }
  }

  #asWritten({ seq, start, bytes, at_ms, stream, text }: StoredChunk): TranscriptChunk {
    const gap_bytes = start - this.#writtenEnd;
    this.#writtenEnd = start + bytes;
    return { seq, at_ms, stream, text, gap_bytes };
  }

  #atMs(): number {
    return Math.max(0, this.#parts.clock.nowMs() - this.#parts.startedMs);
  }

  #note(error: unknown): void {
    this.#problem ??= error instanceof Error ? error.message : String(error);
  }
}

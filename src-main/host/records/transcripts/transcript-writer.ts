/**
 * Writes a run's output as it comes: decoded, redacted, with times, stdout and stderr in the order in which they arrived. What is not
 * written yet is bounded; whoever has more waits. A disk that fails leaves a gap, and `problem` says so.
 */
import { createHash, type Hash } from 'node:crypto';
import type { Clock } from '#host/ports/index.ts';
import { Sha256, type StreamStats, type TranscriptChunk, type TranscriptStream } from '#shared/model/index.ts';
import { type Decoded, OutputDecoder } from './output-decoder.ts';
import { type SegmentLines, SegmentPlan, TranscriptFiles } from './transcript-files.ts';
import { chunkLine, type StoredChunk } from './transcript-line.ts';

/** Output is on disk, and shown live, about this many milliseconds after it came. */
export const FLUSH_WITHIN_MS = 50;
const CHUNK_BYTES = 16 * 1024;
const CHUNK_MS = 20;
const FLUSH_AT_BYTES = 64 * 1024;
const WAIT_AT_BYTES = 256 * 1024;
/** A chunk costs at least this many bytes of a segment for each eighth of its line, so that many tiny chunks cannot fill the disk. */
const LINE_SHARE = 8;
const LINE_FRAME_BYTES = 100;

interface Stream {
  readonly name: TranscriptStream;
  readonly decoder: OutputDecoder;
  readonly hash: Hash;
  bytes: number;
  /** Writes to one stream follow one another, also when nobody waited for the one before. */
  turn: Promise<void>;
}

type OpenChunk = { -readonly [K in keyof StoredChunk]: StoredChunk[K] };

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
  readonly #streams: Readonly<Record<TranscriptStream, Stream>> = {
    stdout: newStream('stdout'),
    stderr: newStream('stderr'),
  };
  /** Chunks that are complete, and the one that may still grow, each with its segment. */
  #pending: { readonly chunk: StoredChunk; readonly segment: number }[] = [];
  #pendingBytes = 0;
  #open: { readonly chunk: OpenChunk; readonly segment: number } | undefined;
  #nextSeq = 0;
  #nextStart = 0;
  /** Where the last chunk that was written ends; output between it and the next one was lost to a failing disk. */
  #writtenEnd = 0;
  #cancelTimer: (() => void) | undefined;
  #flushing: Promise<void> | undefined;
  #problem: string | null = null;

  constructor(parts: TranscriptWriterParts) {
    this.#parts = parts;
    this.#files = new TranscriptFiles(parts.folder);
    this.#plan = new SegmentPlan(parts.outputBytes);
  }

  /** What kept output from being written; `null` when nothing did. */
  get problem(): string | null {
    return this.#problem;
  }

  /** Bytes that came and are not in the files. Only after `end`. */
  get droppedBytes(): number {
    return this.#nextStart - this.#files.keptBytes;
  }

  stats(stream: TranscriptStream): StreamStats {
    const { bytes, hash } = this.#streams[stream];
    return { bytes, sha256: Sha256.parse(hash.copy().digest('hex')) };
  }

  /** Resolves when more may come. Never rejects. */
  write(name: TranscriptStream, bytes: Uint8Array): Promise<void> {
    const stream = this.#streams[name];
    stream.turn = stream.turn.then(() => this.#take(stream, bytes));
    return stream.turn;
  }

  /** Writes what is left and closes the files. */
  async end(): Promise<void> {
    for (const stream of Object.values(this.#streams)) {
      await stream.turn;
      this.#add(stream, stream.decoder.end());
    }
    await this.#flush();
    await this.#files.close().catch((error: unknown) => this.#note(error));
  }

  async #take(stream: Stream, bytes: Uint8Array): Promise<void> {
    stream.bytes += bytes.byteLength;
    stream.hash.update(bytes);
    for (let from = 0; from < bytes.byteLength; ) {
      // Cut so that a segment fills up exactly, as long as nothing is held back.
      const length = Math.min(CHUNK_BYTES, Math.max(1, this.#plan.room - stream.decoder.heldBytes));
      this.#add(stream, stream.decoder.push(bytes.subarray(from, from + length)));
      from += length;
      if (this.#pendingBytes >= WAIT_AT_BYTES) await this.#flush();
    }
    if (this.#pendingBytes >= FLUSH_AT_BYTES) void this.#flush();
    else if (this.#pendingBytes > 0) {
      this.#cancelTimer ??= this.#parts.clock.after(FLUSH_WITHIN_MS, () => void this.#flush());
    }
  }

  #add(stream: Stream, { text, bytes }: Decoded): void {
    if (bytes === 0 && text === '') return;
    const atMs = Math.max(0, this.#parts.clock.nowMs() - this.#parts.startedMs);
    const { segment } = this.#plan;
    const open = this.#open;
    const grows =
      open?.chunk.stream === stream.name &&
      open.segment === segment &&
      open.chunk.bytes + bytes <= CHUNK_BYTES &&
      atMs - open.chunk.at_ms <= CHUNK_MS;
    if (open !== undefined && grows) {
      open.chunk.text += text;
      open.chunk.bytes += bytes;
      this.#plan.use(bytes);
    } else {
      this.#closeChunk();
      const chunk = { seq: this.#nextSeq, start: this.#nextStart, bytes, at_ms: atMs, stream: stream.name, text };
      this.#nextSeq += 1;
      this.#open = { chunk, segment };
      this.#plan.use(Math.max(bytes, Math.ceil((bytes + LINE_FRAME_BYTES) / LINE_SHARE)));
    }
    this.#nextStart += bytes;
    this.#pendingBytes += text.length + (grows ? 0 : LINE_FRAME_BYTES);
  }

  #closeChunk(): void {
    if (this.#open === undefined) return;
    this.#pending.push(this.#open);
    this.#open = undefined;
  }

  #flush(): Promise<void> {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    this.#flushing = (this.#flushing ?? Promise.resolve()).then(() => this.#writePending());
    return this.#flushing;
  }

  async #writePending(): Promise<void> {
    this.#closeChunk();
    const pending = this.#pending;
    this.#pending = [];
    this.#pendingBytes = 0;
    const segments = Map.groupBy(pending, ({ segment }) => segment);
    for (const [segment, entries] of segments) {
      const chunks = entries.map(({ chunk }) => chunk);
      try {
        await this.#files.write(linesOf(segment, chunks));
        this.#parts.onWritten(chunks.map((chunk) => this.#asWritten(chunk)));
      } catch (error) {
        this.#note(error);
      }
    }
  }

  #asWritten({ seq, start, bytes, at_ms, stream, text }: StoredChunk): TranscriptChunk {
    const gap_bytes = start - this.#writtenEnd;
    this.#writtenEnd = start + bytes;
    return { seq, at_ms, stream, text, gap_bytes };
  }

  #note(error: unknown): void {
    this.#problem ??= error instanceof Error ? error.message : String(error);
  }
}

const linesOf = (segment: number, chunks: readonly StoredChunk[]): SegmentLines => ({
  segment,
  text: chunks.map(chunkLine).join(''),
  bytes: chunks.reduce((sum, { bytes }) => sum + bytes, 0),
});

const newStream = (name: TranscriptStream): Stream => ({
  ...{ name, bytes: 0, turn: Promise.resolve() },
  decoder: new OutputDecoder(),
  hash: createHash('sha256'),
});

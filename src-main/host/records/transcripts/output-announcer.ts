/** Tells listeners of a run's output in small batches: at most 20 a second, at most 64 KiB each; when more came, only that it came. */
import type { Clock } from '#host/ports/index.ts';
import type { RunId, TranscriptChunk } from '#shared/model/index.ts';

export const ANNOUNCE_EVERY_MS = 50;
export const ANNOUNCE_BYTES = 64 * 1024;

/** Empty chunks say: there is more to fetch than is told here. */
export interface OutputBatch {
  readonly id: RunId;
  readonly chunks: readonly TranscriptChunk[];
}

export class OutputAnnouncer {
  readonly #id: RunId;
  readonly #clock: Clock;
  readonly #tell: (batch: OutputBatch) => void;
  #chunks: TranscriptChunk[] = [];
  #bytes = 0;
  #lastMs = Number.NEGATIVE_INFINITY;
  #cancelTimer: (() => void) | undefined;

  constructor(id: RunId, clock: Clock, tell: (batch: OutputBatch) => void) {
    this.#id = id;
    this.#clock = clock;
    this.#tell = tell;
  }

  /** Takes chunks that can be read from disk. */
  offer(chunks: readonly TranscriptChunk[]): void {
    if (chunks.length === 0) return;
    // Beyond the limit only the fact counts, so nothing more is kept.
    if (this.#bytes <= ANNOUNCE_BYTES) this.#chunks.push(...chunks);
    this.#bytes += chunks.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
    const waitMs = ANNOUNCE_EVERY_MS - (this.#clock.nowMs() - this.#lastMs);
    if (waitMs <= 0) this.flush();
    else this.#cancelTimer ??= this.#clock.after(waitMs, () => this.flush());
  }

  /** Tells what has not been told yet. */
  flush(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    if (this.#chunks.length === 0) return;
    const chunks = this.#bytes <= ANNOUNCE_BYTES ? this.#chunks : [];
    this.#chunks = [];
    this.#bytes = 0;
    this.#lastMs = this.#clock.nowMs();
    this.#tell({ id: this.#id, chunks });
  }
}

/**
 * Output as it came, waiting to be made text of. Every piece is copied, because the buffer that it came in is filled again; large ones into
 * slabs that are used again and again, so that a flood leaves no trail of buffers for the next full collection.
 */
import type { TranscriptStream } from '#shared/model/index.ts';

export interface Arrival {
  readonly stream: TranscriptStream;
  readonly bytes: Uint8Array;
  /** Milliseconds since the run started. */
  readonly atMs: number;
}

/** Pieces under half of this get a copy of their own size. */
const SLAB_BYTES = 64 * 1024;

export class OutputQueue {
  readonly #spareSlabs: ArrayBuffer[] = [];
  /** Only buffers that were made here are ever used again: others are somebody else's, or Node's own pool. */
  readonly #slabOf = new WeakMap<Arrival, ArrayBuffer>();
  #arrivals: Arrival[] = [];
  /** The first that is still waiting; the ones before it are gone. */
  #first = 0;
  #bytes = 0;
  readonly #bytesOf = { stdout: 0, stderr: 0 };

  get bytes(): number {
    return this.#bytes;
  }

  get length(): number {
    return this.#arrivals.length - this.#first;
  }

  /** Bytes of one stream that wait. */
  bytesOf(stream: TranscriptStream): number {
    return this.#bytesOf[stream];
  }

  /** Bytes of the first one; 0 when none waits. */
  get firstBytes(): number {
    return this.#arrivals[this.#first]?.bytes.byteLength ?? 0;
  }

  push(arrival: Arrival): void {
    this.#arrivals.push(this.#settle(arrival));
    this.#bytes += arrival.bytes.byteLength;
    this.#bytesOf[arrival.stream] += arrival.bytes.byteLength;
  }

  shift(): Arrival | undefined {
    const arrival = this.#arrivals[this.#first];
    if (arrival === undefined) return undefined;
    this.#first += 1;
    if (this.#first > 1024 || this.#first === this.#arrivals.length) {
      this.#arrivals = this.#arrivals.slice(this.#first);
      this.#first = 0;
    }
    this.#bytes -= arrival.bytes.byteLength;
    this.#bytesOf[arrival.stream] -= arrival.bytes.byteLength;
    return arrival;
  }

  /** The one that was shifted last has been looked at: nobody reads its bytes any more. */
  recycle(arrival: Arrival): void {
    const slab = this.#slabOf.get(arrival);
    if (slab !== undefined) this.#spareSlabs.push(slab);
  }

  #settle(arrival: Arrival): Arrival {
    const { bytes } = arrival;
    if (bytes.byteLength < SLAB_BYTES / 2 || bytes.byteLength > SLAB_BYTES) {
      // Not `slice`: of Node's own buffers that is a view.
      return { ...arrival, bytes: new Uint8Array(bytes) };
    }
    const slab = this.#spareSlabs.pop() ?? new ArrayBuffer(SLAB_BYTES);
    const copy = new Uint8Array(slab, 0, bytes.byteLength);
    copy.set(bytes);
    const settled = { ...arrival, bytes: copy };
    this.#slabOf.set(settled, slab);
    return settled;
  }
}

/** Output as it came, waiting to be made text of. */
import type { TranscriptStream } from '#shared/model/index.ts';

export interface Arrival {
  readonly stream: TranscriptStream;
  readonly bytes: Uint8Array;
  /** Milliseconds since the run started. */
  readonly atMs: number;
}

export class OutputQueue {
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
    this.#arrivals.push(arrival);
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
}

/** One output stream on its way into a transcript: its figures over all bytes, and its decoder, which may lose the thread and find it again. */
import { createHash } from 'node:crypto';
import { Sha256, type StreamStats } from '#shared/model/index.ts';
import { privateKey } from '../redaction/secret-shapes.ts';
import { type Decoded, OutputDecoder } from './output-decoder.ts';

/** So many bytes before a piece of output decide whether it is the middle of a secret. */
export const WARM_UP_BYTES = privateKey.maxLength;

export class StreamIntake {
  readonly #hash = createHash('sha256');
  #bytes = 0;
  #decoder = new OutputDecoder();
  #coldBytes = 0;
  /** Writes to one stream follow one another, also when nobody waited for the one before. */
  turn: Promise<void> = Promise.resolve();

  get stats(): StreamStats {
    return { bytes: this.#bytes, sha256: Sha256.parse(this.#hash.copy().digest('hex')) };
  }

  get heldBytes(): number {
    return this.#decoder.heldBytes;
  }

  /** Bytes that come next whose text cannot be shown, since what was before them is not known. */
  get coldBytes(): number {
    return this.#coldBytes;
  }

  count(bytes: Uint8Array): void {
    this.#bytes += bytes.byteLength;
    this.#hash.update(bytes);
  }

  /** @param bytes no more than `coldBytes` while there are such: their text is not to be shown */
  decode(bytes: Uint8Array): Decoded {
    this.#coldBytes = Math.max(0, this.#coldBytes - bytes.byteLength);
    return this.#decoder.push(bytes);
  }

  /** Some bytes are never decoded. @returns how many were held back and are lost with them */
  lose(): number {
    const held = this.#decoder.heldBytes;
    if (this.#coldBytes < WARM_UP_BYTES || held > 0) this.#decoder = new OutputDecoder();
    this.#coldBytes = WARM_UP_BYTES;
    return held;
  }

  /** Nothing more comes. */
  end(): Decoded {
    return this.#decoder.end();
  }
}

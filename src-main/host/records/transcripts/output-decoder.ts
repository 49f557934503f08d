/**
 * Makes text of one output stream: whole code points, invalid bytes as U+FFFD, secrets taken out, and known to the byte how far it has
 * come. Works on the bytes as latin1, where an offset in the text is an offset in the bytes.
 */
import { latin1Marker } from '../redaction/marker.ts';
import { SecretScanner } from '../redaction/secret-scanner.ts';
import { wholeCodePoints } from './whole-code-points.ts';

export interface Decoded {
  readonly text: string;
  /** Bytes of output that the text stands for. */
  readonly bytes: number;
}

export class OutputDecoder {
  readonly #scanner = new SecretScanner(latin1Marker);
  /** The beginning of a code point. */
  #cut: Buffer = Buffer.alloc(0);

  /** Bytes taken in that no text has been given for yet. */
  get heldBytes(): number {
    return this.#cut.length + this.#scanner.heldLength;
  }

  push(input: Uint8Array): Decoded {
    const heldBefore = this.heldBytes;
    const view = Buffer.from(input.buffer, input.byteOffset, input.byteLength);
    const bytes = this.#cut.length === 0 ? view : Buffer.concat([this.#cut, view]);
    const whole = wholeCodePoints(bytes);
    this.#cut = Buffer.from(bytes.subarray(whole));
    const taken = bytes.toString('latin1', 0, whole);
    const shown = this.#scanner.push(taken);
    const text = shown === taken ? bytes.toString('utf8', 0, whole) : fromLatin1(shown);
    return { text, bytes: heldBefore + input.byteLength - this.heldBytes };
  }

  /** Nothing more comes. */
  end(): Decoded {
    const bytes = this.heldBytes;
    const rest = this.#scanner.push(this.#cut.toString('latin1')) + this.#scanner.end();
    this.#cut = Buffer.alloc(0);
    return { text: fromLatin1(rest), bytes };
  }
}

const fromLatin1 = (text: string): string => Buffer.from(text, 'latin1').toString('utf8');

/** A run without a transcript: it leaves its records and nothing else. */
import { createHash } from 'node:crypto';
import type { Clock } from '#host/ports/index.ts';
import {
  Refused,
  type RunEnd,
  type RunHandle,
  type RunId,
  Sha256,
  type TranscriptStream,
} from '#shared/model/index.ts';

export class BareRun implements RunHandle {
  readonly id: RunId;
  readonly #clock: Clock;
  readonly #startedMs: number;
  readonly #streams = {
    stdout: { bytes: 0, hash: createHash('sha256') },
    stderr: { bytes: 0, hash: createHash('sha256') },
  };
  #end: RunEnd | undefined;

  constructor(id: RunId, clock: Clock) {
    this.id = id;
    this.#clock = clock;
    this.#startedMs = clock.nowMs();
  }

  async write(stream: TranscriptStream, bytes: Uint8Array): Promise<void> {
    if (this.#end !== undefined) return;
    this.#streams[stream].bytes += bytes.byteLength;
    this.#streams[stream].hash.update(bytes);
  }

  /** It has no folder: a tool that changes something keeps a transcript. */
  async keepChange(): Promise<void> {
    throw new Refused('RECORDS_UNAVAILABLE', { message: 'A run without a transcript may change nothing.' });
  }

  async end(how: Parameters<RunHandle['end']>[0]): Promise<RunEnd> {
    const { reason, exit_code, signal, error, usage = null, reached = null } = how;
    this.#end ??= {
      ...{ reason, exit_code, signal, error, usage, reached },
      duration_ms: Math.max(0, this.#clock.nowMs() - this.#startedMs),
      stdout: this.#stats('stdout'),
      stderr: this.#stats('stderr'),
      dropped_bytes: this.#streams.stdout.bytes + this.#streams.stderr.bytes,
    };
    return this.#end;
  }

  async excerpt(stream: TranscriptStream): Promise<{ text: string; truncated: boolean }> {
    return { text: '', truncated: this.#streams[stream].bytes > 0 };
  }

  #stats(stream: TranscriptStream): RunEnd['stdout'] {
    const { bytes, hash } = this.#streams[stream];
    return { bytes, sha256: Sha256.parse(hash.copy().digest('hex')) };
  }
}

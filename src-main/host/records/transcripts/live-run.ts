/** A run that keeps a transcript, from its start to its end. */
import type { Clock, Log } from '#host/ports/index.ts';
import type { KeptChange, RunEnd, RunHandle, RunId, RunSummary, TranscriptStream } from '#shared/model/index.ts';
import { redactText } from '../redaction/redact-text.ts';
import { type Excerpt, excerptOf } from './excerpt.ts';
import { keepChange } from './kept-change.ts';
import { LatestOutput } from './latest-output.ts';
import { OutputAnnouncer, type OutputBatch } from './output-announcer.ts';
import { writeSummary } from './summary-file.ts';
import { TranscriptWriter } from './transcript-writer.ts';

export interface LiveRunParts {
  readonly folder: string;
  readonly summary: RunSummary;
  readonly startedMs: number;
  readonly outputBytes: number;
  readonly clock: Clock;
  readonly log: Log;
  readonly onOutput: (batch: OutputBatch) => void;
  /** Told once, with the end. `saved`: whether it is in the run's folder. */
  readonly onEnded: (summary: RunSummary, saved: boolean) => Promise<void>;
}

export class LiveRun implements RunHandle {
  readonly id: RunId;
  readonly #parts: LiveRunParts;
  readonly #writer: TranscriptWriter;
  readonly #announcer: OutputAnnouncer;
  readonly #latest = new LatestOutput();
  #ending: Promise<RunEnd> | undefined;

  constructor(parts: LiveRunParts) {
    this.id = parts.summary.id;
    this.#parts = parts;
    this.#announcer = new OutputAnnouncer(this.id, parts.clock, parts.onOutput);
    this.#writer = new TranscriptWriter({
      ...parts,
      onWritten: (chunks) => {
        this.#latest.take(chunks);
        this.#announcer.offer(chunks);
      },
    });
  }

  /** The summary as it is while the run goes on. */
  get summary(): RunSummary {
    return this.#parts.summary;
  }

  /** The end of what it has printed so far, a few hundred characters. */
  get latest(): string {
    return this.#latest.text;
  }

  write(stream: TranscriptStream, bytes: Uint8Array): Promise<void> {
    return this.#ending === undefined ? this.#writer.write(stream, bytes) : Promise.resolve();
  }

  keepChange(change: KeptChange): Promise<void> {
    return keepChange(this.#parts.folder, change);
  }

  end(how: Parameters<RunHandle['end']>[0]): Promise<RunEnd> {
    this.#ending ??= this.#end(how);
    return this.#ending;
  }

  async excerpt(stream: TranscriptStream, maxBytes: number): Promise<Excerpt> {
    await this.#ending;
    return excerptOf(this.#parts.folder, stream, this.#writer.stats(stream).bytes, maxBytes);
  }

  async #end(how: Parameters<RunHandle['end']>[0]): Promise<RunEnd> {
    const { reason, exit_code, signal, error, usage = null, reached = null } = how;
    const { clock, startedMs, folder, log, onEnded } = this.#parts;
    const duration_ms = Math.max(0, clock.nowMs() - startedMs);
    await this.#writer.end();
    const { problem, droppedBytes: dropped_bytes } = this.#writer;
    if (problem !== null) log.warn({ run: this.id, problem }, 'some of a transcript could not be written');
    const end: RunEnd = {
      ...{ reason, exit_code, signal, duration_ms, dropped_bytes, usage, reached },
      stdout: this.#writer.stats('stdout'),
      stderr: this.#writer.stats('stderr'),
      error: error === null ? transcriptError(problem) : redactText(error),
    };
    const summary = { ...this.#parts.summary, end };
    const saved = await writeSummary(folder, summary).then(
      () => true,
      (failure: unknown) => {
        log.warn({ run: this.id, err: failure }, 'the end of a run could not be written to its folder');
        return false;
      },
    );
    this.#announcer.flush();
    await onEnded(summary, saved);
    return end;
  }
}

const transcriptError = (problem: string | null): string | null =>
  problem === null ? null : `Some of the output could not be kept: ${problem}`;

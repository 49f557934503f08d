/**
 * The runs' folders: a folder a run, named by its id, so that they sort by time. A run that is under way has a file `ID.running` beside
 * its folder; one that is still there when the host starts belongs to a run that nobody saw the end of.
 */
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock, Log } from '#host/ports/index.ts';
import {
  type KeptChange,
  type KeptFile,
  type KeptKind,
  type RunHandle,
  RunId,
  type RunSubject,
  type RunSummary,
  type TranscriptStream,
} from '#shared/model/index.ts';
import { BareRun } from './bare-run.ts';
import { type Excerpt, excerptOf } from './excerpt.ts';
import { readChange } from './kept-change.ts';
import { keepFile, keptFiles, readKept } from './kept-files.ts';
import { LiveRun } from './live-run.ts';
import { lostEnd } from './lost-end.ts';
import type { OutputBatch } from './output-announcer.ts';
import { readTranscript, type TranscriptPage } from './read-transcript.ts';
import { firstIdAt, RunIds } from './run-ids.ts';
import { summaryOf } from './run-summary.ts';
import { readSummary, writeSummary } from './summary-file.ts';
import { tidyKilledRun } from './tidy-killed-run.ts';

const RUNNING = '.running';
const REMOVED = '.removed';
const READ_AT_ONCE = 32;

export interface RunsParts {
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Log;
}

export interface RunsPage {
  readonly limit: number;
  /** Only runs started before this one. */
  readonly before?: RunId;
  /** Only runs started at this time or later, in milliseconds since 1970. */
  readonly notBeforeMs?: number;
  /** Only these. */
  readonly wanted?: (run: RunSummary) => boolean;
}

export interface PreparedRun {
  readonly handle: RunHandle;
  /** Makes its folder. @throws Error what the disk said; nothing is left then */
  readonly open: () => Promise<void>;
  /** Tells listeners that it runs. */
  readonly announce: () => void;
  /** Takes it back: it does not run after all. */
  readonly abandon: () => Promise<void>;
}

export class Runs {
  readonly #parts: RunsParts;
  readonly #ids: RunIds;
  readonly #live = new Map<RunId, LiveRun>();
  /** Ends that could not be written: known as long as the host runs. */
  readonly #unsaved = new Map<RunId, RunSummary>();
  readonly #outputListeners = new Set<(batch: OutputBatch) => void>();
  readonly #changeListeners = new Set<(summary: RunSummary) => void>();
  readonly #removalListeners = new Set<(run: RunSummary) => void>();

  private constructor(parts: RunsParts) {
    this.#parts = parts;
    this.#ids = new RunIds(parts.clock);
  }

  static async open(parts: RunsParts): Promise<Runs> {
    const runs = new Runs(parts);
    for (const name of await readdir(parts.folder)) {
      if (name.endsWith(REMOVED)) await rm(join(parts.folder, name), { recursive: true, force: true });
      const id = RunId.safeParse(name.slice(0, -RUNNING.length));
      if (!name.endsWith(RUNNING) || !id.success) continue;
      await tidyKilledRun(join(parts.folder, id.data));
      await runs.#showStored(id.data);
      await rm(join(parts.folder, name), { force: true });
    }
    return runs;
  }

  /** @returns a function that stops listening */
  onOutput(listener: (batch: OutputBatch) => void): () => void {
    this.#outputListeners.add(listener);
    return () => this.#outputListeners.delete(listener);
  }

  /** Told when a run with a transcript starts and when it ends. @returns a function that stops listening */
  onChanged(listener: (summary: RunSummary) => void): () => void {
    this.#changeListeners.add(listener);
    return () => this.#changeListeners.delete(listener);
  }

  /** @returns a function that stops listening */
  onRemoved(listener: (run: RunSummary) => void): () => void {
    this.#removalListeners.add(listener);
    return () => this.#removalListeners.delete(listener);
  }

  /** Gives the run an id; touches nothing. */
  prepare(subject: RunSubject): PreparedRun {
    const { clock, log, folder: parent } = this.#parts;
    const id = this.#ids.next();
    if (!subject.keepsTranscript) {
      const nothing = async (): Promise<void> => undefined;
      return { handle: new BareRun(id, clock), open: nothing, announce: () => undefined, abandon: nothing };
    }
    const startedMs = clock.nowMs();
    const folder = join(parent, id);
    const run = new LiveRun({
      ...{ clock, log, folder, startedMs, outputBytes: subject.outputBytes },
      summary: summaryOf(id, subject, new Date(startedMs).toISOString()),
      onOutput: (batch) => this.#tell(this.#outputListeners, batch),
      onEnded: (summary, saved) => this.#noteEnd(summary, saved),
    });
    return {
      handle: run,
      open: () => this.#openFolder(run, folder),
      announce: () => this.#tell(this.#changeListeners, run.summary),
      abandon: () => this.#removeFolder(id),
    };
  }

  /** Ends what is still under way. */
  async close(): Promise<void> {
    const quit = { reason: 'host_quit', exit_code: null, signal: null, error: null } as const;
    await Promise.all([...this.#live.values()].map((run) => run.end(quit)));
  }

  /** Newest first; what cannot be read is left out with a line in the log. */
  async list({ limit, before, notBeforeMs, wanted: isWanted = () => true }: RunsPage): Promise<RunSummary[]> {
    const names = await readdir(this.#parts.folder);
    const ids = names.flatMap((name) => RunId.safeParse(name).data ?? []);
    const first = notBeforeMs === undefined ? '' : firstIdAt(notBeforeMs);
    const wanted = ids
      .filter((id) => id >= first && (before === undefined || id < before))
      .sort((a, b) => (a < b ? 1 : -1));
    const found: (RunSummary | undefined)[] = [];
    for (let from = 0; from < wanted.length && found.length < limit; from += READ_AT_ONCE) {
      const summaries = await Promise.all(wanted.slice(from, from + READ_AT_ONCE).map((id) => this.show(id)));
      found.push(...summaries.filter((summary) => summary !== undefined && isWanted(summary)));
    }
    return found.filter((summary) => summary !== undefined).slice(0, limit);
  }

  /** Every run that was started before that moment, oldest first. */
  async *startedBefore(ms: number): AsyncGenerator<RunSummary> {
    const names = await readdir(this.#parts.folder);
    const ids = names.flatMap((name) => RunId.safeParse(name).data ?? []);
    for (const id of ids.filter((each) => each < firstIdAt(ms)).sort()) {
      const run = await this.show(id);
      if (run !== undefined) yield run;
    }
  }

  /** @returns `undefined` when there is no such run, or none that can be read */
  async show(id: RunId): Promise<RunSummary | undefined> {
    if (!RunId.safeParse(id).success) return undefined;
    return this.#live.get(id)?.summary ?? this.#unsaved.get(id) ?? this.#showStored(id);
  }

  /** @returns `undefined` when there is no such run */
  /** What a run changed, as it was kept; `undefined` when it changed nothing, or there is no such run. */
  async readChange(id: RunId): Promise<KeptChange | undefined> {
    return RunId.safeParse(id).success ? readChange(join(this.#parts.folder, id)) : undefined;
  }

  async readTranscript(id: RunId, from: number): Promise<TranscriptPage | undefined> {
    if (!RunId.safeParse(id).success) return undefined;
    return readTranscript(join(this.#parts.folder, id), from, this.#live.has(id));
  }

  /** @returns `undefined` when there is no such run */
  async excerpt(id: RunId, stream: TranscriptStream, maxBytes: number): Promise<Excerpt | undefined> {
    const run = await this.show(id);
    if (run === undefined) return undefined;
    // Of a run that goes on, what is not written yet is not missing.
    return excerptOf(join(this.#parts.folder, id), stream, run.end?.[stream].bytes ?? 0, maxBytes);
  }

  /** The end of what a run that is under way has printed; empty for any other. */
  latestOutput(id: RunId): string {
    return this.#live.get(id)?.latest ?? '';
  }

  /** @throws Error what the disk said, also that there is no such run */
  async keep(id: RunId, kind: KeptKind, path: string, bytes: Uint8Array): Promise<KeptFile> {
    return keepFile(join(this.#parts.folder, RunId.parse(id)), kind, path, bytes);
  }

  /** @returns nothing when there is no such run */
  async keptFiles(id: RunId): Promise<readonly KeptFile[]> {
    return RunId.safeParse(id).success ? keptFiles(join(this.#parts.folder, id)) : [];
  }

  /** The order and the report, which name all other files by their hashes; nothing where that cannot be read. */
  async keptIndex(id: RunId): Promise<readonly KeptFile[]> {
    try {
      return (await this.keptFiles(id)).filter(({ kind }) => kind === 'order' || kind === 'report');
    } catch (error) {
      this.#parts.log.warn({ run: id, err: error }, 'what is kept with a run cannot be read');
      return [];
    }
  }

  /** @returns `undefined` when there is no such run or no such file */
  async readKept(id: RunId, kind: KeptKind, path: string): Promise<Uint8Array | undefined> {
    return RunId.safeParse(id).success ? readKept(join(this.#parts.folder, id), kind, path) : undefined;
  }

  /**
   * Removes a run's folder for good. @returns `running` when it is still under way, `missing` when there is none; nothing is removed then
   * @throws Error what the disk said
   */
  async remove(id: RunId): Promise<'removed' | 'running' | 'missing'> {
    if (this.#live.has(id)) return 'running';
    const run = await this.show(id);
    if (run === undefined) return 'missing';
    const folder = join(this.#parts.folder, id);
    // In one step out of sight; what a crash leaves of it is removed at the next start.
    const removed = `${folder}${REMOVED}`;
    await rename(folder, removed);
    this.#unsaved.delete(id);
    this.#tell(this.#removalListeners, run);
    await rm(removed, { recursive: true });
    return 'removed';
  }

  async #showStored(id: RunId): Promise<RunSummary | undefined> {
    const folder = join(this.#parts.folder, id);
    try {
      const summary = await readSummary(folder);
      if (summary === undefined || summary.end !== null || this.#live.has(id)) return summary;
      const lost = { ...summary, end: await lostEnd(folder) };
      await writeSummary(folder, lost);
      return lost;
    } catch (error) {
      this.#parts.log.warn({ run: id, err: error }, 'a run cannot be read');
      return undefined;
    }
  }

  async #openFolder(run: LiveRun, folder: string): Promise<void> {
    this.#live.set(run.id, run);
    try {
      await writeFile(folder + RUNNING, '', { flag: 'wx', mode: 0o600 });
      await mkdir(folder, { mode: 0o700 });
      await writeSummary(folder, run.summary);
    } catch (error) {
      await this.#removeFolder(run.id);
      throw error;
    }
  }

  async #removeFolder(id: RunId): Promise<void> {
    this.#live.delete(id);
    const folder = join(this.#parts.folder, id);
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
    await rm(folder + RUNNING, { force: true }).catch(() => undefined);
  }

  async #noteEnd(summary: RunSummary, saved: boolean): Promise<void> {
    if (!saved) this.#unsaved.set(summary.id, summary);
    this.#live.delete(summary.id);
    // What stays behind makes the next start look at this run once more, which does no harm.
    if (saved) await rm(join(this.#parts.folder, summary.id + RUNNING), { force: true }).catch(() => undefined);
    this.#tell(this.#changeListeners, summary);
  }

  #tell<T>(listeners: ReadonlySet<(value: T) => void>, value: T): void {
    for (const listener of listeners) {
      try {
        listener(value);
      } catch (error) {
        this.#parts.log.error({ err: error }, 'somebody who listens to runs failed');
      }
    }
  }
}

/** A runs folder of a test's own. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunHandle, type RunSubject, RunSummary, type TranscriptChunk } from '#shared/model/index.ts';
import { ManualClock } from '../../../../test/manual-clock.ts';
import { Runs } from '../transcripts/runs.ts';
import { KeptLog } from './kept-log.ts';
import { subject } from './subjects.ts';

export class TestRuns implements AsyncDisposable {
  readonly folder: string;
  readonly clock = new ManualClock();
  readonly log = new KeptLog();

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async make(): Promise<TestRuns> {
    return new TestRuns(await mkdtemp(join(tmpdir(), 'countersign-runs-')));
  }

  open(): Promise<Runs> {
    return Runs.open({ folder: this.folder, clock: this.clock, log: this.log });
  }

  async start(runs: Runs, changes: Partial<RunSubject> = {}): Promise<RunHandle> {
    const run = runs.prepare(subject(changes));
    await run.open();
    run.announce();
    return run.handle;
  }

  async stored(id: string): Promise<RunSummary> {
    return RunSummary.parse(JSON.parse(await readFile(join(this.folder, id, 'run.json'), 'utf8')));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true });
  }
}

/** The whole transcript, page by page. */
export async function readAll(runs: Runs, run: RunHandle): Promise<TranscriptChunk[]> {
  const all: TranscriptChunk[] = [];
  for (let from: number | null = 0; from !== null; ) {
    const page = await runs.readTranscript(run.id, from);
    if (page === undefined) throw new Error('expected a transcript');
    all.push(...page.chunks);
    from = page.chunks.length === 0 ? null : page.next;
  }
  return all;
}

export const textOf = (chunks: readonly TranscriptChunk[], stream?: TranscriptChunk['stream']): string =>
  chunks
    .filter((chunk) => stream === undefined || chunk.stream === stream)
    .map(({ text }) => text)
    .join('');

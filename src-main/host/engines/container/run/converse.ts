/** Talks with the keeper over a container's attached stream: hands the package over, tells the program's output from the keeper's words, takes the report. */
import type { Duplex } from 'node:stream';
import type { RunHandle } from '#shared/model/index.ts';
import type { HandOver } from '../inside/hand-over.ts';
import { type KeeperReport, readReport } from '../inside/keeper-report.ts';
import { findMarker } from './find-marker.ts';
import { type Output, readFrames } from './frames.ts';

export interface Conversation {
  /** The keeper has all it needs and is about to start the program. */
  readonly started: Promise<void>;
  /** The program and whatever it had started are gone. */
  readonly programEnded: Promise<void>;
  /** Nothing more will be said. */
  readonly over: Promise<void>;
  report(): KeeperReport | null;
  /** What went wrong in the conversation itself. */
  trouble(): string | null;
  /** `T`: ask the program to end. `K`: end it. */
  tell(order: 'T' | 'K'): void;
  cut(): void;
}

export interface Listener {
  readonly run: Pick<RunHandle, 'write'>;
  /** Bytes of left files that are taken. */
  readonly mostBytes: number;
}

const READY = 'ready';
/** The keeper's first words are short. */
const FIRST_WORDS_BYTES = 500;

export function converse(stream: Duplex, package_: HandOver, { run, mostBytes }: Listener): Conversation {
  const [started, programEnded] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const reader = readReport(mostBytes);
  const marks = { stdout: findMarker(package_.marker), stderr: findMarker(package_.marker) };
  let report: KeeperReport | null = null;
  let trouble: string | null = null;
  let firstWords: Buffer | null = Buffer.alloc(0);
  let isCut = false;
  let errorsAreOver = false;

  const takeErrorOfProgram = async (bytes: Uint8Array): Promise<void> => {
    const { before, after } = marks.stderr.take(bytes);
    if (before.length > 0) await run.write('stderr', before);
    if (after !== null) errorsAreOver = true;
  };
  const takeError = async (bytes: Uint8Array): Promise<void> => {
    if (firstWords === null) return takeErrorOfProgram(bytes);
    // Nothing but the keeper can print before it says that it is ready.
    const words = Buffer.concat([firstWords, bytes]);
    const at = words.indexOf(package_.marker);
    const end = at < 0 ? -1 : words.indexOf('\n', at + package_.marker.length);
    firstWords = words;
    if (end < 0) {
      if (words.length > FIRST_WORDS_BYTES + package_.marker.length) throw new Error(oddBeginning(words));
      return;
    }
    const said = words.subarray(at + package_.marker.length, end).toString('utf8');
    firstWords = null;
    if (said !== READY) throw new Error(said);
    started.resolve();
    if (words.length > end + 1) await takeErrorOfProgram(words.subarray(end + 1));
  };
  const takeOutput = async (bytes: Uint8Array): Promise<void> => {
    const { before, after } = marks.stdout.take(bytes);
    if (before.length > 0) await run.write('stdout', before);
    if (after === null) return;
    programEnded.resolve();
    report = reader.take(after) ?? report;
  };
  const takeFrames = async (): Promise<void> => {
    try {
      await readFrames(stream, async (output: Output, bytes) => {
        // Either may come first, whatever was said first: the engine brings them by ways of their own.
        if (output === 'stdout' ? report === null : !errorsAreOver)
          await (output === 'stdout' ? takeOutput(bytes) : takeError(bytes));
        if (report !== null && errorsAreOver) over.resolve();
      });
      for (const output of ['stdout', 'stderr'] as const) {
        if (marks[output].rest().length > 0) await run.write(output, marks[output].rest());
      }
      if (report === null && firstWords !== null)
        trouble ??= firstWords.length > 0 ? oddBeginning(firstWords) : 'it ended before it could start anything';
    } catch (error) {
      if (!isCut && report === null) trouble ??= error instanceof Error ? error.message : String(error);
    }
    over.resolve();
  };
  const over = Promise.withResolvers<void>();
  void takeFrames();
  void sendAll(stream, package_).catch(() => undefined);
  return {
    ...{ started: started.promise, programEnded: programEnded.promise, over: over.promise },
    ...{ report: () => report, trouble: () => trouble },
    tell: (order) => {
      if (!stream.destroyed) stream.write(order);
    },
    cut() {
      isCut = true;
      stream.destroy();
    },
  };
}

/** A stream that fails is noticed by who reads it. */
async function sendAll(stream: Duplex, package_: HandOver): Promise<void> {
  for await (const piece of package_.pieces()) {
    if (stream.destroyed) return;
    if (!stream.write(piece)) await taken(stream);
  }
}

const taken = (stream: Duplex): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      for (const name of ['drain', 'close', 'error']) stream.off(name, done);
      resolve();
    };
    for (const name of ['drain', 'close', 'error']) stream.once(name, done);
  });

const oddBeginning = (words: Buffer): string =>
  `instead of taking its package it said: ${JSON.stringify(words.toString('utf8').trim().slice(-300))}`;

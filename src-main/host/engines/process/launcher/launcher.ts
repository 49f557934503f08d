/**
 * One process that waits to become a program. It exists before it is told what to become, so that limits can be laid around it first; what it
 * becomes, it becomes by one `exec` of exactly the list it is given.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import { getSystemErrorMessage } from 'node:util';
import type { OutputReader } from '../output-pipes.ts';
import type { Child, Exit, OutputPipePair } from '../start-child.ts';
import { HANDED_OVER, LAUNCH } from './scripts.ts';

export const PERL = '/usr/bin/perl';

export interface Order {
  /** Whether what starts is a fence, with `KEEP` inside, and not the program itself. */
  readonly fenced: boolean;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** What is started, its `argv[0]`, and its arguments up to the program's own. */
  readonly options: readonly Argument[];
  readonly rest: readonly string[];
}

/** A text, or an open file whose number in the new process is meant. */
export type Argument = string | { readonly handle: number; readonly read?: boolean } | typeof ERRORS;

/** Stands for the program's own standard error. */
export const ERRORS = Symbol('standard error');

export interface RusageFigures {
  readonly cpuMs: number;
  readonly peakMemoryBytes: number;
}

export interface Launched extends Child {
  /** Resolves once the program itself runs, or when it never will. */
  readonly started: Promise<void>;
  hasStarted(): boolean;
  /** The process is gone that everything else hangs from. */
  readonly gone: Promise<void>;
  /** Known once it has ended, where something counted. */
  rusage(): RusageFigures | null;
}

export interface Launcher {
  readonly pid: number;
  /** Whether it lives, for all that is known. */
  isWaiting(): boolean;
  send(order: Order, stdin: Uint8Array | null): Launched;
  /** It will not be needed. */
  discard(): void;
}

/** @param label by which it is found again should the host be killed. @throws Error when perl cannot be started */
export async function startLauncher(label: Readonly<Record<string, string>>, pipes: OutputPipePair): Promise<Launcher> {
  const child = spawn(PERL, ['-C0', '-e', LAUNCH], {
    detached: true,
    env: { NODE_V8_COVERAGE: undefined, ...label },
    cwd: '/',
    stdio: ['pipe', pipes.stdout.childEnd, pipes.stderr.childEnd, 'pipe', 'pipe'],
  });
  await new Promise<void>((resolve, reject) => child.once('spawn', resolve).once('error', reject));
  const { pid } = child;
  if (pid === undefined) throw new Error(`${PERL} was started and has no process`);
  const [, , , orders, reports] = child.stdio;
  if (!isWritable(orders) || !isReadable(reports)) throw new Error('a pipe was asked for and none was made');
  const report = followReport(child, reports);
  const output = {
    stdout: pipes.stdout.handedOver(child.stdout),
    stderr: pipes.stderr.handedOver(child.stderr),
  } satisfies Readonly<Record<string, OutputReader>>;
  return {
    pid,
    isWaiting: () => child.exitCode === null && child.signalCode === null,
    send(order, stdin) {
      orders.on('error', () => undefined).end(spell(order, stdin !== null));
      child.stdin?.on('error', () => undefined).end(stdin ?? undefined);
      return { pid, ...output, ...report(order) };
    },
    discard() {
      child.kill('SIGKILL');
      for (const each of [output.stdout, output.stderr]) each.cut();
    },
  };
}

/** Fields with a NUL after each, in the order in which `LAUNCH` takes them. */
function spell({ fenced, cwd, env, options, rest }: Order, hasInput: boolean): string {
  const files = options.filter((each) => typeof each === 'object');
  const handles = [...new Set(files.map(({ handle, read }) => `${read === true ? 'read:' : ''}${pathOf(handle)}`))];
  const tokens = options.map((each) => {
    if (typeof each === 'string') return each;
    if (typeof each === 'symbol') return `${HANDED_OVER}${handles.length}`;
    return `${HANDED_OVER}${handles.indexOf(`${each.read === true ? 'read:' : ''}${pathOf(each.handle)}`)}`;
  });
  const pairs = Object.entries(env);
  const head = [fenced ? '1' : '', hasInput ? '1' : '', cwd, handles.length, pairs.length, tokens.length];
  return [...head, ...handles, ...pairs.flat(), ...tokens, ...rest].map((field) => `${field}\0`).join('');
}

/** An open file of this process, for another process of the same user to open: the very same file, whatever its name means by then. */
const pathOf = (handle: number): string => `/proc/${process.pid}/fd/${handle}`;

const isWritable = (stream: unknown): stream is Writable =>
  stream !== null && typeof stream === 'object' && 'end' in stream;
const isReadable = (stream: unknown): stream is Readable =>
  stream !== null && typeof stream === 'object' && 'setEncoding' in stream;

/** What is known of a program from what is said on descriptor 4 and from how the process ended. */
function followReport(
  child: ChildProcess,
  reports: Readable,
): (order: Order) => Omit<Launched, 'pid' | 'stdout' | 'stderr'> {
  const said: string[] = [];
  let rest = '';
  let told: { readonly exit: Exit; readonly figures: RusageFigures } | undefined;
  let failure: string | undefined;
  let unready: string | undefined;
  let hasStarted = false;
  const started = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<void>();
  const closed = Promise.withResolvers<void>();
  let own: Exit = { code: null, signal: null };
  const gone = new Promise<void>((resolve) => {
    child.once('exit', (code, signal) => {
      own = { code, signal };
      resolve();
    });
  });
  reports.setEncoding('utf8').on('data', (text: string) => {
    const lines = `${rest}${text}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) hear(line);
  });
  reports.on('error', () => undefined).once('close', () => closed.resolve());
  const hear = (line: string): void => {
    const [word, first = '', second = '', third = ''] = line.split(' ');
    if (word === 'started' && first === '') {
      hasStarted = true;
      started.resolve();
    } else if (word === 'failed') failure = sentenceOf(Number(first));
    else if (word === 'unready') unready = sentenceOf(Number(first));
    else if (word === 'ended' && third !== '') {
      const figures = { cpuMs: Number(second) / 1000, peakMemoryBytes: Number(third) * 1024 };
      told = { exit: exitOf(Number(first)), figures };
      ended.resolve();
    } else said.push(line);
  };
  return ({ fenced, options, rest: argv }) => {
    const over = Promise.all([gone, closed.promise]);
    const sentence = (): string | undefined => {
      if (failure !== undefined) return `${argv[0]} could not be started: ${failure}`;
      if (!fenced) return unready === undefined ? undefined : `${String(options[0])} could not be started: ${unready}`;
      const words = [...said, rest, unready ?? ''].filter((line) => line !== '').join(' ');
      return words === '' || hasStarted ? undefined : `The sandbox could not be set up: ${words}`;
    };
    const howItEnded = (): Exit => {
      if (told !== undefined) return told.exit;
      const why = sentence();
      if (why !== undefined) return { code: null, signal: null, failure: why };
      // Its first process was ended before it could tell, and everybody with it.
      return fenced ? { code: null, signal: 'SIGKILL' } : own;
    };
    return {
      started: Promise.race([started.promise, fenced ? over.then(() => undefined) : closed.promise]),
      hasStarted: () => (fenced ? hasStarted : sentence() === undefined),
      exited: Promise.race([ended.promise, over]).then(howItEnded),
      gone,
      rusage: () => told?.figures ?? null,
    };
  };
}

/** As `wait` gives it: the signal in the low seven bits, or else the code above them. A signal without a name shows as shells have it. */
function exitOf(status: number): Exit {
  const number = status & 0x7f;
  if (number === 0) return { code: status >> 8, signal: null };
  const name = Object.entries(constants.signals).find(([, value]) => value === number)?.[0];
  return isSignal(name) ? { code: null, signal: name } : { code: 128 + number, signal: null };
}

const isSignal = (name: string | undefined): name is NodeJS.Signals => name !== undefined && name in constants.signals;

function sentenceOf(errno: number): string {
  const name = Object.entries(constants.errno).find(([, value]) => value === errno)?.[0];
  return `${getSystemErrorMessage(-errno)} (${name ?? errno})`;
}

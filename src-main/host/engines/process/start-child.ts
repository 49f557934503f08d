/** Starts one program: an argument vector, never a shell; its own process group; nothing inherited but what the launch says. */
import { getSystemErrorMessage } from 'node:util';
import { execa } from 'execa';
import type { Launch } from './launch.ts';
import type { OutputPipe, OutputReader } from './output-pipes.ts';

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The program never ran: a sentence that says why. */
  readonly failure?: string;
}

export interface OutputPipePair {
  readonly stdout: OutputPipe;
  readonly stderr: OutputPipe;
}

export interface Child {
  readonly pid: number;
  readonly stdout: OutputReader;
  readonly stderr: OutputReader;
  readonly exited: Promise<Exit>;
}

/**
 * Its process exists when this returns. The output has to be read in the same turn. Without a process the pipes are still the caller's.
 * @returns a promise of the operating system's sentence when it could not be started
 */
export function startChild(
  { file, argv0, args, cwd, env }: Launch,
  stdin: Uint8Array | null,
  pipes: OutputPipePair,
): Child | Promise<string> {
  let subprocess: ReturnType<typeof spawnPiped>;
  try {
    subprocess = spawnPiped(file, args, { argv0, cwd, env }, stdin !== null, pipes);
  } catch (error) {
    return Promise.resolve(sentenceOf(file, error));
  }
  if (subprocess.pid === undefined) return subprocess.then((result) => sentenceOf(file, result.cause));
  const { promise: exited, resolve } = Promise.withResolvers<Exit>();
  subprocess.once('exit', (code, signal) => resolve({ code, signal }));
  // A program that does not read its input, or not all of it, is no failure.
  subprocess.stdin?.on('error', () => undefined).end(stdin);
  return {
    pid: subprocess.pid,
    stdout: pipes.stdout.handedOver(subprocess.stdout),
    stderr: pipes.stderr.handedOver(subprocess.stderr),
    exited,
  };
}

/** Execa with everything switched off that would act by itself: ending a run, and reading its output, have owners of their own. */
const spawnPiped = (
  file: string,
  args: readonly string[],
  options: { readonly argv0: string; readonly cwd: string; readonly env: Launch['env'] },
  hasInput: boolean,
  { stdout, stderr }: OutputPipePair,
) =>
  execa(file, args, {
    argv0: options.argv0,
    cwd: options.cwd,
    env: options.env,
    extendEnv: false,
    preferLocal: false,
    shell: false,
    detached: true,
    windowsHide: true,
    stdin: hasInput ? 'pipe' : 'ignore',
    stdout: stdout.childEnd,
    stderr: stderr.childEnd,
    encoding: 'buffer',
    buffer: false,
    cleanup: false,
    forceKillAfterDelay: false,
    reject: false,
    verbose: 'none',
  });

function sentenceOf(file: string, error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(cause instanceof Error)) return `${file} could not be started.`;
  const why =
    'errno' in cause && typeof cause.errno === 'number' && 'code' in cause
      ? `${getSystemErrorMessage(cause.errno)} (${cause.code})`
      : cause.message;
  return `${file} could not be started: ${why}`;
}

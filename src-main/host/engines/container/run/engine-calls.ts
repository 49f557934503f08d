/** The few calls to an engine that a container's life takes, each with a time within which it has to be answered. */
import type { Duplex } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type Docker from 'dockerode';
import type { ContainerCreateOptions } from 'dockerode';
import { z } from 'zod';
import { ask } from '../find/ask.ts';
import { attachTo } from './attach-to.ts';
import { readFileIn } from './read-file.ts';

/** The engine answered, and the answer is no. */
export class EngineSaysNo extends Error {
  readonly status: number;

  constructor(status: number, words: string) {
    super(words);
    this.name = 'EngineSaysNo';
    this.status = status;
  }
}

/** Nobody answered, or not in time, or not like an engine. */
export class EngineGone extends Error {}

const CALL_MS = 30_000;
/** So long a container may seem to run whose end was heard already. */
const ENDING_MS = 5_000;
/** Starting is the slow one: many at once share the machine. */
const START_MS = 120_000;
/** A file for a person or an agent to look at, who wait for it: an engine that is busy with something else is asked again another time. */
const READ_MS = 15_000;

const Id = z.string().regex(/^[0-9a-f]{64}$/);
const Created = z.object({ Id, Warnings: z.array(z.string()).nullish() });
const State = z.object({
  State: z.object({ Running: z.boolean(), ExitCode: z.number().int(), OOMKilled: z.boolean().catch(false) }),
});
const FirstProcess = z.object({ State: z.object({ Pid: z.number().int().nonnegative() }) });
const Listed = z.array(
  z.object({
    Id,
    Names: z.array(z.string()).catch([]),
    Labels: z.record(z.string(), z.string()).nullish().catch(null),
  }),
);

/** What the engine says of a container's state, if that makes sense. */
export const isRunning = (inspected: unknown): boolean => State.safeParse(inspected).data?.State.Running === true;

export interface ListedContainer {
  readonly id: string;
  readonly names: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
}

export interface EngineCalls {
  create(request: ContainerCreateOptions): Promise<string>;
  inspect(id: string): Promise<unknown>;
  inspectImage(reference: string): Promise<unknown>;
  /** Standard input, and both outputs in frames. */
  attach(id: string): Promise<Duplex>;
  start(id: string): Promise<void>;
  /** Starts a second program in a container that runs. Standard input, and both outputs in frames. */
  exec(id: string, command: readonly string[], user: string): Promise<Duplex>;
  /** The number of its first process, as the machine of the engine has it; 0 where it does not run. */
  pid(id: string): Promise<number>;
  kill(id: string): Promise<void>;
  /** How it ended; one whose input and output are over is given a moment to be ended for the engine too. */
  exit(id: string): Promise<{ readonly running: boolean; readonly code: number; readonly oomKilled: boolean }>;
  /** Also one that runs, and one that is gone already. */
  remove(id: string): Promise<void>;
  list(label: string): Promise<readonly ListedContainer[]>;
  /** A regular file of a container, whether it runs or not; `null` where there is none, or a larger one. */
  readFile(id: string, path: string, mostBytes: number): Promise<Buffer | null>;
}

/** @param until ends the wait for what a runtime does, which may hang while the engine does not */
export function engineCalls(docker: Docker, until: AbortSignal | null = null): EngineCalls {
  const container = (id: string) => docker.getContainer(Id.parse(id));
  return {
    create: (request) =>
      call(CALL_MS, async (abortSignal) => {
        // Dockerode would send the whole of it a second time as the address, which is too long for what may lie between.
        const parts = { _query: { name: request.name }, _body: request };
        const created = await docker.createContainer({ ...parts, abortSignal });
        return Created.parse({ Id: created.id }).Id;
      }),
    inspect: (id) => call(CALL_MS, (abortSignal) => container(id).inspect({ abortSignal })),
    inspectImage: (reference) =>
      call(CALL_MS, (abortSignal) => ask(docker, `/images/${encodeURIComponent(reference)}/json`, abortSignal)),
    attach: (id) => call(CALL_MS, () => attachTo(docker, Id.parse(id))),
    start: (id) => call(START_MS, async (abortSignal) => void (await container(id).start({ abortSignal })), until),
    exec: (id, command, user) =>
      call(START_MS, (abortSignal) => execIn(container(id), command, user, abortSignal), until),
    pid: (id) =>
      call(CALL_MS, async (abortSignal) => FirstProcess.parse(await container(id).inspect({ abortSignal })).State.Pid),
    kill: (id) =>
      call(CALL_MS, async (abortSignal) => void (await container(id).kill({ signal: 'SIGKILL', abortSignal }))),
    exit: (id) => call(CALL_MS, (abortSignal) => exitOf(container(id), abortSignal)),
    remove: (id) => call(CALL_MS, (abortSignal) => removeContainer(container(id), abortSignal)),
    readFile: (id, path, mostBytes) =>
      call(READ_MS, (abortSignal) => readFileIn(container(id), path, mostBytes, abortSignal)),
    list: (label) =>
      call(CALL_MS, async (abortSignal) => {
        const listed = await docker.listContainers({ all: true, filters: { label: [label] }, abortSignal });
        return Listed.parse(listed).map(({ Id: id, Names, Labels }) => ({ id, names: Names, labels: Labels ?? {} }));
      }),
  };
}

const isThere = (container: Docker.Container, abortSignal: AbortSignal): Promise<boolean> =>
  container.inspect({ abortSignal }).then(
    () => true,
    (error: unknown) => statusOf(error) !== 404,
  );

async function execIn(
  container: Docker.Container,
  command: readonly string[],
  User: string,
  abortSignal: AbortSignal,
): Promise<Duplex> {
  const ways = { AttachStdin: true, AttachStdout: true, AttachStderr: true, Tty: false, Privileged: false };
  const exec = await container.exec({ ...ways, Cmd: [...command], User, abortSignal });
  return exec.start({ hijack: true, stdin: true });
}

/** Podman hears that a container ended a moment after whoever was attached to it does. */
async function exitOf(container: Docker.Container, abortSignal: AbortSignal) {
  const until = performance.now() + ENDING_MS;
  for (;;) {
    const { Running, ExitCode, OOMKilled } = State.parse(await container.inspect({ abortSignal })).State;
    if (!Running || performance.now() > until) return { running: Running, code: ExitCode, oomKilled: OOMKilled };
    await pause(50);
  }
}

/** Somebody else may be removing it at this moment, or it may be ending by itself. */
async function removeContainer(container: Docker.Container, abortSignal: AbortSignal): Promise<void> {
  try {
    await container.remove({ force: true, v: true, abortSignal });
  } catch (error) {
    const status = statusOf(error);
    if (status === 404) return;
    if (status === 500 && ENDED_MEANWHILE.test(wordsOf(error)) && !abortSignal.aborted) {
      await pause(50);
      return removeContainer(container, abortSignal);
    }
    if (status !== 409 || !/already in progress/.test(wordsOf(error))) throw error;
    while (!abortSignal.aborted && (await isThere(container, abortSignal))) await pause(50);
  }
}

/** Podman, of a container that it was about to end and that ended first. */
const ENDED_MEANWHILE = /could not be stopped: .*container state improper/;

/** One call that has to be answered in time, and as long as somebody waits for it. @throws EngineSaysNo, EngineGone */
export async function call<T>(
  withinMs: number,
  action: (signal: AbortSignal) => Promise<T>,
  until: AbortSignal | null = null,
): Promise<T> {
  const timer = AbortSignal.timeout(withinMs);
  const signal = until === null ? timer : AbortSignal.any([timer, until]);
  const late = Promise.withResolvers<never>();
  const onLate = (): void =>
    late.reject(
      new EngineGone(
        timer.aborted
          ? `the engine did not answer within ${withinMs / 1_000} seconds`
          : 'nobody waited for the engine’s answer any more',
      ),
    );
  signal.addEventListener('abort', onLate, { once: true });
  if (signal.aborted) onLate();
  try {
    return await Promise.race([action(signal), late.promise]);
  } catch (error) {
    throw translated(error);
  } finally {
    signal.removeEventListener('abort', onLate);
    late.promise.catch(() => undefined);
  }
}

function translated(error: unknown): Error {
  if (error instanceof EngineGone) return error;
  const status = statusOf(error);
  if (status !== undefined) return new EngineSaysNo(status, wordsOf(error));
  if (error instanceof z.ZodError)
    return new EngineGone('the engine answers in a way that makes no sense', { cause: error });
  return new EngineGone(wordsOf(error), { cause: error });
}

const statusOf = (error: unknown): number | undefined =>
  error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number'
    ? error.statusCode
    : undefined;

/** The engine's own words, without what the client library puts before them. */
function wordsOf(error: unknown): string {
  const words = error instanceof Error ? error.message : String(error);
  return words
    .replace(/^\(HTTP code \d+\) [^-]*- /, '')
    .trim()
    .slice(0, 500);
}

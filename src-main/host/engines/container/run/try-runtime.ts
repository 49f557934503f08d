/** Starts a container with a runtime and has a program of Countersign's own run in it, with a thread and a child, to see whether that works; removes it. */
import { randomBytes } from 'node:crypto';
import type { ContentStore } from '#host/storage/index.ts';
import { type ContainerSpec, type PinnedImage, Refused } from '#shared/model/index.ts';
import { settlesBefore } from '../../process/settles-before.ts';
import { ask } from '../find/ask.ts';
import type { Found } from '../find/try-engine.ts';
import { handOver } from '../inside/hand-over.ts';
import { trialShape } from '../make/shape.ts';
import { type WorkshopParts, workshopOf } from '../make/workshop-of.ts';
import { converse } from './converse.ts';
import type { Fleet } from './fleet.ts';

export interface TrialParts extends WorkshopParts {
  readonly fleet: Fleet;
  readonly content: ContentStore;
  /** All of it: a runtime that takes longer hangs. */
  readonly withinMs: number;
  readonly quitting: AbortSignal;
}

/** What an image with Python has, and what a runtime that holds a filter it does not understand refuses. */
const PROGRAM = `import _thread, os
lock = _thread.allocate_lock(); lock.acquire()
_thread.start_new_thread(lock.release, ())
lock.acquire()
child = os.fork()
if child == 0: os._exit(0)
os._exit(os.waitpid(child, 0)[1])`;

/**
 * Nothing is left; of a runtime that hangs its container goes as soon as the engine can remove it.
 * @returns what is wrong with the runtime; `null` when the program ran
 * @throws Refused ENGINE_UNAVAILABLE, IMAGE_MISSING, SHUTTING_DOWN, which say nothing of the runtime
 */
export async function tryRuntime(
  parts: TrialParts,
  found: Found,
  runtime: ContainerSpec['runtime'],
  image: PinnedImage,
): Promise<string | null> {
  const deadline = AbortSignal.timeout(parts.withinMs);
  const problem = await run(parts, found, trialShape(image, runtime), deadline).catch((error: unknown) => {
    if (parts.quitting.aborted) throw new Refused('SHUTTING_DOWN');
    if (deadline.aborted) return hung('no container had started', parts.withinMs);
    if (error instanceof Refused && error.refusal.code === 'SANDBOX_MISSING') return error.message;
    throw error;
  });
  if (problem !== null) await refuseIfGone(found);
  return problem;
}

async function run(
  { fleet, content, handed, firewall, withinMs, quitting }: TrialParts,
  found: Found,
  { reaches, ...shape }: ReturnType<typeof trialShape>,
  deadline: AbortSignal,
): Promise<string | null> {
  const until = AbortSignal.any([deadline, quitting]);
  const argv = ['/usr/bin/python3', '-I', '-S', '-c', PROGRAM];
  const parcel = await handOver({ ...shape, argv, env: {}, files: [], egress: [] }, content, null);
  const purpose = `try-${shape.runtime}-${randomBytes(8).toString('hex')}`;
  const vessel = await fleet.start(
    workshopOf(found, { handed, firewall }, until),
    { reaches, ...shape },
    purpose,
    until,
  );
  try {
    let said = '';
    const write = async (_stream: 'stdout' | 'stderr', bytes: Uint8Array): Promise<void> => {
      said = `${said}${Buffer.from(bytes).toString('utf8')}`.slice(-500);
    };
    const talk = converse(vessel.stream, parcel, { run: { write }, mostBytes: 0 });
    const isOver = await settlesBefore(until, talk.over);
    if (talk.report()?.code === 0) return null;
    quitting.throwIfAborted();
    if (!isOver) return hung('a small program in its container had not ended', withinMs);
    const lastWords = said.trim().split('\n').at(-1);
    const why = lastWords || talk.trouble() || talk.report()?.failure || 'it ended at once';
    return `a program of two threads and a child does not run in it (${why})`;
  } finally {
    await settlesBefore(until, fleet.dismiss(vessel));
  }
}

const hung = (what: string, ms: number): string =>
  `it hung; after ${ms / 1_000} seconds ${what}, while the engine itself answers`;

const PING_MS = 8_000;

/** What went wrong is the runtime's fault only if the engine is still there. @throws Refused ENGINE_UNAVAILABLE */
async function refuseIfGone({ docker, facts }: Found): Promise<void> {
  try {
    await ask(docker, '/_ping', AbortSignal.timeout(PING_MS));
  } catch (cause) {
    throw new Refused('ENGINE_UNAVAILABLE', {
      message: `${facts.name} does not answer any more; it went while a runtime was tried in it.`,
      cause,
    });
  }
}

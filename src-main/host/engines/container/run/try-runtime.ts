/** Starts a container with a runtime and has a program of Countersign's own run in it, with a thread and a child, to see whether that works; removes it. */
import { randomBytes } from 'node:crypto';
import type { ContentStore } from '#host/storage/index.ts';
import type { ContainerSpec, PinnedImage } from '#shared/model/index.ts';
import { settlesWithin } from '../../process/settles-within.ts';
import { handOver } from '../inside/hand-over.ts';
import type { Workshop } from '../make/make-container.ts';
import { trialShape } from '../make/shape.ts';
import { converse } from './converse.ts';
import type { Fleet } from './fleet.ts';

const TRIAL_MS = 60_000;
/** What an image with Python has, and what a runtime that holds a filter it does not understand refuses. */
const PROGRAM = `import _thread, os
lock = _thread.allocate_lock(); lock.acquire()
_thread.start_new_thread(lock.release, ())
lock.acquire()
child = os.fork()
if child == 0: os._exit(0)
os._exit(os.waitpid(child, 0)[1])`;

/** @throws Error with what went wrong; nothing is left */
export async function tryRuntime(
  fleet: Fleet,
  workshop: Workshop,
  content: ContentStore,
  runtime: ContainerSpec['runtime'],
  image: PinnedImage,
): Promise<void> {
  const purpose = `try-${runtime}-${randomBytes(8).toString('hex')}`;
  const { reaches: _, ...shape } = trialShape(image, runtime);
  const argv = ['/usr/bin/python3', '-I', '-S', '-c', PROGRAM];
  const parcel = await handOver({ ...shape, argv, env: {}, files: [], egress: [] }, content, null);
  const vessel = await fleet.start(workshop, trialShape(image, runtime), purpose);
  try {
    let said = '';
    const write = async (_stream: 'stdout' | 'stderr', bytes: Uint8Array): Promise<void> => {
      said = `${said}${Buffer.from(bytes).toString('utf8')}`.slice(-500);
    };
    const talk = converse(vessel.stream, parcel, { run: { write }, mostBytes: 0 });
    const isOver = await settlesWithin(TRIAL_MS, talk.over);
    if (talk.report()?.code === 0) return;
    const lastWords = said.trim().split('\n').at(-1);
    const why =
      lastWords || talk.trouble() || talk.report()?.failure || (isOver ? 'it ended at once' : 'it does not end');
    throw new Error(`a program of two threads and a child does not run in it (${why})`);
  } finally {
    await fleet.dismiss(vessel);
  }
}

/** Every container of this engine, from the moment it has a name until it is gone: nothing is started, and nothing removed, but through here. */
import { randomBytes } from 'node:crypto';
import type { ContainerCreateOptions } from 'dockerode';
import type { Log } from '#host/ports/index.ts';
import { settlesBefore } from '../../process/settles-before.ts';
import { isOwn, OWNER_LABEL, type Tag, tagOf } from '../make/labels.ts';
import type { Workshop } from '../make/make-container.ts';
import type { ContainerShape } from '../make/shape.ts';
import type { EngineCalls } from './engine-calls.ts';
import { startVessel, type Vessel } from './vessel.ts';

export interface Fleet {
  /**
   * @param purpose a run's id, or what else it is for
   * @param until nobody waits for it any more: what was made of it by then is removed, which `settled` waits for
   * @throws Refused ENGINE_UNAVAILABLE, IMAGE_MISSING, SANDBOX_MISSING, with nothing left; the reason of `until`
   */
  start(workshop: Workshop, shape: ContainerShape, purpose: string, until?: AbortSignal): Promise<Vessel>;
  /**
   * Makes a container of an image that is never started, to look into it, and removes it.
   * @throws EngineSaysNo, EngineGone
   */
  look<T>(calls: EngineCalls, image: string, action: (id: string) => Promise<T>): Promise<T>;
  /** Removes it; the caller need not wait, `settled` does. */
  dismiss(vessel: Vessel): Promise<void>;
  /** Removes what no container of this fleet is: left by a host that was killed, or while the engine was away. @returns how many */
  reap(calls: EngineCalls): Promise<number>;
  /** Resolves when all that is being removed is gone. */
  settled(): Promise<void>;
}

const NEVER = new AbortController().signal;

export function createFleet(owner: string, log: Log): Fleet {
  const held = new Set<string>();
  const leaving = new Set<Promise<void>>();
  let reaping: Promise<number> | null = null;

  const leave = (name: string, removed: Promise<void>): Promise<void> => {
    const gone = removed.finally(() => {
      held.delete(name);
      leaving.delete(gone);
    });
    leaving.add(gone);
    return gone;
  };
  const reap = async (calls: EngineCalls): Promise<number> => {
    const listed = await calls.list(`${OWNER_LABEL}=${owner}`);
    const orphans = listed.filter(
      (each) => isOwn(owner, each) && !each.names.some((name) => held.has(name.replace(/^\//, ''))),
    );
    for (const { id } of orphans) await calls.remove(id);
    if (orphans.length > 0) log.warn({ containers: orphans.length }, 'removed what an earlier host left behind');
    return orphans.length;
  };
  return {
    async start(workshop, shape, purpose, until = NEVER) {
      until.throwIfAborted();
      const tag = tagOf(owner, purpose);
      held.add(tag.name);
      const started = startVessel(workshop, shape, tag, log);
      try {
        if (await settlesBefore(until, started)) return await started;
        throw until.reason;
      } catch (error) {
        const removed = started.then(
          (vessel) => vessel.remove(),
          () => undefined,
        );
        void leave(tag.name, removed);
        throw error;
      }
    },
    async look(calls, image, action) {
      const tag = tagOf(owner, `look-${randomBytes(8).toString('hex')}`);
      held.add(tag.name);
      try {
        const id = await calls.create(stillRequest(image, tag));
        return await action(id).finally(() => calls.remove(id));
      } finally {
        held.delete(tag.name);
      }
    },
    dismiss: (vessel) => leave(vessel.name, vessel.remove()),
    reap(calls) {
      // One at a time: two that remove the same container would each report what the other did.
      reaping ??= reap(calls).finally(() => {
        reaping = null;
      });
      return reaping;
    },
    async settled() {
      while (leaving.size > 0) await Promise.allSettled(leaving);
    },
  };
}

/** Nothing of it ever runs; should somebody start it all the same, there is no such program, no network and nothing to write to. */
const stillRequest = (image: string, tag: Tag): ContainerCreateOptions => ({
  ...{ name: tag.name, Image: image, Entrypoint: ['/never'], Cmd: [], Labels: { ...tag.labels }, User: '65534:65534' },
  NetworkDisabled: true,
  HostConfig: { NetworkMode: 'none', ReadonlyRootfs: true, CapDrop: ['ALL'], SecurityOpt: ['no-new-privileges'] },
});

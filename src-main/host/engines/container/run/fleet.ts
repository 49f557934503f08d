/** Every container of this engine, from the moment it has a name until it is gone: nothing is started, and nothing removed, but through here. */
import { randomBytes } from 'node:crypto';
import type { ContainerCreateOptions } from 'dockerode';
import type { Log } from '#host/ports/index.ts';
import { isOwn, OWNER_LABEL, type Tag, tagOf } from '../make/labels.ts';
import type { Workshop } from '../make/make-container.ts';
import type { ContainerShape } from '../make/shape.ts';
import type { EngineCalls } from './engine-calls.ts';
import { startVessel, type Vessel } from './vessel.ts';

export interface Fleet {
  /**
   * @param purpose a run's id, or what else it is for
   * @throws Refused ENGINE_UNAVAILABLE, IMAGE_MISSING, SANDBOX_MISSING, with nothing left
   */
  start(workshop: Workshop, shape: ContainerShape, purpose: string): Promise<Vessel>;
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

export function createFleet(owner: string, log: Log): Fleet {
  const held = new Set<string>();
  const leaving = new Set<Promise<void>>();
  let reaping: Promise<number> | null = null;

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
    async start(workshop, shape, purpose) {
      const tag = tagOf(owner, purpose);
      held.add(tag.name);
      try {
        return await startVessel(workshop, shape, tag, log);
      } catch (error) {
        held.delete(tag.name);
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
    dismiss(vessel) {
      const gone = vessel.remove().finally(() => {
        held.delete(vessel.name);
        leaving.delete(gone);
      });
      leaving.add(gone);
      return gone;
    },
    reap(calls) {
      // One at a time: two that remove the same container would each report what the other did.
      reaping ??= reap(calls).finally(() => {
        reaping = null;
      });
      return reaping;
    },
    async settled() {
      await Promise.allSettled(leaving);
    },
  };
}

/** Nothing of it ever runs; should somebody start it all the same, there is no such program, no network and nothing to write to. */
const stillRequest = (image: string, tag: Tag): ContainerCreateOptions => ({
  ...{ name: tag.name, Image: image, Entrypoint: ['/never'], Cmd: [], Labels: { ...tag.labels }, User: '65534:65534' },
  NetworkDisabled: true,
  HostConfig: { NetworkMode: 'none', ReadonlyRootfs: true, CapDrop: ['ALL'], SecurityOpt: ['no-new-privileges'] },
});

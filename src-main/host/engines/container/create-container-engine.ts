/** The container engine: carries out granted plans in containers of their own, and owns every container that comes of them. */
import type { Clock, Log } from '#host/ports/index.ts';
import type { ContentStore } from '#host/storage/index.ts';
import { Refused, RunInterrupted } from '#shared/model/index.ts';
import type { ContainerEngine, ContainerPlan, EngineState } from './container-engine.ts';
import { type Surroundings, surroundings } from './find/candidates.ts';
import { type Found, watchEngine } from './find/watch-engine.ts';
import { clearWorkFolder } from './images/clear-work-folder.ts';
import { type RunnerImages, runnerImages } from './images/runner-images.ts';
import { imageFacts } from './make/image-facts.ts';
import { checkOwner, isOwn, OWNER_LABEL, tagOf } from './make/labels.ts';
import { shapeOf } from './make/shape.ts';
import { carryOut } from './run/carry-out.ts';
import { type EngineCalls, EngineGone, EngineSaysNo, engineCalls } from './run/engine-calls.ts';
import { orRefuse, startVessel, type Vessel } from './run/vessel.ts';

const GRACE_MS = 2_000;

export interface ContainerEngineParts {
  readonly content: ContentStore;
  readonly log: Log;
  readonly clock: Clock;
  /** A stable id of the data folder: letters, digits, dots, dashes, underscores. */
  readonly owner: string;
  readonly surroundings?: () => Surroundings;
  /** The recipes of the runner images, and a private folder for making a base in. */
  readonly images: { readonly folder: string; readonly workFolder: string };
  /** Milliseconds between asking a program to end and ending it. */
  readonly graceMs?: number;
}

export interface ContainerRoom extends ContainerEngine {
  readonly images: RunnerImages;
}

/** @throws TypeError for an owner that cannot be a part of a name */
export function createContainerEngine(parts: ContainerEngineParts): ContainerRoom {
  const { content, log, clock, owner, graceMs = GRACE_MS } = parts;
  checkOwner(owner);
  const watch = watchEngine({ surroundings: parts.surroundings ?? (() => surroundings(null)), clock, log });
  const ownPorts: number[] = [];
  const quitting = new AbortController();
  const underWay = new Map<string, Promise<unknown>>();

  const images = runnerImages({ ...parts.images, label: `${owner}:images`, engine: () => watch.engine(), log });

  let reaping: Promise<number> | null = null;
  /** One at a time: two that remove the same container would each report what the other did. */
  const reap = (): Promise<number> => {
    const found = watch.found();
    if (found === null) return Promise.resolve(0);
    reaping ??= reapWith(engineCalls(found.docker), owner, (name) => underWay.has(name), log).finally(() => {
      reaping = null;
    });
    return reaping;
  };
  // What could not be removed while the engine was away, or was left by a killed host, goes as soon as there is an engine.
  watch.onChanged(() => {
    reap().catch((error: unknown) => log.warn({ err: error }, 'left-behind containers could not be looked for'));
  });

  return {
    images,
    state: () => ({ ...watch.state(), runtimes: runtimesOf(watch.found()) }),
    onChanged: (listener) => watch.onChanged(() => listener({ ...watch.state(), runtimes: runtimesOf(watch.found()) })),
    async pinImage(name) {
      const { docker } = await watch.engine();
      const raw = await noticing(watch, () =>
        orRefuse({ image: { name, id: '' } }, () => engineCalls(docker).inspectImage(name)),
      );
      return { name, id: imageFacts(raw, name).id };
    },
    async driftOfImage(image) {
      const { docker } = await watch.engine();
      return noticing(watch, () => driftOf(engineCalls(docker), image));
    },
    async carryOut(grant, run, signal, output) {
      const { docker, facts } = await watch.engine();
      const tag = tagOf(owner, run.id);
      const workshop = { calls: engineCalls(docker), platform: facts.platform };
      const vesselFor = async (plan: ContainerPlan): Promise<Vessel> => {
        refuseUnheld(plan, facts);
        return startVessel(workshop, shapeOf(plan.container), tag, log);
      };
      const errand = { grant, run, signals: [quitting.signal, signal], output: output ?? null, vesselFor };
      const ended = carryOut({ ...errand, content, clock, log, graceMs, ownPorts: () => ownPorts });
      underWay.set(tag.name, ended);
      try {
        return await noticing(watch, () => ended);
      } finally {
        underWay.delete(tag.name);
      }
    },
    async reap() {
      await clearWorkFolder(parts.images.workFolder);
      await watch.look();
      return reap();
    },
    active: () => underWay.size,
    keepFrom: (port) => void ownPorts.push(port),
    async close() {
      quitting.abort(new RunInterrupted('host_quit'));
      await Promise.allSettled([...underWay.values(), images.close()]);
      watch.close();
    },
  };
}

/** A call that fails as if nobody were there is a reason to look whether anybody is. */
async function noticing<T>(watch: { look(): Promise<void> }, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (error instanceof Refused && error.refusal.code === 'ENGINE_UNAVAILABLE') void watch.look();
    throw error;
  }
}

async function driftOf(
  calls: EngineCalls,
  { name, id }: { readonly name: string; readonly id: string },
): Promise<readonly string[]> {
  try {
    const now = imageFacts(await calls.inspectImage(name), name);
    return now.id === id ? [] : [`the image ${name} is another one now`];
  } catch (error) {
    if (error instanceof EngineSaysNo && error.status === 404) return [`the image ${name} is not there any more`];
    if (error instanceof EngineGone)
      throw new Refused('ENGINE_UNAVAILABLE', {
        message: `The container engine did not do its part: ${error.message}.`,
        cause: error,
      });
    throw error;
  }
}

const runtimesOf = (found: Found | null): EngineState['runtimes'] =>
  found?.facts.runtimes.includes('runc') ? ['runc'] : [];

/** A limit that the engine would accept and not hold is no limit. */
function refuseUnheld({ container }: ContainerPlan, { name, holdsMemory, holdsPids, runtimes }: Found['facts']): void {
  const missing = !holdsMemory
    ? 'a limit for memory'
    : !holdsPids
      ? 'a limit for processes'
      : !runtimes.includes(container.runtime)
        ? `the runtime ${container.runtime}`
        : null;
  if (missing !== null) {
    throw new Refused('SANDBOX_MISSING', {
      message: `The plan calls for ${missing}, and ${name} does not have that here.`,
    });
  }
}

/** @returns how many containers of this owner, which nobody who lives is using, were removed */
async function reapWith(
  calls: EngineCalls,
  owner: string,
  isActive: (name: string) => boolean,
  log: Log,
): Promise<number> {
  const listed = await calls.list(`${OWNER_LABEL}=${owner}`);
  const orphans = listed.filter(
    (each) => isOwn(owner, each) && !each.names.some((name) => isActive(name.replace(/^\//, ''))),
  );
  for (const { id } of orphans) await calls.remove(id);
  if (orphans.length > 0) log.warn({ containers: orphans.length }, 'removed what an earlier host left behind');
  return orphans.length;
}

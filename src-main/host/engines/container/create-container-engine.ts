/** The container engine: carries out granted plans in containers of their own, and owns every container that comes of them. */
import type { Clock, Log } from '#host/ports/index.ts';
import type { ContentStore } from '#host/storage/index.ts';
import { type EngineChoice, type EngineReport, Refused, type RunEnd, RunInterrupted } from '#shared/model/index.ts';
import type { ContainerEngine, EngineState } from './container-engine.ts';
import { engineReport, tryChoice } from './engine-report.ts';
import { examine } from './examine.ts';
import { type Surroundings, surroundings } from './find/candidates.ts';
import { createRuntimes, type Runtimes } from './find/runtimes.ts';
import { type EngineWatch, type Found, watchEngine } from './find/watch-engine.ts';
import { clearWorkFolder } from './images/clear-work-folder.ts';
import { imagePackages } from './images/image-packages.ts';
import { type RunnerImages, runnerImages } from './images/runner-images.ts';
import { driftOfImage, pinImage } from './make/image-pins.ts';
import { checkOwner } from './make/labels.ts';
import { createHandedFiles } from './make/podman/handed-files.ts';
import { shapeOf } from './make/shape.ts';
import { workshopOf } from './make/workshop-of.ts';
import { carryOut } from './run/carry-out.ts';
import { engineCalls } from './run/engine-calls.ts';
import { createFleet } from './run/fleet.ts';
import { createReaper } from './run/reaper.ts';
import { tryRuntime } from './run/try-runtime.ts';
import { createFirewall, type Firewall } from './wall/firewall.ts';
import { createWarmPool, USUAL_WARM, type WarmLimits } from './warm/warm-pool.ts';

const GRACE_MS = 2_000;
/** On a busy machine a start takes its time, and a runtime that is taken for broken is not tried again soon. */
const TRIAL_MS = 90_000;

export interface ContainerEngineParts {
  readonly content: ContentStore;
  readonly log: Log;
  readonly clock: Clock;
  /** A stable id of the data folder: letters, digits, dots, dashes, underscores. */
  readonly owner: string;
  readonly surroundings?: () => Surroundings;
  /** What `ssh://` addresses are reached with; the person's own `ssh`. */
  readonly sshProgram?: string;
  /** Where the programs of the second wall are looked for; the system's own folders. */
  readonly toolFolders?: readonly string[];
  /** The recipes of the runner images, and a private folder for making a base in. */
  readonly images: { readonly folder: string; readonly workFolder: string };
  /** A private folder for the files that Podman makes containers from; there while the engine is open. */
  readonly handedFolder: string;
  readonly warm?: () => WarmLimits;
  /** Milliseconds between asking a program to end and ending it. */
  readonly graceMs?: number;
  /** So long a runtime that is tried may take to start a container and run a program in it. */
  readonly trialMs?: number;
}

export interface ContainerRoom extends ContainerEngine {
  readonly images: RunnerImages;
  /** Gives up containers that stand ready: the policy changed, or everything is paused. */
  drain(): Promise<void>;
  /** Containers that stand ready. */
  warm(): number;
  /** For the doctor: what was found, and what to do where something is wrong. @param asks whether the policy calls for the second wall */
  examine(asks?: {
    readonly firewall: boolean;
  }): Promise<readonly { readonly found: string; readonly fix: string | null }[]>;
  /** For the person: the engine, and where else was looked. */
  report(): EngineReport;
  /** Looks everywhere, now; a runtime that failed is tried once more when it is called for. */
  lookAgain(): Promise<EngineReport>;
  /** Whether an engine answers there. @throws Refused ENGINE_UNAVAILABLE with what came of it */
  tryChoice(choice: EngineChoice): Promise<void>;
}

/** @throws TypeError for an owner that cannot be a part of a name */
export function createContainerEngine(parts: ContainerEngineParts): ContainerRoom {
  const { content, log, clock, owner, graceMs = GRACE_MS, trialMs = TRIAL_MS } = parts;
  checkOwner(owner);
  const ssh = parts.sshProgram === undefined ? {} : { sshProgram: parts.sshProgram };
  const around = parts.surroundings ?? (() => surroundings(null));
  const watch = watchEngine({ surroundings: around, clock, log, ...ssh });
  const ownPorts: number[] = [];
  const quitting = new AbortController();
  const underWay = new Set<Promise<unknown>>();
  const fleet = createFleet(owner, log);
  const [handed, firewall] = [createHandedFiles(parts.handedFolder), createFirewall(parts.toolFolders)];
  const workshop = (found: Found) => workshopOf(found, { handed, firewall });
  const calls = async () => engineCalls((await watch.engine()).docker);
  const packagesOf = imagePackages(fleet, calls);
  const imageTerms = { ...parts.images, label: `${owner}:images`, packagesOf, log };
  const images = runnerImages({ ...imageTerms, engine: () => watch.engine() });
  const trialParts = { fleet, content, handed, firewall, withinMs: trialMs, quitting: quitting.signal };
  const runtimes = createRuntimes((...of) => tryRuntime(trialParts, ...of));
  const pool = createWarmPool({
    start: async (shape, purpose) => fleet.start(workshop(await watch.engine()), shape, purpose),
    ...{ dismiss: fleet.dismiss, limits: parts.warm ?? (() => USUAL_WARM), clock, log },
  });
  const state = (): EngineState => ({ ...watch.state(), runtimes: runtimes.working(watch.found()) });
  const reaper = createReaper(fleet, () => watch.found()?.docker ?? null, { clock, log });
  // What stood ready belongs to the engine before. What could not be removed while none was there goes as soon as there is one.
  const isAnother = anotherEngine(watch);
  watch.onChanged(() => {
    if (watch.state().state === 'absent') runtimes.forget();
    void (isAnother() ? pool.drain() : Promise.resolve()).then(reaper.tidy);
  });

  return {
    ...{ images, state, keepFrom: (port) => void ownPorts.push(port) },
    ...{ drain: () => pool.drain(), warm: () => pool.ready(), active: () => underWay.size },
    ...reporting({ watch, images, runtimes, firewall, around, tidy: reaper.tidy, ...ssh }),
    onChanged: (listener) => watch.onChanged(() => listener(state())),
    pinImage: (name) => noticing(watch, async () => pinImage(await calls(), name)),
    packagesOf: (image) => noticing(watch, () => packagesOf(image.id)),
    ...holding(watch, runtimes, firewall),
    driftOfImage: (image) => noticing(watch, async () => driftOfImage(await calls(), image)),
    async carryOut(grant, run, signal, output) {
      const found = await watch.engine();
      const ended = carryOut({
        ...{ grant, run, signals: [quitting.signal, signal], output: output ?? null, content, clock, log, graceMs },
        async vesselFor({ container }) {
          const until = AbortSignal.any([quitting.signal, signal]);
          await runtimes.hold(found, container.runtime, container.image, until);
          await firewall.hold(found, container.firewall, until);
          const shape = shapeOf(container);
          return (await pool.take(shape)) ?? fleet.start(workshop(found), shape, run.id);
        },
        dismiss: (vessel) => void fleet.dismiss(vessel),
        ownPorts: () => ownPorts,
      });
      underWay.add(ended);
      return noticing(watch, () => ended, hasFailed).finally(() => underWay.delete(ended));
    },
    async reap() {
      await clearWorkFolder(parts.images.workFolder);
      await watch.look();
      return reaper.reap();
    },
    async close() {
      reaper.close();
      quitting.abort(new RunInterrupted('host_quit'));
      await Promise.allSettled([...underWay, images.close(), pool.drain(), runtimes.settled(), firewall.settled()]);
      await fleet.settled();
      await handed.remove();
      watch.close();
    },
  };
}

const holding = (
  watch: EngineWatch,
  runtimes: Runtimes,
  firewall: Firewall,
): Pick<ContainerRoom, 'holdRuntime' | 'holdFirewall'> => ({
  holdRuntime: (...of) => noticing(watch, async () => runtimes.hold(await watch.engine(), ...of)),
  holdFirewall: (...of) => noticing(watch, async () => firewall.hold(await watch.engine(), ...of)),
});

interface ReportParts {
  readonly watch: EngineWatch;
  readonly images: RunnerImages;
  readonly runtimes: Runtimes;
  readonly firewall: Firewall;
  readonly around: () => Surroundings;
  /** Never rejects. */
  readonly tidy: () => Promise<void>;
  readonly sshProgram?: string;
}

function reporting(parts: ReportParts): Pick<ContainerRoom, 'examine' | 'report' | 'lookAgain' | 'tryChoice'> {
  const { watch, images, runtimes, firewall, around, tidy, sshProgram } = parts;
  const report = () => engineReport(watch, runtimes, firewall, around().chosen);
  return {
    report,
    examine: (asks) => examine(watch, images, runtimes, { firewall, isWanted: asks?.firewall === true }),
    async lookAgain() {
      runtimes.forgetFailures();
      await watch.lookAnew();
      // What a runtime that hung kept from being removed can be once it was ended; nobody need wait for that.
      void tidy();
      return report();
    },
    tryChoice: (choice) => tryChoice(choice, around(), sshProgram),
  };
}

/** @returns whether another engine is in use than when it was last asked, or none, or one again; that one answers late makes it no other */
function anotherEngine(watch: EngineWatch): () => boolean {
  const nameOf = (found: Found | null) => found && `${found.facts.name} at ${found.candidate.address}`;
  let inUse = nameOf(watch.found());
  return () => {
    const before = inUse;
    inUse = nameOf(watch.found());
    return inUse !== before;
  };
}

const hasFailed = ({ end }: { readonly end: RunEnd }): boolean => end.reason === 'failed';

/** A call that fails as if nobody were there is a reason to look whether anybody is, and so is what may have lost its engine on the way. */
async function noticing<T>(
  watch: { look(): Promise<void> },
  action: () => Promise<T>,
  mayHaveLostIt: (value: T) => boolean = () => false,
): Promise<T> {
  try {
    const value = await action();
    if (mayHaveLostIt(value)) void watch.look();
    return value;
  } catch (error) {
    if (error instanceof Refused && error.refusal.code === 'ENGINE_UNAVAILABLE') void watch.look();
    throw error;
  }
}

/** Finds out, once and by trying, what this machine has to keep promises with. */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { release } from 'node:os';
import { join } from 'node:path';
import type { Clock, Log } from '#host/ports/index.ts';
import { type Confine, createConfine } from './confine/confine.ts';
import { PERL } from './launcher/launcher.ts';
import type { Cgroups } from './limits/cgroup.ts';
import type { LimitMeans } from './limits/hold-limits.ts';
import { openCgroups } from './limits/open-cgroups.ts';
import { createProcessWatch } from './limits/process-watch.ts';
import { prlimitCall } from './limits/rlimits.ts';
import type { Machine, MachineState } from './machine.ts';
import { whyNotAsOthers } from './run-as/run-as.ts';
import { openBars } from './sandbox/bars.ts';
import { type Bubblewrap, openBubblewrap } from './sandbox/bubblewrap.ts';
import type { Diagnosis } from './sandbox/diagnose.ts';
import { missingTools, probeBubblewrap } from './sandbox/probe-bubblewrap.ts';
import { lookAtSystem, neverOpened } from './sandbox/system-view.ts';

export interface MachineParts {
  /** A private folder of the app's own, existing. */
  readonly folder: string;
  /** The data folder's label. */
  readonly owner: string;
  readonly home: string;
  readonly clock: Clock;
  readonly log: Log;
}

interface FenceFound {
  readonly state: MachineState;
  readonly bubblewrap: Bubblewrap | null;
  readonly confine: Confine | null;
}

export async function openMachine(parts: MachineParts): Promise<Machine> {
  mkdirSync(parts.folder, { recursive: true, mode: 0o700 });
  const cgroups = await openCgroups(parts.owner, parts.log);
  const { state, bubblewrap, confine } = await openFence(parts);
  const means = meansWith(cgroups);
  return {
    sandbox: state,
    limits: limitsState(means, cgroups),
    means,
    cannotRunAs: whyNotAsOthers(),
    watch: createProcessWatch(),
    ...{ cgroups, bubblewrap, confine },
    async close() {
      bubblewrap?.close();
      await cgroups?.removeAll();
    },
  };
}

async function openFence(parts: MachineParts): Promise<FenceFound> {
  if (process.platform !== 'linux') return without(elsewhere(process.platform));
  const missing = missingTools();
  if (missing !== null) return without(missing);
  const uid = process.getuid?.() ?? 0;
  const user = { uid, gid: process.getgid?.() ?? 0 };
  const view = lookAtSystem(uid === 0);
  const bars = openBars(join(parts.folder, 'bars.json'), parts.clock, parts.log);
  const { folder, home } = parts;
  let bubblewrap: Bubblewrap;
  try {
    bubblewrap = openBubblewrap({ folder, home, view, bars });
  } catch (error) {
    return without({ found: String(error), fix: 'There is nothing to be done about it on this machine.' });
  }
  const wrong = await probeBubblewrap({ bubblewrap, folder, system: view.folders, user });
  if (wrong !== null) {
    bubblewrap.close();
    return without(wrong);
  }
  const around = {
    by: 'bubblewrap',
    home,
    user,
    system: view.folders,
    closed: view.closed,
    never: neverOpened,
  } as const;
  const state: MachineState = {
    name: 'bubblewrap',
    sentence: 'Sandbox: bubblewrap',
    found: 'bubblewrap works: commands see the system, what the policy lets them read, and nothing else.',
    fix: null,
  };
  return { state, bubblewrap, confine: createConfine({ ...around, isStandIn: (path) => bars.isBar(path) }) };
}

const without = ({ found, fix }: Diagnosis): FenceFound => ({
  state: { name: null, sentence: 'No sandbox: what needs one is refused', found, fix },
  bubblewrap: null,
  confine: null,
});

function elsewhere(platform: NodeJS.Platform): Diagnosis {
  const system = platform === 'win32' ? 'Windows' : platform;
  return {
    found: `there is no sandbox for ${system} in this version.`,
    fix: 'Commands that are to run all the same say “sandbox: off” in the policy: they then run as you, with all your files.',
  };
}

/** From this kernel on, a user namespace counts its own processes. */
const COUNTS_APART_SINCE = [5, 14] as const;

function meansWith(cgroups: Cgroups | null): LimitMeans {
  const launches = process.platform === 'linux' && existsSync(PERL);
  const rlimits = launches && prlimitCall() !== null;
  const [major = 0, minor = 0] = release().split('.').map(Number);
  const [needsMajor, needsMinor] = COUNTS_APART_SINCE;
  const isNew = major > needsMajor || (major === needsMajor && minor >= needsMinor);
  return { cgroups: launches && cgroups !== null, rlimits, countsInSandbox: isNew && process.getuid?.() !== 0 };
}

function limitsState(means: LimitMeans, cgroups: Cgroups | null): MachineState {
  if (means.cgroups && cgroups !== null) {
    return {
      name: null,
      sentence: `Limits: control groups, version ${cgroups.version}`,
      found: `Control groups (version ${cgroups.version}) hold memory and processes for each run as a whole.`,
      fix: null,
    };
  }
  if (means.rlimits) {
    return {
      name: null,
      sentence: 'Limits: for each process alone',
      found: `There are no control groups that this user may use${ownCgroup()}; memory and processor time are limited for each process alone${means.countsInSandbox ? '' : ', and the number of processes cannot be'}.`,
      fix: 'Start Countersign from a desktop session or as a service of the user (systemd --user), where control groups are handed over.',
    };
  }
  return {
    name: null,
    sentence: 'Limits: time and output alone',
    found: 'this machine has nothing that could hold memory, processes, processor time, open files or file sizes.',
    fix: null,
  };
}

function ownCgroup(): string {
  try {
    return ` (this process is in ${readFileSync('/proc/self/cgroup', 'latin1').trim().split('\n').at(-1)})`;
  } catch {
    return '';
  }
}

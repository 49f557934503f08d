/** Finds out, once and by trying, what this machine has to keep promises with. */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { release } from 'node:os';
import type { Clock, Log } from '#host/ports/index.ts';
import { PERL } from './launcher/launcher.ts';
import type { Cgroups } from './limits/cgroup.ts';
import type { LimitMeans } from './limits/hold-limits.ts';
import { openCgroups } from './limits/open-cgroups.ts';
import { createProcessWatch } from './limits/process-watch.ts';
import { prlimitCall } from './limits/rlimits.ts';
import type { Machine, MachineState } from './machine.ts';
import { openFence } from './open-fence.ts';
import { whyNotAsOthers } from './run-as/run-as.ts';

export interface MachineParts {
  /** A private folder of the app's own, existing. */
  readonly folder: string;
  /** The data folder's label. */
  readonly owner: string;
  readonly home: string;
  readonly clock: Clock;
  readonly log: Log;
}

export async function openMachine(parts: MachineParts): Promise<Machine> {
  mkdirSync(parts.folder, { recursive: true, mode: 0o700 });
  const cgroups = await openCgroups(parts.owner, parts.log);
  const { state, bubblewrap, seatbelt, confine } = await openFence(parts);
  const means = meansWith(cgroups);
  return {
    sandbox: state,
    limits: limitsState(means, cgroups),
    means,
    cannotRunAs: whyNotAsOthers(),
    watch: createProcessWatch(),
    ...{ cgroups, bubblewrap, seatbelt, confine },
    async close() {
      bubblewrap?.close();
      seatbelt?.close();
      await cgroups?.removeAll();
    },
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

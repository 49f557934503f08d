/**
 * By what each limit of a run is held on this machine: control groups where there are any, which count a run as a whole; else the kernel's
 * limits for each process; processor time also by the host, which looks. Pure.
 */
import type { RunLimits, RunUsage } from '#shared/model/index.ts';
import type { GroupLimits } from './cgroup.ts';
import { rlimitsFor } from './rlimits.ts';

/** What this machine has to hold limits with. */
export interface LimitMeans {
  readonly cgroups: boolean;
  /** The kernel's limits for each process. */
  readonly rlimits: boolean;
  /** Whether a sandbox counts its processes apart from everybody else's; the kernel never counts those of root. */
  readonly countsInSandbox: boolean;
}

export type Limit = 'memory' | 'pids' | 'cpu' | 'open_files' | 'file_size';
type Held = RunUsage['held'][number];

/** What the fence itself needs: bubblewrap outside, and its first process inside. */
export const FENCE_PROCESSES = 2;

/** By the plan's own name for it. */
export const limitKeys = {
  memory: 'memoryBytes',
  pids: 'pids',
  cpu: 'cpuMs',
  open_files: 'openFiles',
  file_size: 'fileBytes',
} as const satisfies Readonly<Record<Limit, keyof RunLimits>>;

/** @returns the limits that could not be held for such a run */
export function unheld(limits: RunLimits, fenced: boolean, means: LimitMeans): readonly Limit[] {
  const can: Readonly<Record<Limit, boolean>> = {
    memory: means.cgroups || means.rlimits,
    pids: means.cgroups || (means.rlimits && fenced && means.countsInSandbox),
    cpu: means.cgroups || means.rlimits,
    open_files: means.rlimits,
    file_size: means.rlimits,
  };
  return wanted(limits)
    .map(({ limit }) => limit)
    .filter((limit) => !can[limit]);
}

function wanted(limits: RunLimits): readonly { readonly limit: Limit; readonly value: number }[] {
  return (['memory', 'pids', 'cpu', 'open_files', 'file_size'] as const).flatMap((limit) => {
    const value = limits[limitKeys[limit]];
    return value === null ? [] : [{ limit, value }];
  });
}

export interface Holding {
  readonly held: readonly Held[];
  /** `null` when no group is needed. */
  readonly group: GroupLimits | null;
  /** As `rlimits.ts` spells them. */
  readonly rlimits: readonly string[];
}

/** @param limits such as can be held */
export function holdLimits(limits: RunLimits, fenced: boolean, means: LimitMeans): Holding {
  const byGroup = means.cgroups;
  const held = wanted(limits).map(
    ({ limit, value }): Held => ({
      limit,
      value,
      by: byGroup && (limit === 'memory' || limit === 'pids' || limit === 'cpu') ? 'cgroup' : 'rlimit',
    }),
  );
  const own: readonly Held[] = [
    { limit: 'wall', value: limits.wallMs, by: 'host' },
    { limit: 'output', value: limits.outputBytes, by: 'host' },
  ];
  return {
    held: [...own, ...held],
    group: byGroup ? groupLimits(limits, fenced) : null,
    rlimits: means.rlimits ? rlimitsFor(limits, byGroup) : [],
  };
}

const groupLimits = ({ memoryBytes, pids }: RunLimits, fenced: boolean): GroupLimits => ({
  memoryBytes,
  pids: pids === null ? null : pids + (fenced ? FENCE_PROCESSES : 0),
});

/** What a run used up, by whoever can tell: its control group, what its first process was told, or what was seen of it from outside now and then. */
import type { RunUsage } from '#shared/model/index.ts';
import type { RusageFigures } from '../launcher/launcher.ts';
import type { Cgroup } from './cgroup.ts';
import type { Watched } from './process-watch.ts';

export interface UsageCounter {
  /** @param rusage what the kernel told a parent about its children, where one asked */
  total(rusage: RusageFigures | null): Omit<RunUsage, 'held' | 'over'>;
  /** Processor time used so far; `null` where nobody can tell. */
  cpuMs(): number | null;
  stop(): void;
}

export const nothingKnown: Omit<RunUsage, 'held' | 'over'> = { cpu_ms: null, peak_memory_bytes: null, peak_pids: null };

/** @param watched who is seen without a control group */
export function countBySight(watched: Watched): UsageCounter {
  return {
    total(rusage) {
      const peak = watched.peak();
      const memory = [rusage?.peakMemoryBytes, peak?.memoryBytes].filter((bytes) => bytes !== undefined);
      return {
        cpu_ms: rusage?.cpuMs ?? peak?.cpuMs ?? null,
        peak_memory_bytes: memory.length === 0 ? null : Math.max(...memory),
        peak_pids: peak?.pids ?? null,
      };
    },
    cpuMs: () => watched.peak()?.cpuMs ?? null,
    stop: () => watched.stop(),
  };
}

const EVERY_MS = 100;

/** @param fence how many of its processes are not the run's own */
export function countByGroup(group: Cgroup, fence: number): UsageCounter {
  let most = 0;
  // Older kernels remember the most memory and not the most processes.
  const look = (): void => {
    most = Math.max(most, (group.usage().pids ?? 0) - fence);
  };
  const timer = setInterval(look, EVERY_MS).unref();
  return {
    total(rusage) {
      const { cpuMs, peakMemoryBytes, peakPids } = group.usage();
      const pids = Math.max(most, (peakPids ?? 0) - fence);
      return {
        cpu_ms: cpuMs ?? rusage?.cpuMs ?? null,
        peak_memory_bytes: peakMemoryBytes ?? rusage?.peakMemoryBytes ?? null,
        peak_pids: pids > 0 ? pids : null,
      };
    },
    cpuMs: () => group.usage().cpuMs,
    stop: () => clearInterval(timer),
  };
}

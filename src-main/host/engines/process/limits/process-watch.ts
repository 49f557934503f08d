/**
 * Looks now and then at what runs use, where no control group counts for them: one look at all processes of the machine serves all runs. What comes and
 * goes between two looks is not seen.
 */
import { type Kinship, lookAtKinship } from '../descendants.ts';
import { type Sample, sampleOf } from './sample-processes.ts';

export interface Watched {
  /** The highest figures seen; `null` before the first look that found anybody. */
  peak(): Sample | null;
  stop(): void;
}

export interface ProcessWatch {
  /** @param pids picks out who belongs to the run */
  watch(pids: (kin: Kinship) => readonly number[]): Watched;
}

const EVERY_MS = 200;
/** A look may take this part of the time at most. */
const MOST_OF_TIME = 0.02;

export function createProcessWatch(): ProcessWatch {
  const runs = new Map<object, { readonly pids: (kin: Kinship) => readonly number[]; peak: Sample | null }>();
  let timer: NodeJS.Timeout | undefined;

  const look = (): void => {
    const from = performance.now();
    const kin = lookAtKinship();
    for (const run of runs.values()) run.peak = higher(run.peak, sampleOf(run.pids(kin)));
    schedule(Math.max(EVERY_MS, (performance.now() - from) / MOST_OF_TIME));
  };
  const schedule = (ms: number): void => {
    timer = runs.size === 0 ? undefined : setTimeout(look, ms).unref();
  };
  return {
    watch(pids) {
      const key = {};
      runs.set(key, { pids, peak: null });
      if (timer === undefined) schedule(EVERY_MS);
      let last: Sample | null = null;
      return {
        peak: () => runs.get(key)?.peak ?? last,
        stop() {
          last = runs.get(key)?.peak ?? last;
          runs.delete(key);
        },
      };
    },
  };
}

function higher(before: Sample | null, now: Sample): Sample | null {
  if (now.pids === 0) return before;
  if (before === null) return now;
  return {
    cpuMs: Math.max(before.cpuMs, now.cpuMs),
    memoryBytes: Math.max(before.memoryBytes, now.memoryBytes),
    pids: Math.max(before.pids, now.pids),
  };
}

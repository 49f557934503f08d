/** Ends a family: a request to all, a grace, then no choice, again and again until a look finds nobody. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from '#host/ports/index.ts';
import type { Family } from './family.ts';

export interface EndTerms {
  /** Between SIGTERM and SIGKILL; 0 kills at once. */
  readonly graceMs: number;
  readonly log: Log;
}

/** Long enough for anything but a process that the kernel cannot end, one that hangs in a broken disk or mount. */
const KILL_PATIENCE_MS = 10_000;
const FIRST_PAUSE_MS = 2;
const LONGEST_PAUSE_MS = 50;

/** @returns false when some of it cannot be ended, which is logged with the pids */
export async function endFamily(family: Family, { graceMs, log }: EndTerms): Promise<boolean> {
  let living = await family.look();
  for (const [name, patienceMs] of [
    ['SIGTERM', graceMs],
    ['SIGKILL', KILL_PATIENCE_MS],
  ] as const) {
    if (patienceMs <= 0) continue;
    if (living.pids.length === 0) return true;
    living.signal(name);
    const until = performance.now() + patienceMs;
    for (let pauseMs = FIRST_PAUSE_MS; performance.now() < until; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      await pause(pauseMs);
      living = await family.look();
      if (living.pids.length === 0) return true;
      // Who was started since the last look has not been told yet; being told to end twice could cut short a tidy end.
      if (name === 'SIGKILL') living.signal(name);
    }
  }
  if (living.pids.length > 0) log.error({ pids: living.pids }, 'some processes of a run cannot be ended');
  return living.pids.length === 0;
}

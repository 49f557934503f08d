/** Sends a granted signal to exactly the process that the plan names, by pid and start time. Whoever has that pid by now is left alone. */
import { Grant } from '#host/grants/grant.ts';
import { type ProcessKillPlan, Refused } from '#shared/model/index.ts';
import { readProcess } from './linux-table.ts';
import type { RunProcess } from './run-processes.ts';

/**
 * @param own the processes of runs under way, asked for now
 * @returns false when the process is over, and nothing was sent
 * @throws Refused UNKNOWN_PROCESS when it is none of the run's
 */
export async function signalProcess(
  grant: Grant<ProcessKillPlan>,
  own: () => Promise<readonly RunProcess[]>,
): Promise<boolean> {
  const plan = await Grant.redeem(grant);
  const found = (await own()).find(({ pid, started }) => pid === plan.pid && started === plan.started);
  if (found === undefined || found.status === 'zombie') return false;
  if (found.run !== plan.run) {
    throw new Refused('UNKNOWN_PROCESS', { message: `Process ${plan.pid} is not one of ${plan.run}.` });
  }
  // Once more in the same turn as the signal: on Linux nothing of ours comes between the look and the sending.
  if (process.platform === 'linux' && readProcess(plan.pid)?.started !== plan.started) return false;
  try {
    process.kill(plan.pid, plan.signal);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
    throw new Refused('UNKNOWN_PROCESS', {
      message: `The signal could not be sent to process ${plan.pid}: the system does not allow it.`,
      cause: error,
    });
  }
}

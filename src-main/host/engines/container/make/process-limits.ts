/**
 * How a plan's number of processes and threads is asked for. On the machine's kernel the container's control group holds it. Behind gVisor that
 * group counts threads of gVisor's own, and gVisor ends with all that it runs when it gets no more of them; there gVisor's kernel holds the
 * plan's number, over the container's one user, and the group is a backstop with room for what gVisor needs.
 */
import type { ContainerShape } from './shape.ts';

/** Processes of one uid are counted over all containers of the machine, so there this is a far backstop. */
const MOST_OF_ONE_UID = 16_384;
/**
 * Measured with the ptrace platform: 40 threads where nothing runs, six for each process that sleeps, and, where 32 and 128 of them come, read
 * files and go as fast as they can, 1,900 and 4,000 in half a minute.
 */
const THREADS_OF_SANDBOX = 2_048;
const THREADS_OF_EACH = 32;

export interface ProcessLimits {
  readonly ofGroup: number;
  readonly ofUser: number;
}

export const processLimits = (runtime: ContainerShape['runtime'], pids: number): ProcessLimits =>
  runtime === 'runsc'
    ? { ofGroup: THREADS_OF_SANDBOX + THREADS_OF_EACH * pids, ofUser: pids }
    : { ofGroup: pids, ofUser: MOST_OF_ONE_UID };

/** The process engine: carries out granted command plans as local programs, and owns every process that comes of them. */
import type { Grant } from '#host/grants/grant.ts';
import type { Clock, Log } from '#host/ports/index.ts';
import type { ContentStore } from '#host/storage/index.ts';
import {
  type CommandPlan,
  type ProcessKillPlan,
  type RunHandle,
  type RunId,
  RunInterrupted,
} from '#shared/model/index.ts';
import { carryOut, type ProcessEnd } from './carry-out.ts';
import { createStands } from './launcher/stands.ts';
import type { Machine } from './machine.ts';
import { createOutputPipes } from './output-pipes.ts';
import { reapOrphans } from './reap-orphans.ts';
import { checkOwner, labelOf } from './run-label.ts';
import { type Leader, type RunProcess, runProcesses } from './table/run-processes.ts';
import { signalProcess } from './table/signal-process.ts';

const GRACE_MS = 2_000;

export interface ProcessEngineParts {
  readonly content: ContentStore;
  readonly log: Log;
  readonly clock: Clock;
  /** Where children's output is connected; in a folder that only this user can enter. */
  readonly outputSocket: string;
  /** What keeps the promises of plans; without it, a plan that promises a sandbox or a limit is refused. */
  readonly machine?: Machine;
  /** A stable id of the data folder: letters, digits, dots, dashes, underscores. */
  readonly owner: string;
  /** Milliseconds between SIGTERM and SIGKILL. */
  readonly graceMs?: number;
}

export interface ProcessEngine {
  /**
   * Redeems the grant and runs its plan. Resolves when nothing of the run is left: no process, no open pipe.
   * @param signal its reason, a RunInterrupted, says how the run ends; any other reason is `cancelled`
   * @throws Refused PLAN_DRIFT or SANDBOX_MISSING, with nothing started and the run not ended; Error for a grant that was redeemed already
   */
  carryOut(grant: Grant<CommandPlan>, run: RunHandle, signal: AbortSignal): Promise<ProcessEnd>;
  /** For the host's start: ends what an earlier host of this data folder left running. @returns how many processes that were */
  reap(): Promise<number>;
  /** Ends all runs as `host_quit` and waits for them. A run that comes after it ends so at once. */
  close(): Promise<void>;
  /** Runs under way. */
  active(): number;
  /** What runs under way have started and that lives. */
  processes(): Promise<readonly RunProcess[]>;
  /**
   * Redeems the grant and sends its signal to its process, if that one is still there.
   * @returns false when it is over @throws Refused UNKNOWN_PROCESS when it is none of the run's
   */
  signal(grant: Grant<ProcessKillPlan>): Promise<boolean>;
}

/** @throws TypeError for an owner that cannot be a part of a label */
export function createProcessEngine({
  content,
  log,
  clock,
  outputSocket,
  machine,
  owner,
  graceMs = GRACE_MS,
}: ProcessEngineParts): ProcessEngine {
  checkOwner(owner);
  const outputs = createOutputPipes(outputSocket);
  const stands = createStands({ owner, outputs, cgroups: machine?.cgroups ?? null });
  const quitting = new AbortController();
  const underWay = new Map<string, Promise<ProcessEnd>>();
  const leaders = new Map<RunId, Leader>();
  const processes = () => runProcesses({ owner, leaders });

  return {
    async carryOut(grant, run, signal) {
      const label = labelOf(owner, run.id);
      const ended = carryOut({
        grant,
        run,
        signals: [quitting.signal, signal],
        label,
        content,
        outputs,
        machine,
        stands,
        clock,
        log,
        graceMs,
        onStarted: (pid, fenced) => {
          if (underWay.has(label)) leaders.set(run.id, { pid, fenced });
        },
      });
      underWay.set(label, ended);
      try {
        return await ended;
      } finally {
        underWay.delete(label);
        leaders.delete(run.id);
      }
    },
    reap: () =>
      reapOrphans({ owner, isActive: (label) => underWay.has(label) || stands.owns(label) }, { graceMs, log }),
    async close() {
      quitting.abort(new RunInterrupted('host_quit'));
      await Promise.allSettled(underWay.values());
      await stands.close();
      await outputs.close();
    },
    active: () => underWay.size,
    processes,
    signal: (grant) => signalProcess(grant, processes),
  };
}

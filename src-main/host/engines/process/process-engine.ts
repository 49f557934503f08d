/** The process engine: carries out granted command plans as local programs, and owns every process that comes of them. */
import type { Grant } from '#host/grants/grant.ts';
import type { Clock, Log } from '#host/ports/index.ts';
import type { ContentStore } from '#host/storage/index.ts';
import { type CommandPlan, type RunHandle, RunInterrupted } from '#shared/model/index.ts';
import { carryOut, type ProcessEnd } from './carry-out.ts';
import { createOutputPipes } from './output-pipes.ts';
import { reapOrphans } from './reap-orphans.ts';
import { checkOwner, labelOf } from './run-label.ts';

const GRACE_MS = 2_000;

export interface ProcessEngineParts {
  readonly content: ContentStore;
  readonly log: Log;
  readonly clock: Clock;
  /** Where children's output is connected; in a folder that only this user can enter. */
  readonly outputSocket: string;
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
}

/** @throws TypeError for an owner that cannot be a part of a label */
export function createProcessEngine({
  content,
  log,
  clock,
  outputSocket,
  owner,
  graceMs = GRACE_MS,
}: ProcessEngineParts): ProcessEngine {
  checkOwner(owner);
  const outputs = createOutputPipes(outputSocket);
  const quitting = new AbortController();
  const underWay = new Map<string, Promise<ProcessEnd>>();

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
        clock,
        log,
        graceMs,
      });
      underWay.set(label, ended);
      try {
        return await ended;
      } finally {
        underWay.delete(label);
      }
    },
    reap: () => reapOrphans({ owner, isActive: (label) => underWay.has(label) }, { graceMs, log }),
    async close() {
      quitting.abort(new RunInterrupted('host_quit'));
      await Promise.allSettled(underWay.values());
      await outputs.close();
    },
    active: () => underWay.size,
  };
}

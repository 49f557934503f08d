/**
 * One run from its grant to its end: redeem, look once more, start, pass the output on, end it and all that it started. When this resolves,
 * nothing of the run is left.
 */
import { Grant } from '#host/grants/grant.ts';
import type { Clock, Log } from '#host/ports/index.ts';
import type { ContentStore } from '#host/storage/index.ts';
import { type CommandPlan, Refused, type RunEnd, type RunHandle, type Sha256 } from '#shared/model/index.ts';
import { endFamily } from './end-family.ts';
import type { Family } from './family.ts';
import { refuseSwapped, whyImpossible } from './last-look.ts';
import { launchOf } from './launch.ts';
import { linuxFamily } from './linux-family.ts';
import { groupFamily, treeFamily } from './other-families.ts';
import type { OutputPipes } from './output-pipes.ts';
import { readStat } from './proc-table.ts';
import { drain, pumpOutput, SILENCE_MS } from './pump-output.ts';
import { settlesWithin } from './settles-within.ts';
import { type Child, type Exit, type OutputPipePair, startChild } from './start-child.ts';
import {
  createEnding,
  type Ending,
  endOnAbort,
  endOnExit,
  endOnFailure,
  endOnLostOutput,
  endOnWallTime,
} from './ways-to-end.ts';

export interface ProcessEnd {
  readonly end: RunEnd;
  /** `null` when nothing was started. */
  readonly pid: number | null;
}

export interface Errand {
  readonly grant: Grant<CommandPlan>;
  readonly run: RunHandle;
  /** Whoever may end the run from outside. */
  readonly signals: readonly AbortSignal[];
  readonly label: string;
  readonly content: ContentStore;
  readonly outputs: OutputPipes;
  readonly clock: Clock;
  readonly log: Log;
  readonly graceMs: number;
  /** The program's process exists. */
  readonly onStarted: (pid: number) => void;
}

/** @throws Refused PLAN_DRIFT or SANDBOX_MISSING, with nothing started; Error for a grant that was redeemed already */
export async function carryOut(errand: Errand): Promise<ProcessEnd> {
  const ending = createEnding();
  const stops = errand.signals.map((signal) => endOnAbort(ending, signal));
  try {
    const started = ending.reason === null ? await start(errand, ending) : null;
    const exit = started === null ? null : await seeOut(errand, ending, started);
    const end = await errand.run.end({
      reason: ending.reason ?? 'failed',
      exit_code: exit?.code ?? null,
      signal: exit?.signal ?? null,
      error: ending.error,
    });
    return { end, pid: started?.child.pid ?? null };
  } finally {
    for (const stop of stops) stop();
  }
}

interface Started {
  readonly child: Child;
  readonly plan: CommandPlan;
}

/** @returns `null` when nothing was started, and then the ending says why */
async function start({ grant, content, outputs, label, onStarted }: Errand, ending: Ending): Promise<Started | null> {
  const plan = await Grant.redeem(grant);
  const launch = launchOf(plan, label);
  const stdin = plan.stdin === null ? null : await inputOf(plan.stdin, content);
  using pipes = await openBoth(outputs);
  if (ending.reason !== null) return null;
  // From here to the start without a pause: what is looked at is what is started.
  refuseSwapped(plan);
  const impossible = whyImpossible(plan);
  const child = impossible ?? startChild(launch, stdin, pipes);
  if (typeof child === 'string' || child instanceof Promise) {
    endOnFailure(ending, await child);
    return null;
  }
  pipes.keep();
  onStarted(child.pid);
  return { child, plan };
}

/** Both are discarded unless a child has them. */
async function openBoth(outputs: OutputPipes): Promise<OutputPipePair & Disposable & { keep(): void }> {
  const [stdout, stderr] = await Promise.all([outputs.open(), outputs.open()]);
  let unclaimed = [stdout, stderr];
  return {
    stdout,
    stderr,
    keep() {
      unclaimed = [];
    },
    [Symbol.dispose]() {
      for (const pipe of unclaimed) pipe.discard();
    },
  };
}

async function inputOf({ sha256 }: { readonly sha256: Sha256 }, content: ContentStore): Promise<Uint8Array> {
  try {
    return await content.get(sha256);
  } catch (cause) {
    throw new Refused('PLAN_DRIFT', {
      message: 'Something the plan relied on changed before the run: its standard input is not what it was.',
      cause,
    });
  }
}

/** @returns how the program itself ended; `null` when it cannot be ended at all */
async function seeOut(errand: Errand, ending: Ending, { child, plan }: Started): Promise<Exit | null> {
  const { run, clock, log, graceMs } = errand;
  const pumps = (['stdout', 'stderr'] as const).map((stream) =>
    pumpOutput(
      child[stream],
      (bytes) => run.write(stream, bytes),
      (error) => endOnLostOutput(ending, error),
    ),
  );
  const stopClock = endOnWallTime(ending, clock, plan.limits.wallMs);
  let exit: Exit | null = null;
  const exited = child.exited.then((how) => {
    exit = how;
    stopClock();
    endOnExit(ending, how);
  });
  const family = familyOf(child, errand.label, () => exit !== null);

  await ending.said;
  if (exit === null && !(await endFamily(family, { log, graceMs: ending.force ? 0 : graceMs }))) {
    for (const pump of pumps) pump.cut();
    stopClock();
    return exit;
  }
  await exited;
  await settlesWithin(SILENCE_MS, Promise.all(pumps.map((pump) => pump.done)));
  await endFamily(family, { log, graceMs });
  if (!(await drain(pumps))) log.debug({ pid: child.pid }, 'somebody outside the run kept its output open');
  return exit;
}

function familyOf({ pid }: Child, label: string, isReaped: () => boolean): Family {
  if (process.platform === 'win32') return treeFamily(pid, isReaped);
  const stat = process.platform === 'linux' ? readStat(pid) : null;
  return stat === null ? groupFamily(pid) : linuxFamily({ stat, label, isReaped });
}

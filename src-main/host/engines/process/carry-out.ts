/**
 * One run from its grant to its end: redeem, look once more, start, pass the output on, end it and all that it started. When this resolves,
 * nothing of the run is left.
 */
import type { RunEnd } from '#shared/model/index.ts';
import { type Begun, begin } from './begin.ts';
import { endFamily } from './end-family.ts';
import type { Errand } from './errand.ts';
import { drain, pumpOutput, SILENCE_MS } from './pump-output.ts';
import { settlesWithin } from './settles-within.ts';
import type { Exit } from './start-child.ts';
import {
  createEnding,
  type Ending,
  endOnAbort,
  endOnCpuTime,
  endOnExit,
  endOnLostOutput,
  endOnWallTime,
} from './ways-to-end.ts';

export interface ProcessEnd {
  readonly end: RunEnd;
  /** `null` when nothing was started. */
  readonly pid: number | null;
}

/** @throws Refused PLAN_DRIFT or SANDBOX_MISSING, with nothing started; Error for a grant that was redeemed already */
export async function carryOut(errand: Errand): Promise<ProcessEnd> {
  const ending = createEnding();
  const stops = errand.signals.map((signal) => endOnAbort(ending, signal));
  try {
    const started = ending.reason === null ? await begin(errand, ending) : null;
    const exit = started === null ? null : await seeOut(errand, ending, started);
    const ranAtAll = started !== null && started.run.programPid() !== null;
    const reached = exit === null ? undefined : started?.run.reached(exit);
    const over = [...new Set([...(ending.limit === null ? [] : [ending.limit]), ...(reached?.over ?? [])])];
    const end = await errand.run.end({
      reason: ending.reason ?? 'failed',
      exit_code: exit?.code ?? null,
      signal: exit?.signal ?? null,
      error: ending.error ?? reached?.sentence ?? null,
      usage: ranAtAll ? { ...started.run.usage(), over } : null,
    });
    const pid = started?.run.programPid() ?? null;
    await started?.run.close();
    return { end, pid };
  } finally {
    for (const stop of stops) stop();
  }
}

/** @returns how the program itself ended; `null` when it cannot be ended at all */
async function seeOut(errand: Errand, ending: Ending, started: Begun): Promise<Exit | null> {
  const { run, clock, log, graceMs } = errand;
  const { plan, run: running } = started;
  const { child } = running;
  const pumps = (['stdout', 'stderr'] as const).map((stream) =>
    pumpOutput(
      child[stream],
      (bytes) => run.write(stream, bytes),
      (error) => endOnLostOutput(ending, error),
    ),
  );
  const stops = [
    endOnWallTime(ending, clock, plan.limits.wallMs),
    endOnCpuTime(ending, plan.limits.cpuMs, () => running.cpuMs()),
  ];
  const stopClock = (): void => {
    for (const stop of stops) stop();
  };
  let exit: Exit | null = null;
  const exited = child.exited.then((how) => {
    exit = how;
    stopClock();
    endOnExit(ending, how);
  });
  const family = running.family(() => exit !== null);

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

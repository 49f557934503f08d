/**
 * One run in a container, from its grant to its end: redeem, make, start, hand over, pass the output on, end it, take back what it left.
 * When this resolves nothing of the run goes on, and its container is being removed.
 */
import { Grant } from '#host/grants/grant.ts';
import type { Clock, Log } from '#host/ports/index.ts';
import type { ContentStore } from '#host/storage/index.ts';
import { Refused, type RunHandle, type RunLimits } from '#shared/model/index.ts';
import { settlesWithin } from '../../process/settles-within.ts';
import { createEnding, type Ending, endOnAbort, endOnWallTime } from '../../process/ways-to-end.ts';
import type { ContainerEnd, ContainerPlan, Dial } from '../container-engine.ts';
import { handOver, type OutputWish } from '../inside/hand-over.ts';
import { type RelayEnd, runRelay } from '../reach/run-relay.ts';
import { type Conversation, converse } from './converse.ts';
import { reachedOf, runEndOf, usageOf } from './how-it-ended.ts';
import type { Vessel } from './vessel.ts';

export interface Errand<P extends ContainerPlan> {
  readonly grant: Grant<P>;
  readonly run: RunHandle;
  readonly signals: readonly AbortSignal[];
  readonly output: OutputWish | null;
  readonly content: ContentStore;
  readonly clock: Clock;
  readonly log: Log;
  readonly graceMs: number;
  /** Ports that Countersign itself listens on. */
  readonly ownPorts: () => readonly number[];
  /** A container that waits for its work; made for this plan, or one of the same shape that stood ready. */
  readonly vesselFor: (plan: P) => Promise<Vessel>;
  /** Takes over a container in which nothing runs any more. */
  readonly dismiss: (vessel: Vessel) => void;
}

/** @throws Refused, with nothing started and the run not ended; Error for a grant that was redeemed already */
export async function carryOut<P extends ContainerPlan>(errand: Errand<P>): Promise<ContainerEnd<P>> {
  const ending = createEnding();
  const stops = errand.signals.map((signal) => endOnAbort(ending, signal));
  try {
    const plan = await Grant.redeem(errand.grant);
    const parcel = await handOver(plan.container, errand.content, errand.output);
    const vessel = ending.reason === null ? await vesselUnlessEnded(errand, plan, ending) : null;
    if (vessel === null) {
      const end = await errand.run.end({
        reason: ending.reason ?? 'failed',
        exit_code: null,
        signal: null,
        error: ending.error,
      });
      return { plan, end, left: [], refused: [], dials: [] };
    }
    const way = vessel.relay === null ? null : runRelay(vessel.relay, plan.container.egress, errand.ownPorts());
    try {
      await listening(way);
      const talk = converse(vessel.stream, parcel, { run: errand.run, mostBytes: errand.output?.mostBytes ?? 0 });
      await seeOut(errand, ending, plan.container.limits, vessel, talk);
      const dials = way?.dials() ?? [];
      return { plan, dials, ...(await conclude(errand.run, { ending, plan, vessel, talk, dials })) };
    } finally {
      way?.close();
      errand.dismiss(vessel);
    }
  } finally {
    for (const stop of stops) stop();
  }
}

/** Whoever ended the run while its container was made is not told what became of that. */
async function vesselUnlessEnded<P extends ContainerPlan>(
  { vesselFor }: Errand<P>,
  plan: P,
  ending: Ending,
): Promise<Vessel | null> {
  try {
    return await vesselFor(plan);
  } catch (error) {
    if (ending.reason === null) throw error;
    return null;
  }
}

/** @throws Refused SANDBOX_MISSING: without its way out the program would meet something else than the plan says */
async function listening(way: RelayEnd | null): Promise<void> {
  try {
    await way?.listening;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Refused('SANDBOX_MISSING', {
      message: `The container’s way out to its targets could not be made: ${why}.`,
      cause,
    });
  }
}

interface Course {
  readonly ending: Ending;
  readonly plan: ContainerPlan;
  readonly vessel: Vessel;
  readonly talk: Conversation;
  readonly dials: readonly Dial[];
}

async function conclude(run: RunHandle, { ending, plan, vessel, talk, dials }: Course) {
  const report = talk.report();
  const exit = report === null ? await vessel.exit() : null;
  const end = await run.end({
    ...runEndOf({ ending, report, exit, trouble: talk.trouble(), container: plan.container }),
    usage: usageOf(plan.container, report, exit),
    reached: reachedOf(dials),
  });
  return { end, left: report?.left ?? [], refused: report?.refused ?? [] };
}

/** How long a container may take to take its package. */
const HAND_OVER_MS = 60_000;
/** How long the keeper has for handing back what was left, and for ending when told to. */
const HAND_BACK_MS = 30_000;
const KEEPER_MS = 3_000;

/** Resolves when the conversation is over, whoever ended it. */
async function seeOut(
  { clock, graceMs, log }: Pick<Errand<ContainerPlan>, 'clock' | 'graceMs' | 'log'>,
  ending: Ending,
  limits: RunLimits,
  vessel: Vessel,
  talk: Conversation,
): Promise<void> {
  const { started, programEnded, over } = talk;
  const late = 'it did not take its package in time';
  let stopClock = clock.after(HAND_OVER_MS, () => ending.say('failed', { error: late }));
  void started.then(() => {
    stopClock();
    stopClock = ending.reason === null ? endOnWallTime(ending, clock, limits.wallMs) : () => undefined;
  });
  void programEnded.then(() => ending.say('exited'));
  void over.then(() => ending.say('failed'));
  await ending.said;
  stopClock();

  if (ending.reason !== 'exited' && ending.reason !== 'failed') {
    if (!ending.force) {
      talk.tell('T');
      await settlesWithin(graceMs, programEnded);
    }
    talk.tell('K');
    await settlesWithin(KEEPER_MS, programEnded);
  }
  const isHandingBack = await settlesWithin(0, programEnded);
  if (await settlesWithin(isHandingBack ? HAND_BACK_MS : 0, over)) return;
  log.debug({ container: vessel.id }, 'a keeper did not end its container; the engine does');
  await vessel.kill();
  await settlesWithin(KEEPER_MS, over);
  talk.cut();
}

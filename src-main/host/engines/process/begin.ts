/**
 * The beginning of a run: what can stand ready stands ready, the grant is redeemed, one more look, and the program starts. Nothing is left behind
 * when it does not.
 */
import { Grant } from '#host/grants/grant.ts';
import type { ContentStore } from '#host/storage/index.ts';
import { type CommandPlan, Refused, type Sha256 } from '#shared/model/index.ts';
import type { Errand } from './carry-out.ts';
import { refuseSwapped, whyImpossible } from './last-look.ts';
import { type Stand, standReady } from './launcher/launchers.ts';
import type { Machine } from './machine.ts';
import type { OutputPipes } from './output-pipes.ts';
import { isFenced, refuseEmptyPromises } from './promises.ts';
import { LABEL_VARIABLE, runOf } from './run-label.ts';
import type { OutputPipePair } from './start-child.ts';
import { isBare, type StartedRun, startBare, startHeld } from './start-run.ts';
import { type Ending, endOnFailure } from './ways-to-end.ts';

export interface Begun {
  readonly run: StartedRun;
  readonly plan: CommandPlan;
}

/** @returns `null` when nothing was started, and then the ending says why */
export async function begin(errand: Errand, ending: Ending): Promise<Begun | null> {
  const { grant, content, outputs, label, machine } = errand;
  using pipes = await openBoth(outputs);
  // A process that can take the program's place stands ready before the grant is redeemed, so that little time passes after it.
  const stand = machine?.needsStand === true ? await standOf(machine, label, pipes) : null;
  let isUsed = false;
  try {
    const plan = await Grant.redeem(grant);
    refuseEmptyPromises(plan, machine);
    const stdin = plan.stdin === null ? null : await inputOf(plan.stdin, content);
    const bare = stand === null || machine === undefined || isBare(plan, machine);
    using own = bare && stand !== null ? await openBoth(outputs) : null;
    if (ending.reason !== null) return null;
    // From here to the start without a pause: what is looked at is what is started.
    refuseSwapped(plan);
    const impossible = whyImpossible(plan);
    const run =
      impossible ??
      (bare ? startBare(plan, label, stdin, own ?? pipes, machine) : startHeld(plan, label, stdin, stand, machine));
    if (typeof run === 'string' || run instanceof Promise) {
      endOnFailure(ending, await run);
      return null;
    }
    isUsed = !bare;
    (own ?? pipes).keep();
    // Not before: until then it is what stands ready, and not the program.
    void run.started.then(() => errand.onStarted(run.child.pid, isFenced(plan)));
    return { run, plan };
  } finally {
    if (!isUsed) await stand?.discard();
  }
}

/** @throws Refused SANDBOX_MISSING */
async function standOf(machine: Machine, label: string, pipes: PipePair): Promise<Stand> {
  try {
    const stand = await standReady(runOf(label), { [LABEL_VARIABLE]: label }, pipes, machine.cgroups);
    pipes.keep();
    return stand;
  } catch (cause) {
    throw new Refused('SANDBOX_MISSING', {
      message: `What would hold this run’s limits cannot be started: ${cause instanceof Error ? cause.message : String(cause)}.`,
      cause,
    });
  }
}

/** Both are discarded unless a child has them. */
type PipePair = OutputPipePair & Disposable & { keep(): void };

async function openBoth(outputs: OutputPipes): Promise<PipePair> {
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

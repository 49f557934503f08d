/**
 * The beginning of a run: the grant is redeemed, what the program starts in is made ready, one more look, and the program starts. Nothing is left
 * behind when it does not.
 */
import { Grant } from '#host/grants/grant.ts';
import type { ContentStore } from '#host/storage/index.ts';
import { type CommandPlan, Refused, type Sha256 } from '#shared/model/index.ts';
import type { Errand } from './errand.ts';
import { refuseSwapped, whyImpossible } from './last-look.ts';
import type { OutputPipes } from './output-pipes.ts';
import { isFenced, refuseEmptyPromises } from './promises.ts';
import type { OutputPipePair } from './start-child.ts';
import { isBare, type StartedRun, startBare, startHeld } from './start-run.ts';
import { type Ending, endOnFailure } from './ways-to-end.ts';

export interface Begun {
  readonly run: StartedRun;
  readonly plan: CommandPlan;
}

/** @returns `null` when nothing was started, and then the ending says why */
export async function begin(errand: Errand, ending: Ending): Promise<Begun | null> {
  const { grant, content, machine } = errand;
  const plan = await Grant.redeem(grant);
  refuseEmptyPromises(plan, machine);
  const stdin = plan.stdin === null ? null : await inputOf(plan.stdin, content);
  await using place = await placeFor(plan, errand);
  if (ending.reason !== null) return null;
  // From here to the start without a pause: what is looked at is what is started.
  refuseSwapped(plan);
  const run = whyImpossible(plan) ?? place.start(plan, stdin);
  if (typeof run === 'string' || run instanceof Promise) {
    endOnFailure(ending, await run);
    return null;
  }
  place.keep();
  // Not before: until then it is what stands ready, and not the program.
  void run.started.then(() => errand.onStarted(run.child.pid, isFenced(plan)));
  return { run, plan };
}

/** What stands ready for a program: taken away again unless it is kept. */
interface Place extends AsyncDisposable {
  start(plan: CommandPlan, stdin: Uint8Array | null): StartedRun | Promise<string>;
  keep(): void;
}

/** @throws Refused SANDBOX_MISSING */
async function placeFor(plan: CommandPlan, { outputs, label, machine, stands }: Errand): Promise<Place> {
  if (machine === undefined || isBare(plan, machine)) {
    const pipes = await openBoth(outputs);
    return {
      start: (held, stdin) => startBare(held, label, stdin, pipes, machine),
      keep: () => pipes.keep(),
      [Symbol.asyncDispose]: async () => pipes[Symbol.dispose](),
    };
  }
  const stand = await stands.take();
  let isKept = false;
  return {
    start: (held, stdin) => startHeld(held, label, stdin, stand, machine),
    keep() {
      isKept = true;
    },
    async [Symbol.asyncDispose]() {
      if (!isKept) await stand.discard();
    },
  };
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

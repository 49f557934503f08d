/**
 * Runtimes beside the usual one. An engine that lists one may still not start anything with it, so a container of nobody's is started with it
 * before a plan is made that calls for it. Each is tried once: gVisor leaves processes behind when it fails to start.
 */
import { type ContainerSpec, type GvisorState, type PinnedImage, Refused } from '#shared/model/index.ts';
import { settlesBefore } from '../../process/settles-before.ts';
import { mendGvisor } from './mend-gvisor.ts';
import { refuseUnheld } from './refuse-unheld.ts';
import type { Found } from './try-engine.ts';

export type Runtime = ContainerSpec['runtime'];

export interface Runtimes {
  /**
   * @param signal fires when nobody waits for it any more; a trial goes on for those who do, and for whoever asks next
   * @throws Refused SANDBOX_MISSING with the cause: the engine holds no limits, does not have the runtime, or starts nothing with it;
   * CANCELLED; and whatever kept it from being tried, which is remembered of no runtime
   */
  hold(found: Found, runtime: Runtime, image: PinnedImage, signal: AbortSignal): Promise<void>;
  /** What is known of gVisor on this engine. */
  gvisor(found: Found | null): GvisorState;
  /** Runtimes that plans may call for. */
  working(found: Found | null): readonly Runtime[];
  /** What failed is tried once more, when it is called for. */
  forgetFailures(): void;
  /** The engine is gone: what comes back may be set up in another way. */
  forget(): void;
  /** Resolves when nothing is being tried. */
  settled(): Promise<void>;
}

/** `null`: a container ran with it. */
type Trial = { readonly done: Promise<string | null>; problem: string | null | undefined };

/** @returns what is wrong with the runtime; `null` when a container ran with it. @throws Refused when that could not be found out */
export type TryRuntime = (found: Found, runtime: Runtime, image: PinnedImage) => Promise<string | null>;

export function createRuntimes(tryIt: TryRuntime): Runtimes {
  const trials = new Map<string, Trial>();

  const tried = (found: Found, runtime: Runtime, image: PinnedImage): Promise<string | null> => {
    const key = keyOf(found, runtime);
    const before = trials.get(key);
    if (before !== undefined) return before.done;
    const trial: Trial = { done: tryIt(found, runtime, image), problem: undefined };
    trials.set(key, trial);
    trial.done.then(
      (problem) => {
        trial.problem = problem;
      },
      () => trials.delete(key),
    );
    return trial.done;
  };
  const forgetThose = (which: (problem: string | null) => boolean): void => {
    for (const [key, { problem }] of trials) if (problem !== undefined && which(problem)) trials.delete(key);
  };

  return {
    async hold(found, runtime, image, signal) {
      refuseUnheld(found.facts);
      if (!found.facts.runtimes.includes(runtime)) throw missing(found, runtime);
      if (runtime === 'runc') return;
      const trial = tried(found, runtime, image);
      if (!(await settlesBefore(signal, trial))) throw new Refused('CANCELLED');
      const problem = await trial;
      if (problem !== null) throw broken(found, runtime, problem);
    },
    gvisor(found) {
      if (found === null)
        return { state: 'absent', words: 'No engine answers, so there is no gVisor either', fix: null };
      const { name, runtimes } = found.facts;
      if (!runtimes.includes('runsc')) return { state: 'absent', words: `${name} lists no runtime runsc`, fix: null };
      const problem = trials.get(keyOf(found, 'runsc'))?.problem;
      if (problem === undefined)
        return {
          ...{ state: 'listed', fix: null },
          words: `${name} lists runsc; it is tried before the first run that calls for it`,
        };
      return problem === null
        ? { state: 'works', words: `A container was started with runsc on ${name}`, fix: null }
        : {
            ...{ state: 'broken', fix: mendGvisor(problem) },
            words: `${name} lists runsc, and a container could not be started with it: ${problem.replace(/\.$/, '')}`,
          };
    },
    working: (found) =>
      found === null
        ? []
        : (['runc', 'runsc'] as const).filter(
            (runtime) =>
              found.facts.runtimes.includes(runtime) &&
              (runtime === 'runc' || trials.get(keyOf(found, runtime))?.problem === null),
          ),
    forgetFailures: () => forgetThose((problem) => problem !== null),
    forget: () => forgetThose(() => true),
    async settled() {
      await Promise.allSettled([...trials.values()].map(({ done }) => done));
    },
  };
}

/** The same engine, however often it was looked at. */
const keyOf = ({ candidate, facts }: Found, runtime: Runtime): string =>
  JSON.stringify([candidate.address, facts.name, runtime]);

const missing = ({ facts }: Found, runtime: Runtime): Refused =>
  new Refused('SANDBOX_MISSING', {
    message: `The policy calls for the runtime ${runtime}, and ${facts.name} does not list it. It lists ${facts.runtimes.slice(0, 10).join(', ') || 'none'}.`,
    hint:
      runtime === 'runsc'
        ? 'The person has to install gVisor (runsc) and make it known to the engine, or take `runtime: runsc` out of the policy.'
        : 'The person has to use an engine that has it.',
  });

const broken = ({ facts }: Found, runtime: Runtime, problem: string): Refused =>
  new Refused('SANDBOX_MISSING', {
    message: `The policy calls for the runtime ${runtime}, which ${facts.name} lists, and a container could not be started with it: ${problem.replace(/\.$/, '')}.`,
    hint: 'The person has to mend the runtime (`countersign engine show` says how) and look again (`countersign engine look`), or take it out of the policy.',
  });

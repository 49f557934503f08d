/**
 * Starts the program of a plan, with everything that the plan promises laid around it first. There are two roads: a plan that promises nothing more
 * than to run is started as it is; any other by a process that stands ready, already counted, before it learns what to become.
 */
import type { CommandPlan, RunUsage } from '#shared/model/index.ts';
import { firstChildOf } from './descendants.ts';
import type { Family } from './family.ts';
import { fencedFamily } from './fenced-family.ts';
import { groupedFamily } from './grouped-family.ts';
import { launchOf } from './launch.ts';
import { type Argument, type Launched, PERL } from './launcher/launcher.ts';
import type { Stand } from './launcher/launchers.ts';
import { BECOME, limitArguments } from './launcher/scripts.ts';
import { countByGroup, countBySight, nothingKnown } from './limits/count-usage.ts';
import { FENCE_PROCESSES, type Holding, holdLimits } from './limits/hold-limits.ts';
import { type Reached, reachedBy } from './limits/over-limit.ts';
import { linuxFamily } from './linux-family.ts';
import type { Machine } from './machine.ts';
import { groupFamily, treeFamily } from './other-families.ts';
import { readStat } from './proc-table.ts';
import { type FencedPlan, isFenced } from './promises.ts';
import { dropTo, SETPRIV } from './run-as/drop-to.ts';
import { LABEL_VARIABLE } from './run-label.ts';
import type { Raised } from './sandbox/bubblewrap.ts';
import type { Seated } from './seatbelt/seatbelt.ts';
import { type Child, type Exit, type OutputPipePair, startChild } from './start-child.ts';

export interface StartedRun {
  readonly child: Child;
  /** @param isReaped whether the exit of the child was collected */
  family(isReaped: () => boolean): Family;
  /** Resolves once the program itself runs, or when it never will. */
  readonly started: Promise<void>;
  /** The program's own process on this machine; `null` when it never ran. */
  programPid(): number | null;
  /** Processor time so far; `null` where nobody can tell. */
  cpuMs(): number | null;
  usage(): Omit<RunUsage, 'over'>;
  /** The limits that it ran into, as the kernel tells. */
  reached(exit: Exit): Reached;
  /** Nothing of it runs any more: lets go of everything that was laid around it. */
  close(): Promise<void>;
}

/** The program as it is. @returns a promise of the operating system's sentence when it could not be started */
export function startBare(
  plan: CommandPlan,
  label: string,
  stdin: Uint8Array | null,
  pipes: OutputPipePair,
  machine: Pick<Machine, 'watch' | 'seatbelt'> | undefined,
): StartedRun | Promise<string> {
  const seated = isFenced(plan) ? seatedIn(plan, label, machine) : null;
  const child = startChild(seated?.launch ?? launchOf(plan, label), stdin, pipes);
  if (child instanceof Promise) {
    seated?.[Symbol.dispose]();
    return child;
  }
  const { pid } = child;
  const stat = process.platform === 'linux' ? readStat(pid) : null;
  const { held } = holdLimits(plan.limits, false, { cgroups: false, rlimits: false, countsInSandbox: false });
  const watched = machine?.watch.watch((kin) => [pid, ...kin.descendantsOf(pid).map((each) => each.pid)]);
  const counter = watched === undefined ? null : countBySight(watched);
  return {
    child,
    family(isReaped) {
      if (process.platform === 'win32') return treeFamily(pid, isReaped);
      return stat === null ? groupFamily(pid) : linuxFamily({ stat, label, isReaped });
    },
    started: Promise.resolve(),
    programPid: () => pid,
    cpuMs: () => counter?.cpuMs() ?? null,
    usage: () => ({ ...(counter?.total(null) ?? nothingKnown), held }),
    reached: (exit) => reachedBy(plan.limits, exit, null),
    async close() {
      counter?.stop();
      seated?.[Symbol.dispose]();
    },
  };
}

/** @throws Refused PLAN_DRIFT */
function seatedIn(plan: FencedPlan, label: string, machine: Pick<Machine, 'seatbelt'> | undefined): Seated {
  if (machine?.seatbelt == null) throw new Error('a plan for a fence came to a machine that has none');
  return machine.seatbelt.raise(plan, label);
}

/** Whether nothing has to stand ready for the program: what Seatbelt does, it does by becoming it. */
export const isBare = (plan: CommandPlan, { means, seatbelt }: Pick<Machine, 'means' | 'seatbelt'>): boolean =>
  (!isFenced(plan) || seatbelt !== null) &&
  plan.runAs === undefined &&
  holdLimits(plan.limits, false, means).held.every(({ by }) => by === 'host');

/** @throws Refused PLAN_DRIFT, with nothing started and the stand not used */
export function startHeld(
  plan: CommandPlan,
  label: string,
  stdin: Uint8Array | null,
  stand: Stand,
  machine: Machine,
): StartedRun {
  const fenced = isFenced(plan);
  const holding = holdLimits(plan.limits, fenced, machine.means);
  const raised = fenced ? machine.bubblewrap?.raise(plan, holding.rlimits) : undefined;
  if (fenced && raised === undefined) throw new Error('a plan for a fence came to a machine that has none');
  try {
    if (holding.group !== null) stand.group?.limit(holding.group);
    const child = stand.launcher.send(
      {
        fenced,
        cwd: fenced ? '/' : plan.cwd.path,
        env: { ...plan.env, [LABEL_VARIABLE]: label },
        options: raised?.options ?? becoming(holding.rlimits, plan.runAs),
        rest: [plan.executable.path, ...plan.argv],
      },
      stdin,
    );
    return heldRun({ plan, label, stand, holding, raised, child, machine });
  } catch (error) {
    raised?.[Symbol.dispose]();
    throw error;
  }
}

const becoming = (rlimits: readonly string[], runAs: CommandPlan['runAs']): readonly Argument[] => [
  ...(runAs === undefined ? [PERL] : [SETPRIV, SETPRIV, ...dropTo(runAs), '--']),
  ...[PERL, '-C0', '-e', BECOME],
  ...limitArguments(rlimits),
];

interface HeldParts {
  readonly plan: CommandPlan;
  readonly label: string;
  readonly stand: Stand;
  readonly holding: Holding;
  readonly raised: Raised | undefined;
  readonly child: Launched;
  readonly machine: Machine;
}

function heldRun({ plan, label, stand, holding, raised, child, machine }: HeldParts): StartedRun {
  const { pid } = child;
  const outer = readStat(pid);
  const { group } = stand;
  const fenced = raised !== undefined;
  let program: number | undefined;
  void child.started.then(() => {
    raised?.stands();
    // Outermost the fence, then its first process, then the program.
    const first = fenced ? firstChildOf(pid) : null;
    if (first !== null) program = firstChildOf(first.pid)?.pid;
  });
  const counter =
    group === null
      ? countBySight(
          machine.watch.watch((kin) => {
            const below = kin.descendantsOf(pid).map((each) => each.pid);
            return fenced ? below.slice(1) : [pid, ...below];
          }),
        )
      : countByGroup(group, fenced ? FENCE_PROCESSES : 0);
  return {
    child,
    family(isReaped) {
      if (fenced) return groupedFamily(fencedFamily({ outer, gone: child.gone }), group);
      return groupedFamily(outer === null ? groupFamily(pid) : linuxFamily({ stat: outer, label, isReaped }), group);
    },
    started: child.started,
    programPid: () => (child.hasStarted() ? (program ?? pid) : null),
    cpuMs: () => counter.cpuMs(),
    usage: () => ({ ...counter.total(child.rusage()), held: holding.held }),
    reached: (exit) => reachedBy(plan.limits, exit, group?.usage() ?? null),
    async close() {
      counter.stop();
      raised?.[Symbol.dispose]();
      await group?.remove();
    },
  };
}

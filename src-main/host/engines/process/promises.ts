/** What a plan promises beyond that a program runs: it is kept by something of this machine, or the plan is refused before anything starts. */
import { type CommandPlan, type Confinement, Refused } from '#shared/model/index.ts';
import { bytes } from '#shared/text/index.ts';
import type { Limit } from './limits/hold-limits.ts';
import { cannotHold, type Machine } from './machine.ts';

export type FencedPlan = CommandPlan & { readonly confinement: Confinement };

export const isFenced = (plan: CommandPlan): plan is FencedPlan => plan.sandbox !== 'off' && plan.confinement !== null;

/** @param machine absent: nothing can be kept @throws Refused SANDBOX_MISSING */
export function refuseEmptyPromises(plan: CommandPlan, machine: Machine | undefined): void {
  const { sandbox, network, limits } = plan;
  const fence = machine?.sandbox.name ?? null;
  if (sandbox !== 'off' && (fence === null || plan.confinement?.by !== fence)) {
    throw missing(`the sandbox “${sandbox}”`, machine?.sandbox.found);
  }
  if (sandbox === 'off' && !network)
    throw missing('a run without network', 'without a sandbox the network cannot be taken away.');
  const cannot = machine === undefined ? 'nothing here was asked to.' : machine.cannotRunAs;
  if (plan.runAs !== undefined && cannot !== null) throw missing(`running as the user ${plan.runAs.name}`, cannot);
  const means = { cgroups: false, rlimits: false, countsInSandbox: false };
  const [limit] = cannotHold(machine ?? { means }, limits, sandbox);
  if (limit !== undefined) throw missing(limitWords(limit, plan), machine?.limits.found);
}

export function limitWords(limit: Limit, { limits }: Pick<CommandPlan, 'limits'>): string {
  switch (limit) {
    case 'memory':
      return `a memory limit of ${bytes(limits.memoryBytes ?? 0)}`;
    case 'pids':
      return `a limit of ${limits.pids} processes`;
    case 'cpu':
      return `at most ${(limits.cpuMs ?? 0) / 1000} s of processor time`;
    case 'open_files':
      return `at most ${limits.openFiles} open files`;
    case 'file_size':
      return `files of at most ${bytes(limits.fileBytes ?? 0)}`;
    default:
      return limit satisfies never;
  }
}

function missing(promise: string, why: string | undefined): Refused {
  return new Refused('SANDBOX_MISSING', {
    message: `The plan calls for ${promise}, and this machine cannot keep that${why === undefined ? '.' : `: ${why}`}`,
  });
}

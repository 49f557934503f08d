/** A solver's or a probe's plan as it would be made under another policy: image, limits and reach are the policy's to choose. */
import type { ProbePlan, SolverPlan } from '#shared/model/index.ts';
import type { SolverPolicy } from '#shared/policy/index.ts';

/** @returns the plan as it is for a language that the policy does not list: the decision says so */
export function refitContainer<P extends SolverPlan | ProbePlan>(plan: P, solvers: SolverPolicy): P {
  const terms = plan.kind === 'solver' ? solvers.terms(plan.language) : solvers.probeTerms();
  if (terms === undefined) return plan;
  const { container: spec } = plan;
  const { limits } = spec;
  return {
    ...plan,
    container: {
      ...spec,
      image: { ...spec.image, name: terms.image },
      runtime: terms.runtime,
      firewall: terms.firewall,
      cpus: Math.min(spec.cpus, terms.cpus),
      scratchBytes: Math.min(spec.scratchBytes, terms.scratchBytes),
      egress: terms.network === 'none' ? [] : [plan.target],
      limits: {
        ...limits,
        wallMs: Math.min(limits.wallMs, terms.maxWallMs),
        outputBytes: Math.min(limits.outputBytes, terms.outputBytes),
        memoryBytes: Math.min(limits.memoryBytes ?? terms.memoryBytes, terms.memoryBytes),
        pids: Math.min(limits.pids ?? terms.pids, terms.pids),
      },
    },
  };
}

/** A plan of the past under another policy than the one that it was made under. */
import type { ClientRef, CommandPlan, Plan } from '#shared/model/index.ts';
import { type CompiledPolicy, heldLimits } from '#shared/policy/index.ts';
import { refitContainer } from '../solvers/refit-container.ts';

/** The plan as it would be made under this policy: program, limits and fence are the policy's to choose, and the request asked for none. */
export function refitted(plan: Plan, client: ClientRef, policy: CompiledPolicy): Plan {
  if (plan.kind === 'solver' || plan.kind === 'probe') return refitContainer(plan, policy.solvers);
  if (plan.kind !== 'command') return plan;
  const terms = policy.commandTerms(plan.argv, client, plan.cwd.path);
  if (terms === undefined) return plan;
  const { runAs, ...rest } = plan;
  const refit: CommandPlan = {
    ...rest,
    // Who that is on this machine decides nothing.
    ...(terms.runAs === undefined
      ? {}
      : { runAs: { uid: 0, gid: 0, home: '/', mayWrite: true, ...runAs, name: terms.runAs } }),
    executable: { ...plan.executable, named: terms.executable },
    envFromAgent: plan.envFromAgent.filter((name) => terms.env.includes(name)),
    sandbox: terms.sandbox,
    // What it comes to depends on the world as it was then; the decision is about the fence itself.
    confinement: null,
    network: terms.network,
    limits: {
      ...heldLimits(terms),
      wallMs: Math.min(plan.limits.wallMs, terms.maxWallMs),
      outputBytes: Math.min(plan.limits.outputBytes, terms.outputBytes),
    },
  };
  return refit;
}

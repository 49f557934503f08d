/** What `run_solver_fallback` and `rerun_run` share: a plan from an order, a dry run that is a question, and the run itself. */
import type { Capability, ToolDefinition } from '#host/capabilities/capability.ts';
import type { ContainerEngine } from '#host/engines/container/container-engine.ts';
import { Grant } from '#host/grants/grant.ts';
import type { ClientRef, Request, RunHandle, SolverCheckPlan, SolverPlan, Verdict } from '#shared/model/index.ts';
import type { SolverPolicy } from '#shared/policy/index.ts';
import { counted, targetWords } from '#shared/text/index.ts';
import { type CarryOutParts, carryOutSolver } from './carry-out-solver.ts';
import { driftOfTarget } from './pin-target.ts';
import { planSolver, releaseFiles, type SolverPlanning } from './plan-solver.ts';
import type { SolverOrder } from './solver-order.ts';
import { dryOutput, SolverOutput } from './solver-output.ts';

export interface SolverParts extends SolverPlanning, Omit<CarryOutParts, 'engine'> {
  readonly engine: Pick<ContainerEngine, 'pinImage' | 'holdRuntime' | 'holdFirewall' | 'driftOfImage' | 'carryOut'>;
  /** What is in force now. */
  readonly policy: () => Pick<SolverPolicy, 'dns'>;
  /** Decides without asking or running. */
  readonly verdictOn: (plan: SolverPlan, client: ClientRef) => Verdict;
}

export interface SolverTool<Input>
  extends Omit<ToolDefinition<Input, SolverOutput>, 'output' | 'annotations' | 'badInput'> {
  readonly order: (request: Request, input: Input, policy: SolverPolicy) => Promise<SolverOrder>;
  readonly isDry: (input: Input) => boolean;
}

type Planned = SolverPlan | SolverCheckPlan;

export function solverCapability<Input>(
  parts: SolverParts,
  tool: SolverTool<Input>,
): Capability<Input, Planned, SolverOutput> {
  const { order, isDry, ...named } = tool;
  return {
    tool: {
      ...named,
      output: SolverOutput,
      badInput: 'REQUEST_INVALID',
      annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
    },
    transcriptBytes: (plan) => (plan.kind === 'solver' ? plan.container.limits.outputBytes : null),
    async plan(request, input, { solvers }, signal) {
      const plan = await planSolver(parts, await order(request, input, solvers), solvers, signal);
      return isDry(input) ? { kind: 'solver.check', would: plan, problems: [], warnings: [] } : plan;
    },
    describe: describeSolver,
    drift: async (plan) =>
      plan.kind !== 'solver'
        ? []
        : [
            ...(await parts.engine.driftOfImage(plan.container.image)),
            ...(await driftOfTarget(plan.target, parts.policy(), parts.names)),
          ],
    async release(plan) {
      const files = plan.kind === 'solver' ? plan.container.files : (plan.would?.container.files ?? []);
      await releaseFiles(parts.content, files);
    },
    perform: (grant, run, request, signal) => perform(parts, grant, run, request, signal),
  };
}

async function perform(
  parts: SolverParts,
  grant: Grant<Planned>,
  run: RunHandle,
  request: Request,
  signal: AbortSignal,
) {
  if (grant.isFor('solver')) {
    const output = await carryOutSolver(parts, grant, run, signal);
    return { output, failed: !output.ok };
  }
  const plan = await Grant.redeem(grant);
  if (plan.kind !== 'solver.check' || plan.would === null) throw new Error('a dry run without a plan');
  const { verdict, reasons } = parts.verdictOn(plan.would, request.client);
  const output = dryOutput(plan.would, verdict, reasons);
  return { output, failed: !output.ok };
}

export function describeSolver(plan: Planned): string {
  const solver = plan.kind === 'solver' ? plan : plan.would;
  if (solver === null) return 'Ask whether a solver would run';
  const files = solver.container.files.length;
  const more = files > 1 ? ` and ${counted(files - 1, 'more file', 'more files')}` : '';
  const what = `${solver.entrypoint} (${solver.language})${more} in a container, against ${targetWords(solver.target)}`;
  return plan.kind === 'solver' ? `Run ${what}` : `Ask whether this would run: ${what}`;
}

/** The tool `run_solver_fallback`: an agent's own program against one target, in a container of its own. */
import type { Capability } from '#host/capabilities/capability.ts';
import type { SolverCheckPlan, SolverPlan } from '#shared/model/index.ts';
import { type Artifacts, readOrder } from './read-order.ts';
import { type SolverParts, solverCapability } from './solver-capability.ts';
import { SolverInput } from './solver-input.ts';
import type { SolverOutput } from './solver-output.ts';

export function runSolver(
  parts: SolverParts & { readonly artifacts: Artifacts },
): Capability<SolverInput, SolverPlan | SolverCheckPlan, SolverOutput> {
  return solverCapability(parts, {
    name: 'run_solver_fallback',
    title: 'Run a solver in a container',
    description:
      'For what your own sandbox cannot do, such as reaching a service: runs your program in a throw-away container that reaches the one target that you name, if the policy lists it, and nothing else. CTF_HOST and CTF_PORT say where the target is: connect there, also where the target is a bare address. What the program leaves in the folder “out” comes back. A person usually has to approve it. Say what you tried first and what you validated; dry_run checks without running.',
    input: SolverInput,
    order: (request, input, policy) =>
      readOrder(input, policy.package, (id) => parts.artifacts.read(request.client.name, id)),
    isDry: ({ dry_run }) => dry_run,
  });
}

/** The tool `rerun_run`: an earlier solver run once more, with a patch. The package comes from our own store, whatever a container left. */
import type { Capability } from '#host/capabilities/capability.ts';
import {
  type ClientRef,
  isSameClient,
  type KeptFile,
  type KeptKind,
  Refused,
  type RunId,
  type RunSummary,
  type SolverCheckPlan,
  SolverPlan,
} from '#shared/model/index.ts';
import { ORDER_NAME } from './carry-out-solver.ts';
import { sha256Of } from './package/package-hash.ts';
import { type Artifacts, type Earlier, patchedOrder } from './read-order.ts';
import { type SolverParts, solverCapability } from './solver-capability.ts';
import { RerunInput } from './solver-input.ts';
import type { SolverOutput } from './solver-output.ts';

/** Runs of the past. */
export interface PastRuns {
  show(id: RunId): Promise<RunSummary | undefined>;
  keptFiles(id: RunId): Promise<readonly KeptFile[]>;
  readKept(id: RunId, kind: KeptKind, path: string): Promise<Uint8Array | undefined>;
}

export interface RerunParts extends SolverParts {
  readonly artifacts: Artifacts;
  readonly past: PastRuns;
}

export function rerunRun(parts: RerunParts): Capability<RerunInput, SolverPlan | SolverCheckPlan, SolverOutput> {
  return solverCapability(parts, {
    name: 'rerun_run',
    title: 'Run a solver once more',
    description:
      'Runs an earlier solver of yours once more against the same target, with a patch: other or further files, arguments, variables, time. It is a new request: the policy decides anew and a person may be asked. The result names the run that it was derived from.',
    input: RerunInput,
    async order(request, input, policy) {
      const earlier = await earlierRun(parts.past, request.client, input.run_id);
      return patchedOrder(input, earlier, policy.package, (id) => parts.artifacts.read(request.client.name, id));
    },
    isDry: ({ dry_run }) => dry_run,
  });
}

/** @throws Refused UNKNOWN_RUN, for another client's run as for one that never was */
async function earlierRun(past: PastRuns, client: ClientRef, id: RunId): Promise<Earlier> {
  const run = await past.show(id);
  if (run === undefined || !isSameClient(run.client, client))
    throw new Refused('UNKNOWN_RUN', { message: `This client has no run ${id}.` });
  const plan = await orderOf(past, id);
  if (plan === undefined) {
    throw new Refused('UNKNOWN_RUN', { message: `${id} is no solver run, or nothing of its package is kept.` });
  }
  const files = await Promise.all(
    plan.container.files.map(async ({ path, sha256 }) => {
      const bytes = await past.readKept(id, 'package', path);
      if (bytes === undefined || sha256Of(bytes) !== sha256) {
        throw new Refused('UNKNOWN_RUN', { message: `The package of ${id} is not whole any more.` });
      }
      return { path, bytes };
    }),
  );
  return { plan, files };
}

async function orderOf(past: PastRuns, id: RunId): Promise<SolverPlan | undefined> {
  const kept = await past.readKept(id, 'order', ORDER_NAME);
  return kept === undefined ? undefined : SolverPlan.parse(JSON.parse(Buffer.from(kept).toString('utf8')));
}

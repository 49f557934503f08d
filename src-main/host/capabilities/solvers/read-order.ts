/** From a tool's arguments to an order: evidence first, then the files. */
import type { ClientName, SolverPlan } from '#shared/model/index.ts';
import type { PackageTerms } from '#shared/policy/index.ts';
import { checkEvidence, checkValidation } from './check-evidence.ts';
import { decodeFiles, type ReadArtifact } from './package/decode-files.ts';
import type { RerunInput, SolverInput } from './solver-input.ts';
import type { PackagedFile, SolverOrder } from './solver-order.ts';

/** Files that a client uploaded earlier. */
export interface Artifacts {
  /** @throws Refused REQUEST_INVALID for one that this client does not have */
  read(client: ClientName, id: string): Promise<Uint8Array>;
}

/** @throws Refused */
export async function readOrder(input: SolverInput, terms: PackageTerms, artifact: ReadArtifact): Promise<SolverOrder> {
  const claims = checkEvidence(input.sandbox_failure, input.local_validation);
  const { language, entrypoint, args, env } = input;
  return {
    ...{ language, entrypoint, args, env, claims },
    target: { ...input.target, host: input.target.host.toLowerCase() },
    timeoutSeconds: input.timeout_seconds ?? null,
    claimedHash: input.local_validation.solver_sha256 ?? null,
    files: await decodeFiles(input.files, terms, artifact),
    derivedFrom: null,
    claimIsOlder: false,
  };
}

/** The earlier run as it was asked for, with the patch over it. */
export interface Earlier {
  readonly plan: SolverPlan;
  /** From our own store; never from what a container left. */
  readonly files: readonly PackagedFile[];
}

/** @throws Refused */
export async function patchedOrder(
  { run_id, patch, local_validation }: RerunInput,
  { plan, files }: Earlier,
  terms: PackageTerms,
  artifact: ReadArtifact,
): Promise<SolverOrder> {
  const { workspace = {}, execution = {} } = patch;
  const added = await decodeFiles(workspace.files ?? [], terms, artifact);
  const replaced = new Set([...added.map(({ path }) => path), ...(workspace.remove ?? [])]);
  const oldEnv = Object.fromEntries(plan.envFromAgent.map((name) => [name, plan.container.env[name] ?? '']));
  const validation = local_validation === undefined ? plan.claims.localValidation : checkValidation(local_validation);
  const { host, port, protocol } = plan.target;
  return {
    target: { host, port, protocol },
    language: workspace.language ?? plan.language,
    entrypoint: workspace.entrypoint ?? plan.entrypoint,
    args: execution.args ?? plan.args,
    env: execution.env ?? oldEnv,
    timeoutSeconds: execution.timeout_seconds ?? plan.container.limits.wallMs / 1000,
    files: [...files.filter(({ path }) => !replaced.has(path)), ...added],
    claims: { ...plan.claims, localValidation: validation },
    claimedHash: local_validation === undefined ? plan.validated.claimed : (local_validation.solver_sha256 ?? null),
    derivedFrom: run_id,
    claimIsOlder: local_validation === undefined,
  };
}

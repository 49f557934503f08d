/** Everything that is wrong with a request, and not only the first: each check by itself, on whatever of the request can be read. */
import { Refused } from '#shared/model/index.ts';
import type { SolverPolicy } from '#shared/policy/index.ts';
import { checkEvidence } from '../check-evidence.ts';
import { checkStart, wallTime } from '../check-start.ts';
import { checkPaths } from '../package/check-paths.ts';
import { checkValidated } from '../package/check-validated.ts';
import { decodeFiles, type ReadArtifact } from '../package/decode-files.ts';
import { packageHash, sha256Of } from '../package/package-hash.ts';
import { pinTarget } from '../pin-target.ts';
import { emptyPackage, notOverTcp, runnerFor, type SolverPlanning } from '../plan-solver.ts';
import { collectProblems } from '../refuse.ts';
import type { SolverInput } from '../solver-input.ts';
import type { PackagedFile } from '../solver-order.ts';

/** @returns at most fifty, in the order of the arguments; empty where nothing is wrong */
export async function findProblems(
  parts: SolverPlanning,
  input: SolverInput,
  policy: SolverPolicy,
  readArtifact: ReadArtifact,
  signal: AbortSignal,
): Promise<readonly Refused[]> {
  const { refuse, attempt, all } = collectProblems();
  const { target, files: asked, language, entrypoint, local_validation } = input;
  const { protocol } = target;
  if (protocol !== 'tcp') refuse(notOverTcp());
  else await attempt(() => pinTarget({ ...target, host: target.host.toLowerCase() }, 'solvers', policy, parts.names));
  checkEvidence(input.sandbox_failure, local_validation, refuse);
  const files = await decodeFiles(asked, policy.package, readArtifact, refuse);
  if (asked.length === 0) refuse(emptyPackage());
  checkPaths(
    asked.map(({ path }) => path),
    refuse,
  );
  const { terms } = (await attempt(() => runnerFor(language, policy))) ?? {};
  checkStart({ ...input, files: asked }, refuse);
  if (terms !== undefined) {
    await attempt(() => wallTime(input.timeout_seconds ?? null, terms));
    await attempt(() => parts.engine.holdFirewall(terms.firewall, signal));
    await attempt(async () =>
      parts.engine.holdRuntime(terms.runtime, await parts.engine.pinImage(terms.image), signal),
    );
    // Nothing is wrong with the request, and nobody wants the list.
    if (signal.aborted) throw new Refused('CANCELLED');
  }
  const claimed = local_validation.solver_sha256 ?? null;
  // Of a package that is not whole, no hash would fit.
  if (files.length === asked.length) await attempt(() => checkHash(files, entrypoint, claimed));
  return all();
}

function checkHash(files: readonly PackagedFile[], entrypoint: string, claimedHash: string | null): void {
  const hashed = files.map(({ path, bytes }) => ({ path, sha256: sha256Of(bytes), bytes: bytes.byteLength }));
  checkValidated({ claimedHash, claimIsOlder: false, entrypoint }, packageHash(hashed), hashed);
}

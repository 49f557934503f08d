/** The one part of the evidence that can be checked: the hash that the agent says it validated, against the package that came. */
import { Refused, Sha256, type ValidatedHash } from '#shared/model/index.ts';
import type { SolverOrder } from '../solver-order.ts';

/** @throws Refused EVIDENCE_MISSING when a hash is named that fits nothing */
export function checkValidated(
  { claimedHash, claimIsOlder, entrypoint }: Pick<SolverOrder, 'claimedHash' | 'claimIsOlder' | 'entrypoint'>,
  whole: Sha256,
  files: readonly { readonly path: string; readonly sha256: Sha256 }[],
): ValidatedHash {
  if (claimedHash === null) return { claimed: null, covers: 'nothing' };
  const parsed = Sha256.safeParse(
    claimedHash
      .trim()
      .toLowerCase()
      .replace(/^sha256:/u, ''),
  );
  if (!parsed.success) {
    throw new Refused('EVIDENCE_MISSING', {
      message: 'local_validation.solver_sha256 is not a SHA-256: 64 hex digits were expected.',
    });
  }
  const claimed = parsed.data;
  if (claimed === whole) return { claimed, covers: 'package' };
  const own = files.find(({ path }) => path === entrypoint)?.sha256;
  if (claimed === own) return { claimed, covers: files.length === 1 ? 'package' : 'entrypoint' };
  if (claimIsOlder) return { claimed, covers: 'nothing' };
  throw new Refused('EVIDENCE_MISSING', {
    message: `What came is not what was validated: local_validation.solver_sha256 is ${claimed}, the package has ${whole}${own === undefined ? '' : `, its entry point ${own}`}.`,
    hint: 'Validate the package that you send, or send the one that you validated.',
  });
}

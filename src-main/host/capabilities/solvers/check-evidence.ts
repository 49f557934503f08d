/** What an agent must say before its solver is even looked at. It can say anything; so it is kept as its claim, and shown as that. */
import type { z } from 'zod';
import { Refused, type SolverClaims } from '#shared/model/index.ts';
import { type Refuse, refuseAtOnce } from './refuse.ts';
import type { LocalValidation, SandboxFailure } from './solver-input.ts';

/** @throws Refused EVIDENCE_MISSING, unless `refuse` does something else */
export function checkEvidence(
  failure: z.output<typeof SandboxFailure>,
  validation: z.output<typeof LocalValidation>,
  refuse: Refuse = refuseAtOnce,
): SolverClaims {
  return { sandboxFailure: checkFailure(failure, refuse), localValidation: checkValidation(validation, refuse) };
}

export function checkValidation(
  { solved_locally, summary }: z.output<typeof LocalValidation>,
  refuse: Refuse = refuseAtOnce,
): SolverClaims['localValidation'] {
  if (!solved_locally) {
    refuse(missing('local_validation.solved_locally is false: solve a local copy with this package first.'));
  }
  if (isBlank(summary)) refuse(missing('local_validation.summary is empty: say what came of it.'));
  return { summary };
}

function checkFailure(failure: z.output<typeof SandboxFailure>, refuse: Refuse): SolverClaims['sandboxFailure'] {
  if (!failure.attempted) {
    refuse(
      missing(
        'sandbox_failure.attempted is false: this is for what your own sandbox cannot do, so try it there first.',
      ),
    );
  }
  if (isBlank(failure.reason))
    refuse(missing('sandbox_failure.reason is empty: say why your own sandbox cannot do it.'));
  return {
    reason: failure.reason,
    attemptedAt: failure.attempted_at ?? null,
    errorExcerpt: failure.error_excerpt ?? null,
    commandSummary: failure.command_summary ?? null,
  };
}

/** Without letters or digits nothing is said. */
const isBlank = (text: string): boolean => !/[\p{L}\p{N}]/u.test(text);
const missing = (message: string): Refused => new Refused('EVIDENCE_MISSING', { message });

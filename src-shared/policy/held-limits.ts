/** Of a command's terms, the limits that a plan carries. */
import type { RunLimits } from '../model/index.ts';
import type { CommandTerms, LimitKey } from './compiled-policy.ts';

type Held = Pick<RunLimits, LimitKey>;

/**
 * @param cannotHold limits that this machine has nothing for. Those that the policy demands stay in the plan, which is then refused; the usual
 * ones are dropped, and the plan says that there is none.
 */
export function heldLimits(terms: CommandTerms, cannotHold: readonly LimitKey[] = []): Held {
  const held = (key: LimitKey): number | null =>
    cannotHold.includes(key) && !terms.demandedLimits.includes(key) ? null : terms[key];
  return {
    memoryBytes: held('memoryBytes'),
    pids: held('pids'),
    cpuMs: held('cpuMs'),
    openFiles: held('openFiles'),
    fileBytes: held('fileBytes'),
  };
}

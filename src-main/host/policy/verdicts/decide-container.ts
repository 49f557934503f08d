/** The verdict on what would run in a container of its own against a target. Until the policy can list targets, nothing is reachable. */
import type { ProbePlan, SolverPlan, Verdict } from '#shared/model/index.ts';
import { hostAndPort } from '#shared/text/index.ts';
import { quoted } from '../language/quoted.ts';
import type { PolicyParts } from '../load/loaded-policy.ts';
import { refused } from './answer.ts';

export function decideContainer({ target }: SolverPlan | ProbePlan, _policy: PolicyParts): Verdict {
  return refused(
    `The policy lists no target ${quoted(hostAndPort(target.host, target.port))}.`,
    'The policy lists no targets, so nothing is reachable from a container.',
  );
}

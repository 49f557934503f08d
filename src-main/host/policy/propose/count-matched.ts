/** How many of the last requests on record other rules would have vouched for: what *Always* would have let through besides. */
import { ClientRef, type CommandPlan, Plan, type RequestId } from '#shared/model/index.ts';
import type { PathScope } from '#shared/policy/index.ts';
import type { Rule } from '../language/rule.ts';
import { vouchesFor } from '../language/weigh.ts';
import { lexically, planPaths } from '../paths/plan-paths.ts';
import { type Past, takeTurns } from '../tools/past.ts';

/** Whether a rule would vouch for a request of this client. */
export type Candidate = (plan: Plan, client: ClientRef) => boolean;

export interface CommandCandidate {
  readonly command: string;
  readonly rule: Rule;
  readonly scopeOf: (path: string) => PathScope;
  readonly nowMs: number;
}

/** Requests that are looked back at. */
const MOST_REQUESTS = 200;

/** @param except the request that the rules are made from. @returns of how many, and for each rule how many it vouches for */
export async function countMatched(
  past: Past,
  candidates: readonly Candidate[],
  except: RequestId,
): Promise<{ readonly of: number; readonly matched: readonly number[] }> {
  const turn = takeTurns();
  const matched = candidates.map(() => 0);
  let of = 0;
  for await (const step of past.pastDecisions()) {
    if (step.kind !== 'decided' || step.request === except) continue;
    if (of >= MOST_REQUESTS) break;
    of += 1;
    const plan = Plan.safeParse(step.plan).data;
    const client = ClientRef.safeParse({ name: step.client, claims: step.claims }).data;
    if (plan === undefined || client === undefined) continue;
    for (const [at, vouches] of candidates.entries()) if (vouches(plan, client)) matched[at] = (matched[at] ?? 0) + 1;
    await turn();
  }
  return { of, matched };
}

export function forCommands({ command, rule, scopeOf, nowMs }: CommandCandidate): Candidate {
  return (plan, client) => {
    if (plan.kind !== 'command' || plan.command !== command) return false;
    const { argv, cwd } = plan;
    return vouchesFor(rule, { argv, client, nowMs, cwd: cwd.path, paths: planPaths(settled(plan), scopeOf) });
  };
}

/** A path that no rule read then was not followed then: it counts as leading where it says. */
function settled(plan: CommandPlan): Pick<CommandPlan, 'cwd' | 'paths' | 'operands'> {
  const known = new Set((plan.paths ?? []).map(({ named }) => named));
  const more = plan.argv
    .slice(1)
    .filter((word) => !known.has(word))
    .map((named) => ({ named, path: lexically(named, plan.cwd.path) }));
  return { cwd: plan.cwd, operands: plan.operands, paths: [...(plan.paths ?? []), ...more] };
}

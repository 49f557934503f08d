/** Decides requests of the past once more, under the policy in force and under a draft, and says what would change. */
import type { ReplayReport } from '#shared/contract/index.ts';
import { ClientRef, Plan, RequestId } from '#shared/model/index.ts';
import type { CompiledPolicy } from '#shared/policy/index.ts';
import { commandLine } from '#shared/text/index.ts';
import { decide } from '../verdicts/decide.ts';
import { type Past, type PastDecision, takeTurns } from './past.ts';
import { refitted } from './refitted.ts';

const TELL_EVERY_MS = 150;

export interface ReplayParts {
  readonly past: Past;
  /** The most requests that are looked at, those that are skipped included. */
  readonly limit: number;
  readonly before: CompiledPolicy;
  readonly after: CompiledPolicy;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
  readonly told: (done: number) => void;
}

type Changed = ReplayReport['changed'][number];

export async function replay(parts: ReplayParts): Promise<ReplayReport> {
  const turn = takeTurns();
  const changed: Changed[] = [];
  let [replayed, skipped, toldAtMs] = [0, 0, performance.now()];
  for await (const step of parts.past.pastDecisions()) {
    if (step.kind !== 'decided') continue;
    if (replayed + skipped >= parts.limit) break;
    const found = decidedAgain(step, parts);
    if (found === undefined) skipped += 1;
    else {
      replayed += 1;
      if (found.before !== found.after) changed.push(found);
    }
    await turn();
    if (performance.now() - toldAtMs > TELL_EVERY_MS) {
      toldAtMs = performance.now();
      parts.told(replayed + skipped);
    }
  }
  return { replayed, skipped, changed };
}

/** @returns `undefined` for what cannot be decided again */
function decidedAgain(step: PastDecision, { before, after, nowMs }: ReplayParts): Changed | undefined {
  if (step.redacted) return undefined;
  const plan = Plan.safeParse(step.plan);
  const client = ClientRef.safeParse({ name: step.client, claims: step.claims });
  const request = RequestId.safeParse(step.request);
  if (!plan.success || !client.success || !request.success) return undefined;
  const under = (policy: CompiledPolicy) =>
    decide(refitted(plan.data, client.data, policy), client.data, policy, nowMs);
  const now = under(after);
  const { at, tool } = step;
  return {
    ...{ request: request.data, at, tool, client: step.client, summary: summaryOf(plan.data, tool) },
    ...{ before: under(before).verdict, after: now.verdict, rule: now.rule?.id ?? null },
  };
}

const summaryOf = (plan: Plan, tool: string): string =>
  plan.kind === 'command' ? commandLine(plan.argv).slice(0, 300) : tool;

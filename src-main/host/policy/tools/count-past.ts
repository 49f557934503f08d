/** Counts which rules decided since the policy in force came into force. */
import { z } from 'zod';
import type { HitCounts } from './hit-counts.ts';
import { type Past, type PastStep, takeTurns } from './past.ts';

/** More of the past than this is not read: a count that old says little. */
const MOST_STEPS = 50_000;

const Decided = z.object({ rule: z.object({ id: z.string() }).nullable() });

interface Counting {
  readonly past: Past;
  /** The version of the policy that is in force. */
  readonly version: number;
  /** Records after this number are counted as they are written. */
  readonly untilSeq: number;
  readonly counts: HitCounts;
  readonly signal: AbortSignal;
}

export async function countPast({ past, version, untilSeq, counts, signal }: Counting): Promise<void> {
  const turn = takeTurns();
  // Whether these were decided under the same version shows only at the load or start before them.
  let undecided: { readonly id: string; readonly at: string }[] = [];
  let steps = 0;
  for await (const step of past.pastDecisions()) {
    if (signal.aborted || steps >= MOST_STEPS) return;
    if (step.seq > untilSeq) continue;
    steps += 1;
    await turn();
    if (step.kind === 'decided') {
      const rule = Decided.safeParse(step.verdict).data?.rule;
      if (rule != null) undecided.push({ id: rule.id, at: step.at });
      continue;
    }
    const then = versionThen(step);
    if (then === undefined) continue;
    if (then !== version) return;
    for (const { id, at } of undecided) counts.note(id, at);
    undecided = [];
  }
}

/** The version that was in force from this event on. */
function versionThen(step: Extract<PastStep, { kind: 'house' }>): number | undefined {
  const said = step.event === 'host-started' ? step.detail.policy_version : step.detail.version;
  return step.event !== 'host-started' && !step.event.startsWith('policy-')
    ? undefined
    : typeof said === 'number'
      ? said
      : undefined;
}

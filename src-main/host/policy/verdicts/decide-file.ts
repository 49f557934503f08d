/**
 * The verdict on what would be done to files: first what holds for every rule (the scopes of `paths`, endings, sizes, other names), then
 * the rules, then the default. Each path of the plan is judged, and the strictest answer wins.
 */
import type { ClientRef, FilePlan, LostRule, RuleRef, Verdict } from '#shared/model/index.ts';
import { BUILT_IN_CHANGE } from '#shared/policy/index.ts';
import { hasHidden, quoted } from '#shared/text/index.ts';
import { countsFor, type FileRule } from '../language/file-rule.ts';
import type { PolicyParts } from '../load/loaded-policy.ts';
import { builtIn, refused } from './answer.ts';
import { checkFilePlan } from './check-file-plan.ts';
import { claimsOf, type FileClaim, readsOnly } from './file-claims.ts';

const MOST_LOST = 20;
const strictness = { allow: 0, ask: 1, deny: 2 } as const;

/** What decides where no rule of the file does. */
const defaults = {
  read: { ref: builtIn('read-in-scope'), verdict: 'allow' },
  change: { ref: { id: BUILT_IN_CHANGE, file: null, line: 0 }, verdict: 'ask' },
  goOn: { ref: builtIn('own-transfer'), verdict: 'allow' },
  collect: { ref: builtIn('upload-in-scope'), verdict: 'allow' },
} as const;

interface Answer {
  readonly ref: RuleRef;
  readonly verdict: 'allow' | 'ask' | 'deny';
  readonly because: string | null;
  readonly others: readonly FileRule[];
}

export function decideFile(plan: FilePlan, client: ClientRef, policy: PolicyParts, nowMs: number): Verdict {
  const claims = claimsOf(plan);
  const barred = checkFilePlan(plan, claims, policy);
  if (barred !== null) return barred;
  const rules = policy.files.rules.filter((rule) => countsFor(rule, client, nowMs));
  const answers = claims.map((claim) => answerTo(claim, rules, plan));
  const [first, ...rest] = answers;
  if (first === undefined) return refused('The plan does nothing that the policy knows.', null);
  const hardest = rest.reduce((a, b) => (strictness[b.verdict] > strictness[a.verdict] ? b : a), first);
  return inWords(hardest, answers, plan, policy);
}

/** A rule that allows must be about the path; one that asks or denies as well, and the strictest of them decides. */
function answerTo(claim: FileClaim, rules: readonly FileRule[], plan: FilePlan): Answer {
  const matching = rules.filter(
    (rule) => rule.deeds.has(claim.deed) && (rule.places === null || rule.places.find(claim.path) >= 0),
  );
  const [head, ...tail] = matching;
  const silent =
    plan.kind === 'file.upload' ? defaults.collect : readsOnly(claim.deed) ? defaults.read : defaults.change;
  if (head === undefined) return { ...silent, because: null, others: [] };
  const winner = tail.reduce((a, b) => (strictness[b.verdict] > strictness[a.verdict] ? b : a), head);
  const others = matching.filter((rule) => rule !== winner);
  // Whoever approved a transfer approved all of it.
  if (plan.kind === 'file.download' && plan.transfer !== null && winner.verdict === 'ask') {
    return { ...defaults.goOn, because: null, others: matching };
  }
  // Collecting pieces changes nothing yet: what asks, asks when the file is written.
  if (plan.kind === 'file.upload' && winner.verdict === 'ask')
    return { ...defaults.collect, because: null, others: matching };
  return { ref: winner.ref, verdict: winner.verdict, because: winner.because, others };
}

function inWords(answer: Answer, answers: readonly Answer[], plan: FilePlan, policy: PolicyParts): Verdict {
  const rule = answer.ref;
  const lost = lostOf(answer, answers);
  const because = answer.because === null ? [] : [answer.because];
  if (answer.verdict === 'deny') {
    const reasons = [...because, `The policy denies this: ${quoted(claimsOf(plan)[0]?.named ?? '')}.`];
    return { verdict: 'deny', rule, lost, reasons, hint: 'Do it elsewhere, or ask the person to change the policy.' };
  }
  const held = whatHoldsBack(plan, policy);
  if (answer.verdict === 'allow' && held.length === 0) return { verdict: 'allow', rule, lost, reasons: [], hint: null };
  const reasons = [...because, ...held];
  const silent = 'No rule of the policy allows this change, so a person decides.';
  return { verdict: 'ask', rule, lost, reasons: reasons.length > 0 ? reasons : [silent], hint: null };
}

/** What makes an allow an ask, whatever the file says. */
function whatHoldsBack(plan: FilePlan, { files }: PolicyParts): readonly string[] {
  const held: string[] = [];
  if (claimsOf(plan).some(({ path, named }) => hasHidden(path) || hasHidden(named))) {
    held.push('A path contains characters that do not show as what they are.');
  }
  if (plan.kind === 'file.write' && (plan.before?.links ?? 1) > 1 && files.hardLinks === 'ask') {
    held.push(`The file has ${plan.before?.links} names. Under the others it keeps what it holds now.`);
  }
  return held;
}

function lostOf(winner: Answer, answers: readonly Answer[]): readonly LostRule[] {
  const seen = new Set([winner.ref.id]);
  const lost: LostRule[] = [];
  for (const { ref, verdict } of answers.flatMap((answer) => [answer, ...answer.others])) {
    if (seen.has(ref.id) || ref.file === null) continue;
    seen.add(ref.id);
    const because =
      verdict === winner.verdict
        ? 'Another rule says the same.'
        : `It says ${verdict}, and ${winner.verdict} is stricter.`;
    lost.push({ rule: ref, because });
  }
  return lost.slice(0, MOST_LOST);
}

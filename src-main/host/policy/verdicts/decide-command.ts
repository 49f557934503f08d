/** The verdict on a command: first what holds for every rule, then the rules, then what no rule can lift. The last line denies. */
import type { ClientRef, CommandPlan, RuleRef, Verdict } from '#shared/model/index.ts';
import { hasHidden, quoted, visibleText } from '#shared/text/index.ts';
import type { CompiledCommand } from '../language/compiled-command.ts';
import { pinsEverything } from '../language/launchers.ts';
import type { Rule } from '../language/rule.ts';
import { type Weighed, weigh } from '../language/weigh.ts';
import type { PolicyParts } from '../load/loaded-policy.ts';
import { planPaths } from '../paths/plan-paths.ts';
import { refused } from './answer.ts';
import { checkConfinement, checkTerms, checkVector } from './check-plan.ts';
import { decideFolder } from './decide-session.ts';
import { whatIsPossible } from './phrases.ts';

export function decideCommand(plan: CommandPlan, client: ClientRef, policy: PolicyParts, nowMs: number): Verdict {
  const command = policy.commands.get(plan.command);
  if (command === undefined) return notListed(plan.command, policy);
  const folder = decideFolder(plan.cwd.path, policy.scopes);
  if (folder.verdict === 'deny') return folder;
  const vector = checkVector(plan, command, policy.limits.maxArgumentBytes);
  if (vector !== null) return vector;
  const paths = planPaths(plan, (path) => policy.scopes.scopeOf(path));
  const weighed = weigh(command, { argv: plan.argv, client, paths, cwd: plan.cwd.path, nowMs });
  if (weighed.granting === null || weighed.verdict === 'deny') return denied(command, plan, client, weighed, nowMs);
  const misfit = checkTerms(plan, weighed.granting.terms) ?? checkConfinement(plan, policy.scopes);
  if (misfit !== null) return misfit;
  return permitted(command, plan, { ...weighed, granting: weighed.granting }, policy);
}

/** Ask or allow; an allow only if nothing holds it back. */
function permitted(
  command: CompiledCommand,
  plan: CommandPlan,
  weighed: Weighed & { readonly granting: Rule },
  policy: Pick<PolicyParts, 'programs'>,
): Verdict {
  const held = whatHoldsBack(command, plan, weighed.granting, policy);
  const { lost, doubts } = weighed;
  const rule = refOf(weighed.rule);
  if (weighed.verdict === 'allow' && held.length === 0)
    return { verdict: 'allow', rule, lost, reasons: [], hint: null };
  const because = weighed.rule?.because ?? command.because;
  const reasons = [
    ...(because === null ? [] : [because]),
    ...(weighed.rule?.verdict === 'ask' ? [] : doubts.map((doubt) => sentence(doubt))),
    ...held,
  ];
  const onlyDoubts = weighed.rule?.verdict === 'allow' && held.length === 0 && doubts.length > 0;
  return {
    verdict: 'ask',
    rule,
    lost,
    reasons: reasons.length > 0 ? reasons : [`The policy says to ask a person before this.`],
    hint: onlyDoubts ? `A person is asked because ${doubts.join('; ')}. Without that it is allowed at once.` : null,
  };
}

/** What makes an allow an ask, whatever the file says. */
function whatHoldsBack(
  command: CompiledCommand,
  plan: CommandPlan,
  granting: Rule,
  { programs }: Pick<PolicyParts, 'programs'>,
): readonly string[] {
  const held: string[] = [];
  if (command.launcher !== null && !pinsEverything(granting)) {
    held.push(`${command.launcher} runs other programs or code, and the rule does not spell out which.`);
  }
  const { executable } = plan;
  if ((programs?.get(executable.named) ?? executable.sha256) !== executable.sha256) {
    held.push(
      `${executable.path} was changed since the policy was loaded. If you know why, save the policy again, and it counts as it is now.`,
    );
  }
  if (plan.argv.some((token) => hasHidden(token))) {
    held.push('An argument contains characters that do not show as what they are.');
  }
  return held;
}

function denied(
  command: CompiledCommand,
  plan: CommandPlan,
  client: ClientRef,
  weighed: Weighed,
  nowMs: number,
): Verdict {
  const { rule, nearest, lost } = weighed;
  const attempt = visibleText(cut(plan.argv.join(' ')));
  const possible = whatIsPossible(command, client, nowMs);
  const because = rule?.because ?? (rule === null ? null : command.because);
  const general =
    rule !== null
      ? `The policy denies ${attempt}.`
      : command.rules.length === 0
        ? `The policy lists ${command.name} without a rule that allows anything.`
        : `No rule of the policy allows ${attempt}${nearest === null ? '' : `: ${nearest}`}.`;
  return {
    verdict: 'deny',
    rule: refOf(rule),
    lost,
    reasons: because === null ? [general] : [because, general],
    hint: possible === null ? `Nothing of ${command.name} is allowed.` : possible,
  };
}

function notListed(name: string, policy: PolicyParts): Verdict {
  const listed = [...policy.commands.keys()];
  return refused(
    `${quoted(name)} is not a command that the policy lists.`,
    listed.length === 0 ? 'The policy lists no commands.' : `Listed: ${listed.slice(0, 40).join(', ')}.`,
  );
}

const cut = (text: string): string => (text.length > 80 ? `${text.slice(0, 80)}…` : text);
const refOf = (rule: Rule | null): RuleRef | null => rule?.ref ?? null;
const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

/** How far a yes to a card may reach, and what a standing grant lets through. Pure: both ask the same questions. */
import type { ApprovalScope, CommandPlan, Plan, RuleRef, Verdict } from '#shared/model/index.ts';
import { launcherAmong } from '#shared/policy/index.ts';
import { baseName, commandLine, hasHidden, shapeOf, shapeWords, textsOf } from '#shared/text/index.ts';
import type { KeptGrant } from './grant-store.ts';

/** A rule of the policy in force, as far as answers depend on it. */
export interface StandingRule {
  readonly verdict: 'allow' | 'ask' | 'deny';
  /** What it says: two rules with the same key are the same rule, wherever they stand. */
  readonly key: string;
  readonly sentence: string;
}

export type FindRule = (rule: RuleRef) => StandingRule | undefined;

/** What asks to be let through. */
export interface Asking {
  readonly client: string;
  readonly tool: string;
  readonly plan: Plan;
  readonly digest: string;
  readonly verdict: Verdict;
  /** The session or connection that it comes from. */
  readonly session: string;
}

/** @returns `null` when an answer may be about more than this very plan, else why not, as a sentence */
export function whyExactOnly(plan: Plan, verdict: Verdict, rule: StandingRule | undefined): string | null {
  if (plan.kind !== 'command') return 'Only commands can be approved for more than this one request.';
  if (textsOf(plan).some(hasHidden)) return 'It contains characters that do not show as what they are.';
  if (plan.executableAsLoaded === false) return 'Its program was changed since the policy was loaded.';
  const launcher = launcherAmong([plan.command, baseName(plan.executable.path)]);
  if (launcher !== null)
    return `${launcher} runs other programs or code, so a yes to more than this would be a yes to anything.`;
  // A rule that allows and still leads to a question did not vouch for all of it: an unknown flag, say.
  if (verdict.verdict !== 'ask' || rule?.verdict !== 'ask')
    return 'No rule of the policy asks about this kind of request as a whole.';
  return null;
}

export interface ScopeOffer {
  readonly scope: ApprovalScope;
  readonly sentence: string;
}

/** `exact` comes first, then from narrow to wide. */
export function scopesFor(plan: Plan, verdict: Verdict, findRule: FindRule): readonly ScopeOffer[] {
  const rule = verdict.rule === null ? undefined : findRule(verdict.rule);
  const exact: ScopeOffer = { scope: 'exact', sentence: 'Exactly this and nothing else' };
  if (plan.kind !== 'command' || rule === undefined || whyExactOnly(plan, verdict, rule) !== null) return [exact];
  return [
    exact,
    {
      scope: 'template',
      sentence: `${shapeWords(plan).join(' ')} in ${plan.cwd.path}, with other values in the brackets`,
    },
    { scope: 'rule', sentence: `Whatever this rule asks about: ${rule.sentence}` },
  ];
}

/** What a grant of this scope would be called. */
export function grantSentence(
  scope: ApprovalScope,
  plan: Plan,
  summary: string,
  rule: StandingRule | undefined,
): string {
  if (plan.kind !== 'command') return summary;
  switch (scope) {
    case 'exact':
      return `${commandLine(plan.argv)} in ${plan.cwd.path}, exactly so`;
    case 'template':
      return `${shapeWords(plan).join(' ')} in ${plan.cwd.path}`;
    case 'rule':
      return rule === undefined ? summary : `Whatever this rule asks about: ${rule.sentence}`;
    default:
      return scope satisfies never;
  }
}

/** Whether a grant that has not ended lets this through. */
export function covers({ grant, terms }: KeptGrant, asking: Asking, findRule: FindRule): boolean {
  const { plan, verdict } = asking;
  if (grant.client !== asking.client || verdict.verdict !== 'ask') return false;
  if (grant.scope === 'workspace') return isTrusted(plan, grant.workspace);
  if (grant.tool !== asking.tool) return false;
  if (grant.lifetime === 'session' && grant.session !== asking.session) return false;
  if (grant.scope === 'exact') return terms.digest === asking.digest;
  const rule = verdict.rule === null ? undefined : findRule(verdict.rule);
  if (rule === undefined || rule.key !== terms.ruleKey || whyExactOnly(plan, verdict, rule) !== null) return false;
  return grant.scope === 'rule' || terms.shape === shapeOf(plan);
}

/** Sandboxed, inside the folder, and all of it readable. */
function isTrusted(plan: Plan, workspace: string | null): boolean {
  if (plan.kind !== 'command' || workspace === null || plan.sandbox === 'off') return false;
  if (plan.executableAsLoaded === false || textsOf(plan).some(hasHidden)) return false;
  return isInside(plan, workspace);
}

function isInside({ cwd }: CommandPlan, workspace: string): boolean {
  const separator = workspace.includes('\\') && !workspace.startsWith('/') ? '\\' : '/';
  return (
    cwd.path === workspace || cwd.path.startsWith(workspace.endsWith(separator) ? workspace : workspace + separator)
  );
}

/** How far a yes to a card may reach, and what a standing grant lets through. Pure: both ask the same questions. */
import {
  type Approval,
  type ApprovalScope,
  type CommandPlan,
  type FilePlan,
  isFilePlan,
  type Plan,
  type RuleRef,
  type Verdict,
} from '#shared/model/index.ts';
import { BUILT_IN_CHANGE, launcherAmong } from '#shared/policy/index.ts';
import { baseName, commandLine, hasHidden, shapeOf, shapeWords, textsOf } from '#shared/text/index.ts';
import type { GrantTerms, KeptGrant } from './grant-store.ts';
import { folderSentence, folderTerms, isInTerms, whyThisFileOnly } from './reach-in-files.ts';

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
  if (textsOf(plan).some(hasHidden)) return 'It contains characters that do not show as what they are.';
  if (plan.kind === 'solver' || plan.kind === 'probe')
    return 'What runs in a container is looked at each time: a yes is for this very package and target.';
  if (isFilePlan(plan)) return whyThisFileOnly(plan) ?? whyNotWhole(verdict, rule);
  if (plan.kind !== 'command') return 'Only commands and work on files can be approved for more than this one request.';
  if (plan.executableAsLoaded === false) return 'Its program was changed since the policy was loaded.';
  const launcher = launcherAmong([plan.command, baseName(plan.executable.path)]);
  if (launcher !== null)
    return `${launcher} runs other programs or code, so a yes to more than this would be a yes to anything.`;
  return whyNotWhole(verdict, rule);
}

/** A rule that allows and still leads to a question did not vouch for all of it: an unknown flag, say. */
function whyNotWhole(verdict: Verdict, rule: StandingRule | undefined): string | null {
  if (verdict.verdict === 'ask' && rule?.verdict === 'ask') return null;
  return 'No rule of the policy asks about this kind of request as a whole.';
}

/** The rule that asks; what is asked about for want of one counts as one for files, where it is bounded by a folder. */
function askingRule(plan: Plan, verdict: Verdict, findRule: FindRule): StandingRule | undefined {
  if (verdict.rule === null) return undefined;
  if (isFilePlan(plan) && verdict.rule.id === BUILT_IN_CHANGE)
    return { verdict: 'ask', key: BUILT_IN_CHANGE, sentence: 'Ask before every change that no rule is about' };
  return findRule(verdict.rule);
}

export interface ScopeOffer {
  readonly scope: ApprovalScope;
  readonly sentence: string;
}

/** `exact` comes first, then from narrow to wide. */
export function scopesFor(plan: Plan, verdict: Verdict, findRule: FindRule): readonly ScopeOffer[] {
  const rule = askingRule(plan, verdict, findRule);
  const exact: ScopeOffer = { scope: 'exact', sentence: 'Exactly this and nothing else' };
  if (rule === undefined || whyExactOnly(plan, verdict, rule) !== null) return [exact];
  if (isFilePlan(plan)) return [exact, ...folderScopes(plan, rule)];
  if (plan.kind !== 'command') return [exact];
  return [
    exact,
    {
      scope: 'template',
      sentence: `${shapeWords(plan).join(' ')} in ${plan.cwd.path}, with other values in the brackets`,
    },
    { scope: 'rule', sentence: `Whatever this rule asks about: ${rule.sentence}` },
  ];
}

function folderScopes(plan: FilePlan, rule: StandingRule): readonly ScopeOffer[] {
  const scopes = ['template', 'rule'] as const;
  return scopes.flatMap((scope) => {
    const terms = folderTerms(scope, plan);
    return terms === null ? [] : [{ scope, sentence: grantSentence(scope, plan, '', rule) }];
  });
}

/** Why no more than `exact` is offered, as a sentence; `null` where more is. */
export function whyNoMore(plan: Plan, verdict: Verdict, findRule: FindRule): string | null {
  return whyExactOnly(plan, verdict, askingRule(plan, verdict, findRule));
}

/** What a grant of this scope is matched by. */
export function termsOf(
  scope: ApprovalScope,
  { plan, digest, verdict }: Pick<Approval, 'plan' | 'digest' | 'verdict'>,
  findRule: FindRule,
): GrantTerms {
  if (scope === 'exact') return { digest, shape: null, ruleKey: null, folder: null };
  const ruleKey = askingRule(plan, verdict, findRule)?.key ?? null;
  const within = isFilePlan(plan) ? folderTerms(scope, plan) : null;
  if (within !== null) return { digest: null, ruleKey, ...within };
  return { digest: null, shape: scope === 'template' ? shapeOf(plan) : null, ruleKey, folder: null };
}

/** What a grant of this scope would be called. */
export function grantSentence(
  scope: ApprovalScope,
  plan: Plan,
  summary: string,
  rule: StandingRule | undefined,
): string {
  if (isFilePlan(plan) && scope !== 'exact') {
    const terms = folderTerms(scope, plan);
    return terms === null ? summary : folderSentence(plan, terms);
  }
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
  const rule = askingRule(plan, verdict, findRule);
  if (rule === undefined || rule.key !== terms.ruleKey || whyExactOnly(plan, verdict, rule) !== null) return false;
  if (terms.folder !== null && terms.shape !== null)
    return isInTerms(plan, { folder: terms.folder, shape: terms.shape });
  if (isFilePlan(plan)) return false;
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

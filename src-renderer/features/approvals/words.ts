/** What scopes and lifetimes are called, on buttons and afterwards. Pure. */
import type { AlwaysChoice } from '#shared/contract/index.ts';
import type { Approval, ApprovalLifetime, ApprovalScope } from '#shared/model/index.ts';

/** As a choice: `For 1 hour`. After a verb: `Approve for 1 hour`. */
export const lifetimeWords: Readonly<Record<ApprovalLifetime, string>> = {
  once: 'Once',
  session: 'Until its session ends',
  hour: 'For 1 hour',
  'until-quit': 'Until Countersign quits',
  always: 'Always',
};

export const scopeWords: Readonly<Record<ApprovalScope, string>> = {
  exact: 'Exactly this',
  rule: 'This rule’s shape',
  template: 'This template',
};

export const alwaysWords: Readonly<Record<AlwaysChoice, string>> = {
  exact: 'Exactly this',
  workspace: 'This verb in the workspace',
  template: 'This template',
};

const lowerFirst = (text: string): string => text.slice(0, 1).toLowerCase() + text.slice(1);

/** `Approve once`, `Approve for 1 hour: this rule’s shape` */
export function approveWords(lifetime: ApprovalLifetime, scope: ApprovalScope): string {
  const how = `Approve ${lowerFirst(lifetimeWords[lifetime])}`;
  return scope === 'exact' ? how : `${how}: ${lowerFirst(scopeWords[scope])}`;
}

/** What an approval let through, as a sentence. */
export function approvedWords({ lifetime, scope }: Pick<Approval, 'lifetime' | 'scope'>): string {
  if (lifetime === 'always') return 'Always: a rule was written for it.';
  if (lifetime === null || lifetime === 'once') return 'Once, for exactly this plan.';
  const what =
    scope === 'rule' ? 'whatever has this rule’s shape' : scope === 'template' ? 'this template' : 'exactly this plan';
  return `${lifetimeWords[lifetime]}, for ${what}.`;
}

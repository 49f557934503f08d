/** Small verdicts that no rule of the file gives: built-in rules, and refusals of a plan as a whole. */
import type { RuleRef, Verdict } from '#shared/model/index.ts';

export const builtIn = (name: string): RuleRef => ({ id: `builtin.${name}`, file: null, line: 0 });

export function allowedBy(rule: RuleRef): Verdict {
  return { verdict: 'allow', rule, lost: [], reasons: [], hint: null };
}

export function refused(reason: string, hint: string | null, rule: RuleRef | null = null): Verdict {
  return { verdict: 'deny', rule, lost: [], reasons: [reason], hint };
}

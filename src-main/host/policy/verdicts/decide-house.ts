/** The verdict where the policy has one word for the whole matter: allow, ask or deny. */
import type { Verdict } from '#shared/model/index.ts';
import type { HouseRule } from '../load/compile-house-rules.ts';
import { allowedBy, refused } from './answer.ts';

/** @param what it is about, in a few words that fit “The policy does not allow …” */
export function decideHouse({ verdict, rule }: HouseRule, what: string, why: string): Verdict {
  switch (verdict) {
    case 'allow':
      return allowedBy(rule);
    case 'ask':
      return { verdict: 'ask', rule, lost: [], reasons: [why], hint: null };
    case 'deny':
      return refused(`The policy does not allow ${what}.`, `${rule.id} decides; only the person can change it.`, rule);
  }
}

/** What the policy says of a plan: a pure function of plan, client, policy and time. */
import { z } from 'zod';

export const RuleRef = z
  .object({
    /** Stable within one policy version, readable: `commands.git.rules[1]`, `builtin.own-session`. */
    id: z.string(),
    /** The policy file; `null` for a built-in rule. */
    file: z.string().nullable(),
    /** 1-based; 0 for a built-in rule. */
    line: z.number().int().nonnegative(),
  })
  .readonly();
export type RuleRef = z.infer<typeof RuleRef>;

export const LostRule = z.object({ rule: RuleRef, because: z.string() }).readonly();
export type LostRule = z.infer<typeof LostRule>;

export const Verdict = z
  .object({
    verdict: z.enum(['allow', 'ask', 'deny']),
    /** The rule that decided; `null` when nothing matched and the default, deny, did. */
    rule: RuleRef.nullable(),
    /** Rules that were considered and did not decide, each with why. */
    lost: z.array(LostRule).readonly(),
    /** Sentences for the person: why this is asked or denied. The rule's `because` comes first. */
    reasons: z.array(z.string()).readonly(),
    /** One sentence that the agent can act on. */
    hint: z.string().nullable(),
  })
  .readonly();
export type Verdict = z.infer<typeof Verdict>;

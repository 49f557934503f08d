/** What the prompt and the history of approvals exchange besides the cards themselves. */
import { z } from 'zod';
import { ApprovalLifetime, ApprovalScope } from '../model/approval.ts';
import { ApprovalId } from '../model/ids.ts';

/** A rule that *Always* could write. `workspace`: this verb anywhere in the workspace. `template`: this shape of arguments. */
export const AlwaysChoice = z.enum(['exact', 'workspace', 'template']);
export type AlwaysChoice = z.infer<typeof AlwaysChoice>;

export const AlwaysOffer = z
  .object({
    choice: AlwaysChoice,
    /** `Allow git push origin main in any folder of ~/code`. */
    sentence: z.string(),
    /** The policy's text with the rule in it, to be shown as a diff and saved as it is. */
    text: z.string(),
    /** Of the last `of` requests on record, this many others would have matched the rule too. */
    also_matched: z.number().int().nonnegative(),
    of: z.number().int().nonnegative(),
  })
  .readonly();
export type AlwaysOffer = z.infer<typeof AlwaysOffer>;

/** What can be answered to a card, besides no. */
export const ApprovalOffers = z
  .object({
    /** Each with one sentence on what it would let through. `exact` comes first. */
    scopes: z.array(z.object({ scope: ApprovalScope, sentence: z.string() }).readonly()).readonly(),
    /** Why there is none beside `exact`, as a sentence; `null` where there is. */
    scopes_refused: z.string().nullable(),
    /** Without `always`. */
    lifetimes: z.array(ApprovalLifetime).readonly(),
    /** Empty where *Always* is not offered; `always_refused` says why then. */
    always: z.array(AlwaysOffer).readonly(),
    always_refused: z.string().nullable(),
    /** The policy's text now: what the offers' texts are to be compared with. */
    policy_text: z.string(),
  })
  .readonly();
export type ApprovalOffers = z.infer<typeof ApprovalOffers>;

/** Prompts of one client and rule over a stretch of time. */
export const PromptCount = z
  .object({
    client: z.string(),
    /** Id of the rule that asked; `null` for a built-in one. */
    rule: z.string().nullable(),
    asked: z.number().int().nonnegative(),
    approved: z.number().int().nonnegative(),
    denied: z.number().int().nonnegative(),
    /** Expired or given up. */
    unanswered: z.number().int().nonnegative(),
    /** Median time to an answer; `null` without one. */
    median_answer_ms: z.number().nonnegative().nullable(),
    per_hour: z.number().nonnegative(),
    /** The last card, when the person always said yes so often that a rule would serve them better. */
    suggestion: ApprovalId.nullable(),
  })
  .readonly();
export type PromptCount = z.infer<typeof PromptCount>;

export const ApprovalHistory = z.object({ hours: z.number(), prompts: z.array(PromptCount).readonly() }).readonly();
export type ApprovalHistory = z.infer<typeof ApprovalHistory>;

/** A card in the approval queue, and the answers a person can give. */
import { z } from 'zod';
import { ClientRef } from './client.ts';
import { ApprovalId, RequestId, Sha256 } from './ids.ts';
import { Plan } from './plan.ts';
import { Verdict } from './verdict.ts';

export const ApprovalState = z.enum(['pending', 'approved', 'denied', 'expired', 'requester_gone']);
export type ApprovalState = z.infer<typeof ApprovalState>;

export const ApprovalScope = z.enum(['exact', 'rule', 'template']);
export type ApprovalScope = z.infer<typeof ApprovalScope>;

export const ApprovalLifetime = z.enum(['once', 'session', 'hour', 'until-quit', 'always']);
export type ApprovalLifetime = z.infer<typeof ApprovalLifetime>;

/** What an approval ended with; handed to the broker. `by` names who and through which door, e.g. `anna via browser`. */
export type Answer =
  | {
      readonly answer: 'approved';
      readonly by: string;
      readonly scope: ApprovalScope;
      readonly lifetime: ApprovalLifetime;
    }
  | { readonly answer: 'denied'; readonly by: string; readonly because: string | null }
  | { readonly answer: 'expired' }
  | { readonly answer: 'requester_gone' };

export const Approval = z
  .object({
    id: ApprovalId,
    state: ApprovalState,
    request: RequestId,
    client: ClientRef,
    tool: z.string(),
    /** One sentence from the plan: `Run git push origin main in ~/proj`. */
    summary: z.string(),
    plan: Plan,
    /** SHA-256 of the plan's canonical JSON; an answer must repeat it. */
    digest: Sha256,
    verdict: Verdict,
    agent_reason: z.string().nullable(),
    /** ISO 8601. */
    asked_at: z.string(),
    expires_at: z.string(),
    answered_at: z.string().nullable(),
    answered_by: z.string().nullable(),
    /** Why it was denied, in the person's words. */
    because: z.string().nullable(),
  })
  .readonly();
export type Approval = z.infer<typeof Approval>;

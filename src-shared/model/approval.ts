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

/** The process that called, where the system tells. Advisory: it says who called, not who may. */
export const Peer = z
  .object({
    pid: z.number().int().positive(),
    /** Path of its executable; `null` when it is not ours to see. */
    program: z.string().max(4096).nullable(),
    /** What it calls itself. */
    name: z.string().max(256).nullable().default(null),
    user: z.string().max(256).nullable().default(null),
    /** ISO 8601. */
    started_at: z.string().nullable().default(null),
    /** `connection`: it has the other end of the connection open. `bridge`: it started the bridge, by the pid that the bridge gave. */
    via: z.enum(['connection', 'bridge']).default('connection'),
  })
  .readonly();
export type Peer = z.infer<typeof Peer>;

/** How much there is to lose; decides the order of the queue and which prompts may be answered together. */
export const ApprovalRisk = z.enum(['high', 'medium', 'low']);
export type ApprovalRisk = z.infer<typeof ApprovalRisk>;

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
    /** Why it was denied, in the person's words; the agent reads it. */
    because: z.string().nullable(),
    /** For the person alone: what they wrote down about their answer. */
    note: z.string().nullable().default(null),
    /** How far an approval reaches; `null` unless approved. */
    scope: ApprovalScope.nullable().default(null),
    lifetime: ApprovalLifetime.nullable().default(null),
    risk: ApprovalRisk.default('medium'),
    /** Cards with the same one are alike: same client, tool and shape. They can be answered together. */
    group: z.string().default(''),
    peer: Peer.nullable().default(null),
    /** How often the identical request came again: while this card waited, or within a minute of its denial. */
    repeats: z.number().int().nonnegative().default(0),
    /** For `requester_gone`: an identical plan passes once until then, because the person said so. */
    preapproved_until: z.string().nullable().default(null),
    /** What had changed when the approved plan was about to run, as sentences; the run was refused. */
    drift: z.array(z.string()).readonly().nullable().default(null),
  })
  .readonly();
export type Approval = z.infer<typeof Approval>;

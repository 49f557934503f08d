/** Questions about the policy; nothing runs. */
import { z } from 'zod';
import { SessionId } from '../ids.ts';

export const PolicyExplainPlan = z
  .object({
    kind: z.literal('policy.explain'),
    tool: z.string(),
    /** `null`: what the client may do at all. */
    argv: z.array(z.string()).readonly().nullable(),
    cwd: z.string().nullable(),
  })
  .readonly();
export type PolicyExplainPlan = z.infer<typeof PolicyExplainPlan>;

export const PolicyCheckPlan = z
  .object({
    kind: z.literal('policy.check'),
    argv: z.array(z.string()).readonly(),
    session: SessionId.nullable(),
    cwd: z.string().nullable(),
  })
  .readonly();
export type PolicyCheckPlan = z.infer<typeof PolicyCheckPlan>;

export const PolicyCapabilitiesPlan = z.object({ kind: z.literal('policy.capabilities') }).readonly();
export type PolicyCapabilitiesPlan = z.infer<typeof PolicyCapabilitiesPlan>;

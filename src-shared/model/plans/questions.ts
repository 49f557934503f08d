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
    /** The tool whose call is asked about. */
    tool: z.string().default('execute_command'),
    /** `null` for another tool than `execute_command`. */
    argv: z.array(z.string()).readonly().nullable(),
    session: SessionId.nullable(),
    cwd: z.string().nullable(),
  })
  .readonly();
export type PolicyCheckPlan = z.infer<typeof PolicyCheckPlan>;

export const PolicyCapabilitiesPlan = z.object({ kind: z.literal('policy.capabilities') }).readonly();
export type PolicyCapabilitiesPlan = z.infer<typeof PolicyCapabilitiesPlan>;

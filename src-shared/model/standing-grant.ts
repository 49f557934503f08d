/** A permission that outlives one run: a person approved more than once × exact, or trusts a workspace for a while. */
import { z } from 'zod';
import { ApprovalLifetime, ApprovalScope } from './approval.ts';
import { ClientName } from './client.ts';
import { ApprovalId, StandingGrantId } from './ids.ts';
import { RuleRef } from './verdict.ts';

export const StandingGrant = z
  .object({
    id: StandingGrantId,
    client: ClientName,
    tool: z.string(),
    /** `workspace`: whatever the policy asks about, as long as it runs sandboxed inside `workspace`: a trusted session. */
    scope: z.enum([...ApprovalScope.options, 'workspace']),
    lifetime: ApprovalLifetime.exclude(['once', 'always']),
    /** One sentence: `git push … in ~/proj, as this rule has it`. */
    summary: z.string(),
    /** The rule that asked when it was given; `null` for a trusted session. */
    rule: RuleRef.nullable(),
    /** The card that it comes from; `null` for a trusted session. */
    approval: ApprovalId.nullable(),
    /** Canonical folder of a trusted session. */
    workspace: z.string().nullable(),
    /** What a `session` grant ends with: a session of Countersign's, or else the client's connection. */
    session: z.string().nullable(),
    given_at: z.string(),
    given_by: z.string(),
    /** `null`: until the host quits, the session ends, or somebody locks or revokes. */
    expires_at: z.string().nullable(),
    last_used_at: z.string().nullable(),
    uses: z.number().int().nonnegative(),
    /** `null` while it counts. */
    ended: z.enum(['revoked', 'expired', 'locked', 'session-over', 'host-quit']).nullable(),
  })
  .readonly();
export type StandingGrant = z.infer<typeof StandingGrant>;

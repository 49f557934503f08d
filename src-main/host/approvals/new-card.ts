/** A card as it goes up: everything that it shows comes from the plan and from what is known of the client. */
import { freshId } from '#host/storage/index.ts';
import {
  type Approval,
  ApprovalId,
  type Peer,
  type Plan,
  Refused,
  type Request,
  type Sha256,
  type Verdict,
} from '#shared/model/index.ts';
import { riskOf, shapeOf } from '#shared/text/index.ts';

/** A longer argument vector is refused rather than shown in part, whatever the policy's own limit. */
const MOST_ARGUMENT_BYTES = 64 * 1024;

/** A question to the person, complete. */
export interface Question {
  readonly request: Request;
  readonly plan: Plan;
  readonly digest: Sha256;
  readonly verdict: Verdict;
  readonly summary: string;
  readonly timeoutMs: number;
  /** The process that called, as the system says and nothing proves. */
  readonly peer: Peer | null;
}

export function newCard(
  { request, plan, digest, verdict, summary, timeoutMs, peer }: Question,
  nowMs: number,
): Approval {
  return {
    ...{ id: ApprovalId.parse(freshId('apr_')), state: 'pending', request: request.id },
    ...{
      client: request.client,
      tool: request.tool,
      summary,
      plan,
      digest,
      verdict,
      agent_reason: request.agentReason,
    },
    asked_at: new Date(nowMs).toISOString(),
    expires_at: new Date(nowMs + timeoutMs).toISOString(),
    ...{ answered_at: null, answered_by: null, because: null, note: null, scope: null, lifetime: null },
    risk: riskOf(plan).risk,
    group: JSON.stringify([request.client.name, request.tool, shapeOf(plan)]),
    peer,
    ...{ repeats: 0, preapproved_until: null, drift: null },
  };
}

/** @throws Refused BAD_INPUT for a plan that is too long to be shown whole */
export function refuseUnreadable(plan: Plan): void {
  if (plan.kind !== 'command') return;
  const bytes = plan.argv.reduce((sum, token) => sum + Buffer.byteLength(token) + 1, 0);
  if (bytes <= MOST_ARGUMENT_BYTES) return;
  throw new Refused('BAD_INPUT', {
    message: `argv has ${bytes} bytes, and a person is shown at most ${MOST_ARGUMENT_BYTES}. Pass long data as stdin_input.`,
  });
}

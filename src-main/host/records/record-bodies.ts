/** What a step of a request says on record. */
import type { Answer, ApprovalId, RecordBody, Request, RequestId, Sha256 } from '#shared/model/index.ts';

export const requestedBody = ({ id, client, tool, input, agentReason }: Request): RecordBody => ({
  type: 'requested',
  request: id,
  client: client.name,
  claims: client.claims,
  tool,
  // A member without a value would not be there at all.
  input: input ?? null,
  agent_reason: agentReason,
});

export function answeredBody(request: RequestId, approval: ApprovalId, digest: Sha256, answer: Answer): RecordBody {
  const said = { by: null, scope: null, lifetime: null, because: null, ...answer };
  const { by, scope, lifetime, because } = said;
  return { type: 'answered', request, approval, digest, answer: answer.answer, by, scope, lifetime, because };
}

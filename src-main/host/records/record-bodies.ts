/** What a step of a request says on record. */
import { createHash } from 'node:crypto';
import type { Answer, ApprovalId, RecordBody, Request, RequestId, Sha256 } from '#shared/model/index.ts';

export const requestedBody = ({ id, client, tool, input, agentReason }: Request): RecordBody => ({
  type: 'requested',
  request: id,
  client: client.name,
  claims: client.claims,
  tool,
  // A member without a value would not be there at all.
  input: shortened(input ?? null),
  agent_reason: agentReason,
});

export function answeredBody(
  request: RequestId,
  approval: ApprovalId | null,
  digest: Sha256,
  answer: Answer,
  note: string | null,
): RecordBody {
  const said = { by: null, scope: null, lifetime: null, because: null, ...answer };
  const { by, scope, lifetime, because } = said;
  return { type: 'answered', request, approval, digest, answer: answer.answer, by, scope, lifetime, because, note };
}

/** A record is read by people; what is longer is known by its hash, and what it did stands in the plan. */
const LONGEST_TEXT = 16_384;

function shortened(value: unknown): unknown {
  if (typeof value === 'string') return value.length <= LONGEST_TEXT ? value : stub(value);
  if (Array.isArray(value)) return value.map(shortened);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shortened(inner)]));
}

const stub = (text: string): string =>
  `‹${text.length} characters, SHA-256 ${createHash('sha256').update(text).digest('hex')}›`;

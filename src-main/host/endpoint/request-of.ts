/** What a client asked, as the broker takes it: untrusted in every field but the client's name. */
import { freshId } from '#host/storage/index.ts';
import { type Request, RequestId } from '#shared/model/index.ts';
import type { Exchange } from './exchange.ts';

const MAX_REASON_LENGTH = 1000;
const MAX_CLAIMS_LENGTH = 200;

export function requestOf(
  exchange: Exchange,
  clientId: string,
  claims: string | null,
  tool: string,
  { reason, ...input }: Readonly<Record<string, unknown>>,
): Request {
  return {
    id: RequestId.parse(freshId('req_')),
    client: { name: exchange.client, id: clientId, claims: claims?.slice(0, MAX_CLAIMS_LENGTH) ?? null },
    tool,
    input,
    agentReason: typeof reason === 'string' ? reason.slice(0, MAX_REASON_LENGTH) : null,
    connection: exchange.connection,
    lookUpPeer: exchange.lookUpPeer,
  };
}

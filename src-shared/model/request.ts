/** What a client asked: untrusted in every field but `id` and `client.name`. */
import type { ClientRef } from './client.ts';
import type { RequestId } from './ids.ts';

export interface Request {
  readonly id: RequestId;
  readonly client: ClientRef;
  readonly tool: string;
  /** Arguments as they came; the capability parses them. JSON values only. */
  readonly input: unknown;
  /** The agent's own words for why it asks; shown as unverified. */
  readonly agentReason: string | null;
  /** The MCP connection the request came over; scopes `session` grants and disconnects. */
  readonly connection: string;
}

/** What a client asked: untrusted in every field but `id` and `client.name`. */
import type { Peer } from './approval.ts';
import type { ClientRef } from './client.ts';
import type { ApprovalId, RequestId } from './ids.ts';

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
  /** Looks for the process on the other end; asked only when a person is. Advisory. */
  readonly lookUpPeer?: () => Promise<Peer | null>;
  /** The card for whose answer the client comes back: its ticket, or the state that it was given, says so. The card is its own or nobody's. */
  readonly comesBackFor?: ApprovalId;
  /** Folders that the client says its person works in; absolute paths. A claim: it may be proposed, and widens nothing. */
  readonly roots?: readonly string[];
}

/** What the endpoint knows of the client behind one MCP message; travels through the SDK as the `extra` of its auth information. */
import type { AuthInfo } from '@modelcontextprotocol/server';
import type { ClientName, Peer } from '#shared/model/index.ts';

export interface Exchange {
  readonly client: ClientName;
  /** Names the connection: an HTTP session, a bridge process, or the client itself where the protocol keeps no session. */
  readonly connection: string;
  /** Fires when nobody can receive the answer any more. */
  readonly gone: AbortSignal;
  /** Looks for the process on the other end. Never rejects. */
  readonly lookUpPeer: () => Promise<Peer | null>;
}

export function toAuthInfo(exchange: Exchange): AuthInfo {
  // The token stays at the door: nothing behind it needs it.
  return { token: '', clientId: exchange.client, scopes: [], extra: { exchange } };
}

/** @throws Error when a message reached a handler without passing the door, which would be a mistake of ours */
export function exchangeOf(info: AuthInfo | undefined): Exchange {
  const exchange = info?.extra?.exchange;
  if (exchange === undefined) throw new Error('a message came in past the door');
  return exchange as Exchange;
}

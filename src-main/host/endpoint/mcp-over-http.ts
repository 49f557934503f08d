/** MCP messages that passed the HTTP door, handed to the SDK: stateless for protocol 2026-07-28, with sessions for the generation before. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { type AuthInfo, createMcpHandler, isLegacyRequest } from '@modelcontextprotocol/server';
import type { Log } from '#host/ports/index.ts';
import type { ClientName } from '#shared/model/index.ts';
import { type Exchange, toAuthInfo } from './exchange.ts';
import { type LegacyParts, LegacySessions } from './legacy-sessions.ts';
import { createMcpServer } from './mcp-server.ts';
import { lookUpOf, type PeerRoom } from './peer.ts';
import { createPresence } from './presence.ts';

export interface McpOverHttpParts extends LegacyParts {
  readonly log: Log;
  readonly peers: PeerRoom;
}

/** What a revoked client's calls get to deliver their refusals in. */
const LAST_WORDS_MS = 1_000;

type NodeHandler = ReturnType<typeof toNodeHandler>;

export class McpOverHttp {
  readonly #legacy: LegacySessions;
  readonly #presence: ReturnType<typeof createPresence>;
  /** One a client, so that news for one reach no other. */
  readonly #modern = new Map<ClientName, ReturnType<typeof createMcpHandler>>();
  readonly #parts: McpOverHttpParts;
  readonly #serve: NodeHandler;
  /** One a client: fires when its token is revoked. */
  readonly #revoked = new Map<ClientName, AbortController>();

  constructor(parts: McpOverHttpParts) {
    this.#parts = parts;
    this.#legacy = new LegacySessions(parts);
    this.#presence = createPresence(parts.clock, parts.connected, (client) => parts.over(statelessOf(client)));
    this.#serve = toNodeHandler({
      fetch: (request, options) => this.#route(request, options?.authInfo, options?.parsedBody),
    });
  }

  /** @param body parsed JSON for a POST, nothing for the other methods */
  async serve(request: IncomingMessage, response: ServerResponse, client: ClientName, body?: unknown): Promise<void> {
    const lookUpPeer = lookUpOf(request.socket, this.#parts.peers);
    const known = Object.assign(request, { auth: { token: '', clientId: client, scopes: [], extra: { lookUpPeer } } });
    // The SDK's structural type leaves `undefined` out of optional fields, where Node's own type has it.
    await this.#serve(known as unknown as Parameters<NodeHandler>[0], response, body);
  }

  endAllOf(client: ClientName): void {
    this.#revoked.get(client)?.abort();
    this.#revoked.delete(client);
    this.#legacy.endAllOf(client);
    this.#presence.leave(client);
    const modern = this.#modern.get(client);
    this.#modern.delete(client);
    if (modern !== undefined) this.#parts.clock.after(LAST_WORDS_MS, () => void modern.close());
  }

  /** What the client can fetch has changed. */
  resourcesChanged(client: ClientName): void {
    this.#legacy.resourcesChanged(client);
    this.#modern.get(client)?.notify.resourcesChanged();
  }

  /** Ends the streams on which clients only listen. By now nothing is under way any more. */
  async endStreams(): Promise<void> {
    this.#legacy.endStreams();
    await Promise.all([...this.#modern.values()].map((modern) => modern.close()));
  }

  close(): void {
    this.#legacy.close();
  }

  async #route(request: Request, info: AuthInfo | undefined, body: unknown): Promise<Response> {
    const client = info?.clientId;
    if (client === undefined) throw new Error('a message came in past the door');
    const legacy = body === undefined ? await isLegacyRequest(request) : await isLegacyRequest(request, body);
    const gone = AbortSignal.any([request.signal, this.#revocationOf(client)]);
    // What `serve` has put there.
    const lookUpPeer = info?.extra?.lookUpPeer as Exchange['lookUpPeer'];
    if (legacy) return this.#legacy.serve(request, body, { client, gone, lookUpPeer });
    this.#presence.touch(client);
    const authInfo = toAuthInfo({ client, connection: statelessOf(client), gone, lookUpPeer });
    return this.#modernOf(client).fetch(request, { authInfo, ...(body === undefined ? {} : { parsedBody: body }) });
  }

  #modernOf(client: ClientName): ReturnType<typeof createMcpHandler> {
    const { log } = this.#parts;
    const handler =
      this.#modern.get(client) ??
      createMcpHandler(() => createMcpServer(this.#parts), {
        legacy: 'reject',
        onerror: (error) => log.debug({ err: error }, 'an MCP message was rejected'),
      });
    this.#modern.set(client, handler);
    return handler;
  }

  #revocationOf(client: ClientName): AbortSignal {
    const controller = this.#revoked.get(client) ?? new AbortController();
    this.#revoked.set(client, controller);
    return controller.signal;
  }
}

/** The protocol keeps no connection, so the client itself stands for one. */
const statelessOf = (client: ClientName): string => `stateless:${client}`;

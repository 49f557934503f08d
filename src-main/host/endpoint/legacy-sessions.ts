/** Sessions of the 2025 protocol generation: one transport and one server each, bound to the client whose token opened it. */
import { randomUUID } from 'node:crypto';
import {
  isInitializeRequest,
  type Server,
  WebStandardStreamableHTTPServerTransport,
} from '@modelcontextprotocol/server';
import type { Clock } from '#host/ports/index.ts';
import type { ClientName } from '#shared/model/index.ts';
import { type Exchange, toAuthInfo } from './exchange.ts';
import { createMcpServer, type McpParts } from './mcp-server.ts';

const IDLE_MS = 30 * 60 * 1000;
const MAX_PER_CLIENT = 32;
/** What a revoked client's calls get to deliver their refusals in. */
const LAST_WORDS_MS = 1_000;

interface LegacySession {
  readonly client: ClientName;
  readonly transport: WebStandardStreamableHTTPServerTransport;
  readonly server: Server;
  lastUsedMs: number;
  readonly left: () => void;
}

export interface LegacyParts extends McpParts {
  readonly clock: Clock;
  /** Says that a client connected; the returned function says that it left. */
  readonly connected: (client: ClientName) => () => void;
  /** A session is over: nobody comes back over it. */
  readonly over: (connection: string) => void;
}

export class LegacySessions {
  readonly #parts: LegacyParts;
  readonly #sessions = new Map<string, LegacySession>();

  constructor(parts: LegacyParts) {
    this.#parts = parts;
  }

  async serve(request: Request, body: unknown, from: Omit<Exchange, 'connection'>): Promise<Response> {
    const { client } = from;
    const id = request.headers.get('mcp-session-id');
    if (id !== null) {
      const session = this.#sessions.get(id);
      // Another client's session is as unknown as one that never was.
      if (session?.client !== client) return refuse(404, -32001, 'This session is not known. Initialize a new one.');
      session.lastUsedMs = this.#parts.clock.nowMs();
      return this.#hand(session.transport, request, body, { ...from, connection: id });
    }
    if (!isInitializeRequest(body)) {
      return refuse(400, -32000, 'Expected an initialize request first, or the Mcp-Session-Id header of a session.');
    }
    return this.#open(request, body, from);
  }

  /** From now on the sessions are unknown; calls under way still get to hear how they ended. */
  endAllOf(client: ClientName): void {
    for (const [id, session] of this.#sessions) {
      if (session.client !== client) continue;
      this.#sessions.delete(id);
      session.left();
      this.#parts.over(id);
      this.#parts.clock.after(LAST_WORDS_MS, () => void session.transport.close());
    }
  }

  /** What the client can fetch has changed. Whoever does not listen misses nothing but the news. */
  resourcesChanged(client: ClientName): void {
    for (const session of this.#sessions.values()) {
      if (session.client === client) session.server.sendResourceListChanged().catch(() => undefined);
    }
  }

  endStreams(): void {
    for (const { transport } of this.#sessions.values()) transport.closeStandaloneSSEStream();
  }

  close(): void {
    for (const id of [...this.#sessions.keys()]) this.#end(id);
  }

  async #open(request: Request, body: unknown, from: Omit<Exchange, 'connection'>): Promise<Response> {
    const { client } = from;
    this.#makeRoom(client);
    const id = randomUUID();
    const server = createMcpServer(this.#parts);
    const transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: () => id,
      onsessioninitialized: () => {
        const session = {
          client,
          transport,
          server,
          lastUsedMs: this.#parts.clock.nowMs(),
          left: this.#parts.connected(client),
        };
        this.#sessions.set(id, session);
        this.#sweepLater(id);
      },
    });
    transport.onclose = () => this.#end(id);
    await server.connect(transport);
    return this.#hand(transport, request, body, { ...from, connection: id });
  }

  #hand(
    transport: WebStandardStreamableHTTPServerTransport,
    request: Request,
    parsedBody: unknown,
    exchange: Exchange,
  ): Promise<Response> {
    return transport.handleRequest(request, { parsedBody, authInfo: toAuthInfo(exchange) });
  }

  /** A client that opens sessions without end loses its oldest. */
  #makeRoom(client: ClientName): void {
    const own = [...this.#sessions].filter(([, session]) => session.client === client);
    if (own.length < MAX_PER_CLIENT) return;
    const [oldest] = own.sort(([, a], [, b]) => a.lastUsedMs - b.lastUsedMs);
    if (oldest !== undefined) this.#end(oldest[0]);
  }

  #sweepLater(id: string): void {
    const session = this.#sessions.get(id);
    if (session === undefined) return;
    const leftMs = IDLE_MS - (this.#parts.clock.nowMs() - session.lastUsedMs);
    if (leftMs <= 0) this.#end(id);
    else this.#parts.clock.after(leftMs, () => this.#sweepLater(id));
  }

  #end(id: string): void {
    const session = this.#sessions.get(id);
    if (session === undefined) return;
    this.#sessions.delete(id);
    session.left();
    this.#parts.over(id);
    void session.transport.close();
  }
}

function refuse(status: number, code: number, message: string): Response {
  return Response.json({ jsonrpc: '2.0', error: { code, message }, id: null }, { status });
}

/** Opens the agents' doors: HTTP on loopback and the bridge's socket. Both lead to the same broker. */
import type { Capability } from '#host/capabilities/capability.ts';
import { closeServer, listenOnLoopback, listenOnSocket } from '#host/loopback/index.ts';
import type { Clock, Log } from '#host/ports/index.ts';
import type { ClientName } from '#shared/model/index.ts';
import { awaitApprovalTool } from './await-approval.ts';
import { createBridgeSocket } from './bridge-socket.ts';
import type { CallToolParts } from './call-tool.ts';
import { coalesce } from './coalesce.ts';
import type { ClientPace } from './delivery.ts';
import { createHttpDoor } from './http-door.ts';
import { McpOverHttp } from './mcp-over-http.ts';
import type { PeerRoom } from './peer.ts';
import type { ProgressParts } from './report-progress.ts';
import { resourceShelf } from './resources.ts';
import { createSealedStates } from './sealed-state.ts';
import { toolList } from './tool-list.ts';

export interface EndpointParts extends Pick<CallToolParts, 'broker'> {
  readonly version: string;
  readonly capabilities: ReadonlyMap<string, Capability>;
  readonly clock: Clock;
  readonly log: Log;
  /** 0 picks a free one. */
  readonly port: number;
  readonly bridgeSocketPath: string;
  readonly clients: {
    identify(token: string): ClientName | undefined;
    idOf(client: ClientName): string;
    connected(client: ClientName, claims: string | null): () => void;
    seen(client: ClientName, claims: string | null): void;
    onRevoked(listener: (client: ClientName) => void): () => void;
    paceOf(client: ClientName): ClientPace;
    ranOut(client: ClientName, afterMs: number): void;
  };
  readonly runs: ProgressParts & {
    /** Told whose runs have changed. @returns stops listening */
    onChanged(listener: (client: ClientName) => void): () => void;
  };
  /** A knock was refused at a door. */
  readonly refused: (why: string) => void;
  /** A connection is over: nobody comes back over it. */
  readonly over: (connection: string) => void;
  /** Finds the process behind a connection, for people to see. */
  readonly peers: PeerRoom;
  /** Signs what clients are given to bring back; at least 32 bytes. */
  readonly stateKey: Uint8Array;
}

export interface Endpoint {
  /** `http://127.0.0.1:7717/mcp` */
  readonly url: string;
  close(): Promise<void>;
}

/** @throws Error with a sentence for the person when the port is taken */
export async function openEndpoint(parts: EndpointParts): Promise<Endpoint> {
  const { clients } = parts;
  let closing = false;
  const shared = {
    broker: parts.broker,
    runs: parts.runs,
    version: parts.version,
    peers: parts.peers,
    tools: [...toolList(parts.capabilities.values()), awaitApprovalTool],
    resources: resourceShelf(parts.capabilities.values()),
    wantsRoots: (tool: string, input: Readonly<Record<string, unknown>>) =>
      parts.capabilities.get(tool)?.tool.wantsRoots?.(input) ?? false,
    clock: parts.clock,
    log: parts.log,
    refused: parts.refused,
    identify: (token: string) => clients.identify(token),
    idOf: (client: ClientName) => clients.idOf(client),
    // When the house itself closes, nobody has left: who knows how to come back may, once it is open again.
    over: (connection: string): void => {
      if (!closing) parts.over(connection);
    },
    connected: (client: ClientName) => clients.connected(client, null),
    states: createSealedStates(parts.stateKey),
    paceOf: (client: ClientName) => clients.paceOf(client),
    ranOut: (client: ClientName, afterMs: number) => clients.ranOut(client, afterMs),
    seen: (exchange: { readonly client: ClientName }, claims: string | null) => clients.seen(exchange.client, claims),
  };
  let port = parts.port;
  const mcp = new McpOverHttp(shared);
  const http = createHttpDoor({ ...shared, mcp, port: () => port });
  const bridge = createBridgeSocket(shared);
  port = await listenOnLoopback(http, parts.port, 'the MCP endpoint');
  const closeHttp = async (): Promise<void> => {
    await mcp.endStreams();
    await closeServer(http);
    mcp.close();
  };
  try {
    await listenOnSocket(bridge.server, parts.bridgeSocketPath);
  } catch (error) {
    await closeHttp();
    throw error;
  }
  const forget = clients.onRevoked((client) => {
    mcp.endAllOf(client);
    bridge.endAllOf(client);
  });
  const news = coalesce(parts.clock, parts.runs.onChanged, (client) => {
    mcp.resourcesChanged(client);
    bridge.resourcesChanged(client);
  });
  return {
    url: `http://127.0.0.1:${port}/mcp`,
    async close() {
      closing = true;
      forget();
      news();
      await Promise.all([closeHttp(), bridge.close()]);
    },
  };
}

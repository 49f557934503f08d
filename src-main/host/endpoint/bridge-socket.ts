/**
 * The door for the stdio bridge: a socket in the data folder that only this user can open. The first line is the client's token and
 * the bridge's pid; every line after it is an MCP message, in both directions.
 */
import { randomUUID } from 'node:crypto';
import { createServer, type Socket, type Server as SocketServer } from 'node:net';
import type { Server } from '@modelcontextprotocol/server';
import { StdioServerTransport, serveStdio } from '@modelcontextprotocol/server/stdio';
import type { Log } from '#host/ports/index.ts';
import type { ClientName } from '#shared/model/index.ts';
import type { Exchange } from './exchange.ts';
import { createMcpServer, type McpParts } from './mcp-server.ts';
import { lookUpOfBridge, type PeerRoom } from './peer.ts';

const MAX_TOKEN_LINE_BYTES = 256;
const TOKEN_WITHIN_MS = 5_000;
const MAX_MESSAGE_BYTES = 8 * 1024 * 1024;

export interface BridgeParts extends McpParts {
  readonly log: Log;
  readonly identify: (token: string) => ClientName | undefined;
  readonly connected: (client: ClientName) => () => void;
  readonly refused: (why: string) => void;
  readonly over: (connection: string) => void;
  readonly peers: PeerRoom;
}

export interface BridgeSocket {
  readonly server: SocketServer;
  endAllOf(client: ClientName): void;
  /** What the client can fetch has changed. */
  resourcesChanged(client: ClientName): void;
  close(): Promise<void>;
}

export function createBridgeSocket(parts: BridgeParts): BridgeSocket {
  const sockets = new Map<Socket, ClientName | undefined>();
  const servers = new Map<Server, ClientName>();

  const server = createServer((socket) => {
    sockets.set(socket, undefined);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', (error) => parts.log.debug({ err: error }, 'a bridge broke off'));
    readToken(socket).then(
      (line) => {
        const [token = '', said = ''] = line.split(' ');
        const client = parts.identify(token);
        if (client === undefined) {
          parts.refused('A bridge brought a token that is not known.');
          socket.end('REFUSED This token is not known. Make one with `countersign clients add NAME`.\n');
          return;
        }
        sockets.set(socket, client);
        socket.write('WELCOME\n');
        serve(parts, socket, { client, lookUpPeer: lookUpOfBridge(pidIn(said), parts.peers) }, servers);
      },
      () => socket.destroy(),
    );
  });

  return {
    server,
    endAllOf(client) {
      for (const [socket, owner] of sockets) if (owner === client) socket.destroy();
    },
    resourcesChanged(client) {
      for (const [mcp, owner] of servers) {
        if (owner === client) mcp.sendResourceListChanged().catch(() => undefined);
      }
    },
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets.keys()) socket.destroy();
      await closed;
    },
  };
}

function serve(
  parts: BridgeParts,
  socket: Socket,
  from: Pick<Exchange, 'client' | 'lookUpPeer'>,
  servers: Map<Server, ClientName>,
): void {
  const { client } = from;
  const gone = new AbortController();
  const left = parts.connected(client);
  const exchange = { ...from, connection: `bridge:${randomUUID()}`, gone: gone.signal };
  const transport = new StdioServerTransport(socket, socket, { maxBufferSize: MAX_MESSAGE_BYTES });
  // The transport gives up on a message that is too long; left open, the socket would swallow everything after it.
  const closeTransport = transport.close.bind(transport);
  transport.close = async () => {
    await closeTransport();
    socket.destroy();
  };
  const own: Server[] = [];
  const makeServer = (): Server => {
    const server = createMcpServer(parts, exchange);
    own.push(server);
    servers.set(server, client);
    return server;
  };
  const handle = serveStdio(makeServer, {
    transport,
    onerror: (error) => parts.log.debug({ err: error }, 'an MCP message over the bridge was rejected'),
  });
  // It was paused while the token was read, and a new listener alone does not wake a paused stream.
  socket.resume();
  socket.on('close', () => {
    gone.abort();
    left();
    parts.over(exchange.connection);
    for (const server of own) servers.delete(server);
    void handle.close();
  });
}

const pidIn = (text: string): number | null => (/^[1-9]\d{0,9}$/u.test(text) ? Number(text) : null);

/** Reads up to the first line break and puts back what came after it. @throws Error when it is too long or too late */
function readToken(socket: Socket): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let read = Buffer.alloc(0);
  const timer = setTimeout(() => reject(new Error('no token came')), TOKEN_WITHIN_MS);
  const onData = (chunk: Buffer): void => {
    read = Buffer.concat([read, chunk]);
    const end = read.indexOf('\n');
    if (end < 0 && read.length <= MAX_TOKEN_LINE_BYTES) return;
    socket.off('data', onData);
    socket.pause();
    if (end < 0) {
      reject(new Error('the first line is too long'));
      return;
    }
    if (end + 1 < read.length) socket.unshift(read.subarray(end + 1));
    resolve(read.subarray(0, end).toString('utf8').trim());
  };
  socket.on('data', onData);
  socket.once('close', () => reject(new Error('the bridge left')));
  return promise.finally(() => clearTimeout(timer));
}

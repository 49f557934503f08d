/** The HTTP door: Host, Origin, token, route and body are checked in this order, before any MCP code sees a byte. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { answerJson, knock, readBody } from '#host/loopback/index.ts';
import type { Log } from '#host/ports/index.ts';
import type { ClientName } from '#shared/model/index.ts';
import type { McpOverHttp } from './mcp-over-http.ts';

/** A body over this is refused with 413. */
const MAX_BODY_BYTES = 8 * 1024 * 1024;
const HEADERS_TIMEOUT_MS = 10_000;
/** Longer than a client pauses between calls: one that is busy would send its next call into a connection that was just closed. */
const KEEP_ALIVE_MS = 65_000;

export interface HttpDoorParts {
  readonly mcp: McpOverHttp;
  readonly log: Log;
  /** The port that the door turned out to listen on. */
  readonly port: () => number;
  readonly identify: (token: string) => ClientName | undefined;
  /** A knock was refused at the door; `why` repeats nothing of what came. */
  readonly refused: (why: string) => void;
}

export function createHttpDoor(parts: HttpDoorParts): Server {
  const times = { headersTimeout: HEADERS_TIMEOUT_MS, keepAliveTimeout: KEEP_ALIVE_MS };
  return createServer({ requireHostHeader: false, ...times }, (request, response) => {
    enter(parts, request, response).catch((error: unknown) => {
      parts.log.error({ err: error }, 'a request at the MCP door failed');
      answerJson(response, 500, rpcError(-32603, 'Countersign made a mistake; nothing was allowed because of it.'));
    });
  });
}

async function enter(parts: HttpDoorParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const refusal = knock(request, parts.port());
  if (refusal !== undefined) {
    parts.refused(refusal.message);
    answerJson(response, refusal.status, rpcError(-32600, refusal.message));
    return;
  }
  const client = parts.identify(bearerToken(request) ?? '');
  if (client === undefined) {
    const message =
      'Expected the header "Authorization: Bearer TOKEN" with a token from `countersign clients add NAME`.';
    parts.refused(message);
    answerJson(response, 401, rpcError(-32001, message), {
      'www-authenticate': 'Bearer realm="countersign"',
      // Lets a second Countersign name the owner of a taken port.
      'x-countersign-pid': String(process.pid),
    });
    return;
  }
  if (request.url?.split('?', 1)[0] !== '/mcp') {
    answerJson(response, 404, rpcError(-32601, 'There is nothing here. The MCP endpoint is /mcp.'));
    return;
  }
  if (request.method === 'POST') await post(parts, request, response, client);
  else await parts.mcp.serve(request, response, client);
}

async function post(
  parts: HttpDoorParts,
  request: IncomingMessage,
  response: ServerResponse,
  client: ClientName,
): Promise<void> {
  const body = await readBody(request, MAX_BODY_BYTES);
  if (body.state === 'too-large') {
    const message = `The message is larger than ${MAX_BODY_BYTES} bytes, which is the limit. Send a large file in pieces, with upload_file.`;
    answerJson(response, 413, rpcError(-32600, message), { connection: 'close' });
    return;
  }
  const parsed = body.state === 'ok' ? parseJson(body.text) : undefined;
  if (parsed === undefined) answerJson(response, 400, rpcError(-32700, 'The message is not valid JSON in UTF-8.'));
  // A body can take its time, and its client may be revoked meanwhile.
  else if (!isStill(parts, request, client))
    answerJson(response, 401, rpcError(-32001, 'This token is not known any more.'));
  else await parts.mcp.serve(request, response, client, parsed.value);
}

const isStill = (parts: HttpDoorParts, request: IncomingMessage, client: ClientName): boolean =>
  parts.identify(bearerToken(request) ?? '') === client;

function bearerToken(request: IncomingMessage): string | undefined {
  const [header, ...more] = request.headersDistinct.authorization ?? [];
  return more.length > 0 ? undefined : /^Bearer ([\w-]{1,200})$/i.exec(header ?? '')?.[1];
}

function parseJson(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

const rpcError = (code: number, message: string) => ({ jsonrpc: '2.0', error: { code, message }, id: null });

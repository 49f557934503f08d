/** The MCP server that every transport and both protocol generations share: two handlers over the broker. */
import { ProtocolError, ProtocolErrorCode, Server, type ServerContext, type Tool } from '@modelcontextprotocol/server';
import type { Watcher } from '#host/broker/index.ts';
import { nearestWord, quoted } from '#shared/text/index.ts';
import { type CallToolParts, callTool } from './call-tool.ts';
import { rootsOf } from './client-roots.ts';
import { type Exchange, exchangeOf } from './exchange.ts';
import { requestOf } from './request-of.ts';
import { type ResourceShelf, serveResources } from './resources.ts';
import type { Sealed } from './sealed-state.ts';

export interface McpParts extends CallToolParts {
  readonly version: string;
  readonly tools: readonly Tool[];
  readonly resources: ResourceShelf;
  /** Whether a call is helped by the folders that the client says its person works in. */
  readonly wantsRoots: (tool: string, input: Readonly<Record<string, unknown>>) => boolean;
  readonly seen: (exchange: Exchange, claims: string | null) => void;
}

/** The protocol version that brought links to resources into results. */
const FIRST_WITH_LINKS = '2025-06-18';

const INSTRUCTIONS = [
  'Countersign runs things on a person’s machine under a policy that they wrote. Some requests are allowed, some wait for the person, the rest are refused.',
  'Commands are argument vectors: there is no shell. Open a session with create_session, then call execute_command with argv.',
  'What waits for the person longer than a call can is answered with status pending_approval and a ticket: call await_approval with it until there is an answer.',
  'A refusal carries a code, the rule that decided and a hint. Follow the hint; asking again unchanged gives the same answer.',
].join(' ');

/**
 * @param exchange for transports that carry no auth information of their own (the bridge); HTTP messages bring theirs
 */
export function createMcpServer(parts: McpParts, exchange?: Exchange): Server {
  const server = new Server(
    { name: 'countersign', title: 'Countersign', version: parts.version },
    {
      ...{ capabilities: { tools: {}, resources: { listChanged: true } }, instructions: INSTRUCTIONS },
      requestState: { verify: (text, context) => openState(parts, text, context) },
      // A client of the older generation is given a ticket instead.
      inputRequired: { legacyShim: false },
    },
  );
  const claims = (): string | null => {
    const info = server.getClientVersion();
    return info === undefined ? null : `${info.name} ${info.version}`;
  };
  const takesLinks = (): boolean => (server.getNegotiatedProtocolVersion() ?? '') >= FIRST_WITH_LINKS;
  server.setRequestHandler('tools/list', (_request, context) => {
    parts.seen(exchange ?? exchangeOf(context.http?.authInfo), claims());
    return { tools: [...parts.tools] };
  });
  const hasRoots = (): boolean => server.getClientCapabilities()?.roots !== undefined;
  server.setRequestHandler('tools/call', async (call, context) => {
    const known = parts.tools.some((tool) => tool.name === call.params.name);
    if (!known) throw new ProtocolError(ProtocolErrorCode.InvalidParams, noSuchTool(call.params.name, parts.tools));
    const from = exchange ?? exchangeOf(context.http?.authInfo);
    parts.seen(from, claims());
    const wantsRoots = parts.wantsRoots(call.params.name, call.params.arguments ?? {}) && hasRoots();
    const roots = wantsRoots ? await rootsOf(context) : [];
    if ('resultType' in roots) return roots;
    return callTool(parts, call, context, from, { claims: claims(), takesLinks: takesLinks(), roots });
  });
  serveResources(server, {
    shelf: parts.resources,
    callFor: (context) => (tool, input) => {
      const from = exchange ?? exchangeOf(context.http?.authInfo);
      parts.seen(from, claims());
      const signal = AbortSignal.any([context.mcpReq.signal, from.gone]);
      return parts.broker.handle(
        requestOf(from, parts.idOf(from.client), claims(), tool, input),
        nobodyWatches,
        signal,
      );
    },
  });
  return server;
}

function noSuchTool(name: string, tools: readonly Tool[]): string {
  const meant = nearestWord(
    name,
    tools.map((tool) => tool.name),
  );
  return `There is no tool named ${quoted(name)}.${meant === undefined ? ' tools/list names those that there are.' : ` Did you mean ${quoted(meant)}?`}`;
}

/** A resource has no form in which a client could come back for an answer. */
const nobodyWatches: Watcher = { patienceMs: 45_000, waiting: () => undefined, started: () => undefined };

async function openState({ states, refused }: McpParts, text: string, context: ServerContext): Promise<Sealed> {
  try {
    return await states.open(text, context);
  } catch (error) {
    refused('A request state that was not made here, or too long ago, was brought.');
    throw error;
  }
}

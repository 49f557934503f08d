/**
 * MCP resources: what some tools read, under an address. Listing and fetching are calls of those tools, so that they take the same road,
 * leave the same records and are bound to the client in the same way.
 */
import {
  ProtocolError,
  ProtocolErrorCode,
  type Resource,
  type Server,
  type ServerContext,
} from '@modelcontextprotocol/server';
import type { Capability, ResourceContent, ToolResources } from '#host/capabilities/capability.ts';
import type { Outcome, ResourceLink } from '#shared/model/index.ts';
import { toldRefusal } from './told-refusal.ts';

/** Calls a tool on behalf of the client that fetches. */
type Call = (tool: string, input: Readonly<Record<string, unknown>>) => Promise<Outcome>;

export interface ResourceShelf {
  readonly templates: readonly ToolResources<object>['template'][];
  list(call: Call): Promise<Resource[]>;
  /** @throws ProtocolError for an address that is not one of ours, and for a refusal */
  read(uri: string, call: Call): Promise<{ uri: string } & ResourceContent>;
}

export function resourceShelf(capabilities: Iterable<Capability>): ResourceShelf {
  const all = [...capabilities];
  return {
    templates: all.flatMap(({ resources }) => (resources === undefined ? [] : [resources.template])),
    async list(call) {
      const found: Resource[] = [];
      for (const { tool, resourceList } of all) {
        if (resourceList === undefined) continue;
        const outcome = answered(await call(tool.name, {}));
        found.push(...resourceList(outcome.output).map(toResource));
      }
      return found;
    },
    async read(uri, call) {
      for (const { tool, resources } of all) {
        const input = resources?.inputFor(uri);
        if (resources === undefined || input === undefined) continue;
        const { output } = answered(await call(tool.name, input));
        return { uri, ...resources.contentOf(output) };
      }
      throw new ProtocolError(ProtocolErrorCode.InvalidParams, 'There is no such resource.', { uri });
    },
  };
}

function answered(outcome: Outcome): Extract<Outcome, { kind: 'done' }> {
  if (outcome.kind === 'done') return outcome;
  const { code, message, hint, retryable } = toldRefusal(outcome.refusal);
  throw new ProtocolError(ProtocolErrorCode.InvalidParams, message, { code, hint, retryable });
}

export const toResource = ({ uri, name, description, mimeType, bytes }: ResourceLink): Resource => ({
  ...{ uri, name, description, mimeType },
  ...(bytes === null ? {} : { size: bytes }),
});

export interface ResourceParts {
  readonly shelf: ResourceShelf;
  /** @param context of the MCP request that fetches */
  readonly callFor: (context: ServerContext) => Call;
}

export function serveResources(server: Server, { shelf, callFor }: ResourceParts): void {
  server.setRequestHandler('resources/list', async (_request, context) => ({
    resources: await shelf.list(callFor(context)),
  }));
  server.setRequestHandler('resources/templates/list', () => ({
    resourceTemplates: shelf.templates.map((template) => ({ ...template })),
  }));
  server.setRequestHandler('resources/read', async ({ params }, context) => ({
    contents: [await shelf.read(params.uri, callFor(context))],
  }));
}

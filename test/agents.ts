/** Agents for tests: the official MCP clients of both SDK generations, over HTTP and over the stdio bridge, behind one small face. */
import { join } from 'node:path';
import { Client as ModernClient, StreamableHTTPClientTransport as ModernHttp } from '@modelcontextprotocol/client';
import { Client as LegacyClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport as LegacyHttp } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

export interface ToolResult {
  readonly isError: boolean;
  readonly value: Readonly<Record<string, unknown>>;
  /** Addresses where more of it can be read. */
  readonly links: readonly string[];
}

export interface CallOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (message: string) => void;
  readonly timeoutMs?: number;
}

export interface Agent {
  readonly kind: string;
  call(tool: string, args: Readonly<Record<string, unknown>>, options?: CallOptions): Promise<ToolResult>;
  tools(): Promise<readonly string[]>;
  /** What can be fetched, by address. */
  resources(): Promise<readonly string[]>;
  templates(): Promise<readonly string[]>;
  /** Its text; base64 for what is no text. */
  read(uri: string): Promise<string>;
  close(): Promise<void>;
}

export interface Door {
  readonly endpoint: string;
  readonly dataDir: string;
  readonly token: string;
}

const INFO = { name: 'test-agent', version: '1.2.3' };
const LONG_MS = 60_000;

const read = (result: object): ToolResult => ({
  isError: 'isError' in result && result.isError === true,
  value: ('structuredContent' in result ? result.structuredContent : {}) as Readonly<Record<string, unknown>>,
  links: ('content' in result && Array.isArray(result.content) ? result.content : []).flatMap(({ type, uri }) =>
    type === 'resource_link' ? [String(uri)] : [],
  ),
});

/** What both generations' clients do alike with resources. */
interface ResourceClient {
  listResources(): Promise<{ resources: { uri: string }[] }>;
  listResourceTemplates(): Promise<{ resourceTemplates: { uriTemplate: string }[] }>;
  readResource(params: { uri: string }): Promise<{ contents: object[] }>;
}

const resourcesOf = (client: ResourceClient): Pick<Agent, 'resources' | 'templates' | 'read'> => ({
  resources: async () => (await client.listResources()).resources.map(({ uri }) => uri),
  templates: async () => (await client.listResourceTemplates()).resourceTemplates.map(({ uriTemplate }) => uriTemplate),
  async read(uri) {
    const [first] = (await client.readResource({ uri })).contents;
    if (first !== undefined && 'blob' in first) return String(first.blob);
    return first !== undefined && 'text' in first ? String(first.text) : '';
  },
});

const requestOptions = ({ signal, onProgress, timeoutMs = LONG_MS }: CallOptions = {}) => ({
  timeout: timeoutMs,
  ...(signal === undefined ? {} : { signal }),
  ...(onProgress === undefined
    ? {}
    : { onprogress: ({ message = '' }: { message?: string | undefined }) => onProgress(message) }),
});

const withToken = (token: string) => ({ requestInit: { headers: { authorization: `Bearer ${token}` } } });

/** The client of the 2025 protocol generation over HTTP. */
export async function legacyAgent({ endpoint, token }: Pick<Door, 'endpoint' | 'token'>): Promise<Agent> {
  const client = new LegacyClient(INFO);
  const transport = new LegacyHttp(new URL(endpoint), withToken(token));
  // The SDK's own transport type lags behind its interface under exactOptionalPropertyTypes.
  await client.connect(transport as Parameters<LegacyClient['connect']>[0]);
  return {
    kind: 'SDK 1, protocol 2025',
    call: async (name, args, options) =>
      read(await client.callTool({ name, arguments: { ...args } }, undefined, requestOptions(options))),
    tools: async () => (await client.listTools()).tools.map((tool) => tool.name),
    ...resourcesOf(client),
    async close() {
      // A client that was revoked meanwhile has no session to end.
      await transport.terminateSession().catch(() => undefined);
      await client.close();
    },
  };
}

/** The client of protocol 2026-07-28 over HTTP. */
export async function modernAgent({ endpoint, token }: Pick<Door, 'endpoint' | 'token'>): Promise<Agent> {
  const client = new ModernClient(INFO, { versionNegotiation: { mode: { pin: '2026-07-28' } } });
  await client.connect(new ModernHttp(new URL(endpoint), withToken(token)));
  return {
    kind: 'SDK 2, protocol 2026-07-28',
    call: async (name, args, options) =>
      read(await client.callTool({ name, arguments: { ...args } }, requestOptions(options))),
    tools: async () => (await client.listTools()).tools.map((tool) => tool.name),
    ...resourcesOf(client),
    close: () => client.close(),
  };
}

/** The client of the 2025 generation over `countersign bridge`, as a desktop program would start it. */
export async function bridgeAgent({ dataDir, token }: Pick<Door, 'dataDir' | 'token'>): Promise<Agent> {
  const client = new LegacyClient(INFO);
  await client.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: [join(import.meta.dirname, '..', 'bin', 'countersign.js'), 'bridge', '--data-dir', dataDir],
      env: { COUNTERSIGN_TOKEN: token, PATH: process.env.PATH ?? '' },
      stderr: 'ignore',
    }),
  );
  return {
    kind: 'SDK 1 over the bridge',
    call: async (name, args, options) =>
      read(await client.callTool({ name, arguments: { ...args } }, undefined, requestOptions(options))),
    tools: async () => (await client.listTools()).tools.map((tool) => tool.name),
    ...resourcesOf(client),
    close: () => client.close(),
  };
}

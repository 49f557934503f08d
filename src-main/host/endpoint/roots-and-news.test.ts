/** What clients may tell of themselves and hear between calls: their roots, and that their runs have changed. Official clients of both generations. */
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Client as ModernClient, StreamableHTTPClientTransport as ModernHttp } from '@modelcontextprotocol/client';
import { Client as LegacyClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as LegacyHttp } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { ListRootsRequestSchema, ResourceListChangedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTestHost, type TestHost } from '../../../test/open-test-host.ts';

const INFO = { name: 'test-agent', version: '1.2.3' };

interface TalkingClient {
  call(tool: string, args: object): Promise<Readonly<Record<string, unknown>>>;
  close(): Promise<void>;
}
interface Talk {
  /** `hang` never answers; `undefined` says that it has none to tell. */
  readonly roots?: readonly string[] | 'hang';
  readonly onResources?: () => void;
}

const uris = (roots: readonly string[]) => ({
  roots: roots.map((path) => ({ uri: /^\w+:/.test(path) ? path : pathToFileURL(path).href })),
});
const whenAsked = async (roots: Exclude<Talk['roots'], undefined>) =>
  roots === 'hang' ? new Promise<never>(() => undefined) : uris(roots);
const structured = (result: object) =>
  ('structuredContent' in result ? result.structuredContent : {}) as Readonly<Record<string, unknown>>;

async function legacy(app: TestHost, token: string, { roots, onResources }: Talk): Promise<TalkingClient> {
  const client = new LegacyClient(INFO, { capabilities: roots === undefined ? {} : { roots: {} } });
  if (roots !== undefined) client.setRequestHandler(ListRootsRequestSchema, () => whenAsked(roots));
  if (onResources !== undefined) client.setNotificationHandler(ResourceListChangedNotificationSchema, onResources);
  const requestInit = { headers: { authorization: `Bearer ${token}` } };
  const transport = new LegacyHttp(new URL(app.endpoint), { requestInit });
  await client.connect(transport as Parameters<LegacyClient['connect']>[0]);
  return {
    call: async (name, args) => structured(await client.callTool({ name, arguments: { ...args } })),
    close: () => client.close(),
  };
}

async function modern(app: TestHost, token: string, { roots, onResources }: Talk): Promise<TalkingClient> {
  const client = new ModernClient(INFO, {
    capabilities: roots === undefined ? {} : { roots: {} },
    versionNegotiation: { mode: { pin: '2026-07-28' } },
    ...(onResources === undefined
      ? {}
      : { listChanged: { resources: { autoRefresh: false, onChanged: () => onResources() } } }),
  });
  if (roots !== undefined) client.setRequestHandler('roots/list', () => whenAsked(roots));
  const requestInit = { headers: { authorization: `Bearer ${token}` } };
  await client.connect(new ModernHttp(new URL(app.endpoint), { requestInit }));
  return {
    call: async (name, args) => structured(await client.callTool({ name, arguments: { ...args } })),
    close: () => client.close(),
  };
}

let app: TestHost;
beforeEach(async () => {
  app = await openTestHost();
});
afterEach(() => app.close());

describe.each([
  ['of the 2025 generation', legacy],
  ['of protocol 2026-07-28', modern],
])('a client %s', (_name, open) => {
  const sessionOf = async (talk: Talk, input: object = {}) => {
    const client = await open(app, await app.addClient(`c${Math.random()}`), talk);
    const made = await client.call('create_session', input);
    await client.close();
    return made;
  };

  it('works in the first of its roots that the policy lists', async () => {
    const inside = join(app.workspace, 'proj');
    mkdirSync(inside);
    const made = await sessionOf({ roots: ['/etc', '/nowhere', inside, app.workspace] });
    expect(made).toMatchObject({ success: true, working_dir: inside, working_dir_from: 'root' });
  });

  it('gets no folder that the policy does not list by claiming it', async () => {
    const link = join(app.workspace, 'link');
    symlinkSync('/etc', link);
    const roots = [
      '/',
      '/etc',
      app.dataDir,
      link,
      'https://evil.test/',
      'file://evil.test/etc',
      `${app.workspace}/../..`,
    ];
    const made = await sessionOf({ roots });
    expect(made.working_dir).not.toBe('/etc');
    expect([undefined, 'home']).toContain(made.working_dir_from);
  });

  it('is taken at its word when it names a folder, whatever its roots are', async () => {
    const made = await sessionOf({ roots: ['/etc'] }, { working_dir: app.workspace });
    expect(made).toMatchObject({ working_dir: app.workspace, working_dir_from: 'request' });
    expect((await sessionOf({ roots: [app.workspace] }, { working_dir: '/etc' })).code).toBe('POLICY_DENIED');
  });

  it('that has no roots is not asked', async () => {
    const made = await sessionOf({});
    expect([undefined, 'home']).toContain(made.working_dir_from);
  });

  it('hears when its own runs change, and not when another’s do', async () => {
    const heard: number[] = [];
    const onResources = (): void => void heard.push(performance.now());
    const client = await open(app, await app.addClient('Listener'), { onResources });
    const other = await open(app, await app.addClient('Other'), {});
    const run = (who: TalkingClient) => who.call('execute_command', { argv: ['true'], working_dir: app.workspace });
    await run(other);
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(heard).toEqual([]);
    await run(client);
    await expect.poll(() => heard.length, { timeout: 5000 }).toBeGreaterThan(0);
    await Promise.all([client.close(), other.close()]);
  });
});

describe('a client of the 2025 generation', () => {
  it('that says it has roots and never tells them gets its session all the same', async () => {
    const client = await legacy(app, await app.addClient('Silent'), { roots: 'hang' });
    const made = await client.call('create_session', {});
    expect([undefined, 'home']).toContain(made.working_dir_from);
    await client.close();
  });
});

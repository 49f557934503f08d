/** The MCP door from the outside, with raw sockets: what a browser page or a stray program could send. */
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestHost, type TestHost } from '../../../test/open-test-host.ts';

let app: TestHost;
let token: string;
let port: number;

beforeAll(async () => {
  app = await openTestHost();
  token = await app.addClient();
  port = Number(new URL(app.endpoint).port);
});
afterAll(() => app.close());

interface Reply {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

interface Knock {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly body?: string | Buffer;
}

/** Sends exactly the headers given, Host included. */
function send({ method = 'POST', path = '/mcp', headers = {}, body = '' }: Knock): Promise<Reply> {
  const { promise, resolve, reject } = Promise.withResolvers<Reply>();
  const request = httpRequest(
    {
      host: '127.0.0.1',
      port,
      method,
      path,
      headers: { 'content-length': String(Buffer.byteLength(body)), ...headers },
      setHost: false,
      agent: false,
    },
    (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text, headers: response.headers }));
    },
  );
  request.on('error', reject);
  request.end(body);
  return promise;
}

const good = () => ({
  host: `127.0.0.1:${port}`,
  authorization: `Bearer ${token}`,
  'content-type': 'application/json',
  accept: 'application/json, text/event-stream',
});
const ping = JSON.stringify({
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'x', version: '1' } },
});

describe('every route', () => {
  const routes: readonly Knock[] = [
    { method: 'POST', path: '/mcp', body: ping },
    { method: 'GET', path: '/mcp' },
    { method: 'DELETE', path: '/mcp' },
    { method: 'OPTIONS', path: '/mcp' },
    { method: 'GET', path: '/' },
    { method: 'GET', path: '/health' },
    { method: 'POST', path: '/api/approvals/approve', body: '{}' },
    { method: 'GET', path: '/no/such/thing' },
  ];
  const hosts = ['evil.com', 'evil.com:PORT', '127.0.0.1.evil.com:PORT', 'localhost.:PORT', '127.0.0.1', '[::1]:PORT'];
  const origins = ['null', 'http://evil.com', 'http://localhost:1', 'file://', 'https://127.0.0.1:PORT'];

  it('refuses a foreign Host with every token', async () => {
    for (const route of routes) {
      for (const host of hosts) {
        for (const authorization of [`Bearer ${token}`, 'Bearer csn_wrong', '']) {
          const { status } = await send({
            ...route,
            headers: { ...good(), host: host.replace('PORT', String(port)), authorization },
          });
          expect(`${route.method} ${route.path} ${host} ${status}`).toBe(`${route.method} ${route.path} ${host} 403`);
        }
      }
    }
  });

  it('refuses a foreign Origin, also with the right token', async () => {
    for (const route of routes) {
      for (const origin of origins) {
        const { status, headers } = await send({
          ...route,
          headers: { ...good(), origin: origin.replace('PORT', String(port)) },
        });
        expect(status).toBe(403);
        expect(headers['access-control-allow-origin']).toBeUndefined();
      }
    }
  });

  it('asks for a token before it says whether it exists', async () => {
    for (const route of routes) {
      for (const authorization of [
        '',
        'Bearer',
        'Bearer ',
        'Basic abc',
        'Bearer csn_wrong',
        `Bearer ${token}x`,
        `bearer  ${token}`,
        token,
      ]) {
        const { status, headers } = await send({ ...route, headers: { ...good(), authorization } });
        expect(status).toBe(401);
        expect(headers['www-authenticate']).toContain('countersign');
      }
    }
  });

  it('does not take a token from the address', async () => {
    const { status } = await send({
      path: `/mcp?token=${token}&access_token=${token}`,
      headers: { ...good(), authorization: '' },
      body: ping,
    });
    expect(status).toBe(401);
  });

  it('has nothing but /mcp', async () => {
    for (const path of ['/', '/health', '/api/approvals/approve', '/mcp/', '/mcp/../mcp', '//mcp']) {
      expect((await send({ method: 'GET', path, headers: good() })).status).toBe(404);
    }
  });
});

describe('a message', () => {
  it('that is not JSON gets a parse error', async () => {
    for (const body of ['{', 'not json', '', '\u0000', Buffer.from([0xff, 0xfe, 0x7b])]) {
      const { status, body: text } = await send({ headers: good(), body });
      expect(status).toBe(400);
      expect(JSON.parse(text).error.code).toBe(-32700);
    }
  });

  it.each([
    '[]',
    '1',
    'null',
    '"x"',
    '{}',
    '{"jsonrpc":"1.0","id":1,"method":"ping"}',
    '{"jsonrpc":"2.0","id":{},"method":"ping"}',
  ])('that is %s is refused and nothing breaks', async (body) => {
    const { status } = await send({ headers: good(), body });
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
  });

  it('over 8 MiB is refused with a sentence, and the sender gets to read it', async () => {
    const body = JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: { name: 'execute_command', arguments: { argv: ['echo', 'x'.repeat(9_000_000)] } },
    });
    const { status, body: text } = await send({ headers: good(), body });
    expect(status).toBe(413);
    expect(JSON.parse(text).error.message).toContain('limit');
  });

  it('of another content type is refused', async () => {
    expect((await send({ headers: { ...good(), 'content-type': 'text/plain' }, body: ping })).status).toBe(415);
  });

  it('for another client’s MCP session finds none', async () => {
    const opened = await send({ headers: good(), body: ping });
    const session = String(opened.headers['mcp-session-id']);
    expect(session).toMatch(/^[0-9a-f-]{36}$/);
    const other = await app.addClient('other');
    const listing = {
      headers: { ...good(), 'mcp-session-id': session },
      body: '{"jsonrpc":"2.0","id":2,"method":"tools/list"}',
    };
    expect((await send(listing)).status).toBe(200);
    expect((await send({ ...listing, headers: { ...listing.headers, authorization: `Bearer ${other}` } })).status).toBe(
      404,
    );
  });
});

describe('the socket', () => {
  it('refuses two Host headers and an absolute target', async () => {
    const raw = (head: string): Promise<string> => {
      const { promise, resolve, reject } = Promise.withResolvers<string>();
      const socket = connect(port, '127.0.0.1', () => socket.end(`${head}\r\nConnection: close\r\n\r\n`));
      let text = '';
      socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      socket.on('close', () => resolve(text));
      socket.on('error', reject);
      return promise;
    };
    const auth = `Authorization: Bearer ${token}`;
    expect(await raw(`GET /mcp HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nHost: evil.com\r\n${auth}`)).toMatch(
      /^HTTP\/1.1 (400|403)/,
    );
    expect(await raw(`GET http://127.0.0.1:${port}/mcp HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n${auth}`)).toMatch(
      /^HTTP\/1.1 400/,
    );
    expect(await raw(`GET /mcp HTTP/1.1\r\n${auth}`)).toMatch(/^HTTP\/1.1 (400|403)/);
  });

  it('listens on no address but loopback', async () => {
    const others = Object.values(networkInterfaces())
      .flat()
      .filter((address) => address?.family === 'IPv4' && !address.internal);
    for (const address of others) {
      const { promise, resolve } = Promise.withResolvers<string>();
      const socket = connect({ port, host: address!.address, timeout: 2000 }, () => resolve('connected'));
      socket.on('error', (error: Error & { code?: string }) => resolve(String(error.code)));
      socket.on('timeout', () => resolve('timeout'));
      expect(await promise).not.toBe('connected');
      socket.destroy();
    }
  });

  it('puts refused knocks on record without letting them flood the log', async () => {
    const knocks = (await app.audit()).filter(({ body }) => body.type === 'house' && body.event === 'knock-refused');
    expect(knocks.length).toBeGreaterThan(0);
    expect(knocks.length).toBeLessThan(10);
  });
});

describe('twenty clients at once with the same message ids', () => {
  it('never see each other’s answers', { timeout: 120_000 }, async () => {
    const clients = await Promise.all(
      Array.from({ length: 20 }, async (_, n) => ({ n, token: await app.addClient(`c${n}`) })),
    );
    const call = (n: number, k: number): string =>
      JSON.stringify({
        jsonrpc: '2.0',
        id: k,
        method: 'tools/call',
        params: {
          name: 'execute_command',
          arguments: { argv: ['echo', `secret-${n}-${k}`], working_dir: app.workspace },
        },
      });
    await Promise.all(
      clients.map(async ({ n, token: own }) => {
        const headers = { ...good(), authorization: `Bearer ${own}` };
        const session = String((await send({ headers, body: ping })).headers['mcp-session-id']);
        for (const k of [0, 1]) {
          const { body } = await send({ headers: { ...headers, 'mcp-session-id': session }, body: call(n, k) });
          expect(body).toContain(`secret-${n}-${k}\\n`);
          expect(body.match(/secret-\d+-\d+/g)?.every((found) => found === `secret-${n}-${k}`)).toBe(true);
        }
      }),
    );
  });
});

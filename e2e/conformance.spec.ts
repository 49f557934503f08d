/** The protocol's own conformance suite against the running app: the scenarios that need no tools but ours. */
import { execFile } from 'node:child_process';
import { createServer, request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';
import { type StartedApp, startApp } from '../test/start-app.ts';

const SUITE = join(
  import.meta.dirname,
  '..',
  'node_modules',
  '@modelcontextprotocol',
  'conformance',
  'dist',
  'index.js',
);
const SCENARIOS = [
  'server-initialize',
  'ping',
  'tools-list',
  'server-sse-multiple-streams',
  'dns-rebinding-protection',
];

let app: StartedApp;
let door: Server;
let url: string;

/** The suite brings no token, so a door in front of the app adds one. A Host or Origin that names the door becomes the app's; any other passes as it is. */
test.beforeAll(async () => {
  app = await startApp();
  const token = await app.addClient('Conformance suite');
  const target = new URL(app.endpoint);
  door = createServer((incoming, response) => {
    const own = `:${(door.address() as AddressInfo).port}`;
    const rename = (value: string | undefined): string | undefined =>
      value?.replace(/(127\.0\.0\.1|localhost):\d+/, (all) => (all.endsWith(own) ? target.host : all));
    const { host, origin, ...headers } = incoming.headers;
    const onward = httpRequest(
      {
        ...{ host: target.hostname, port: target.port, method: incoming.method, path: incoming.url, setHost: false },
        headers: {
          ...headers,
          host: rename(host),
          ...(origin === undefined ? {} : { origin: rename(origin) }),
          authorization: `Bearer ${token}`,
        },
      },
      (reply) => {
        response.writeHead(reply.statusCode ?? 502, reply.headers);
        reply.pipe(response);
      },
    );
    onward.on('error', () => response.destroy());
    response.on('close', () => onward.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(door.address() as AddressInfo).port}/mcp`;
});

test.afterAll(async () => {
  door.closeAllConnections();
  await new Promise((resolve) => door.close(resolve));
  expect(await app.close()).toBe(0);
});

for (const scenario of SCENARIOS) {
  test(`the endpoint passes the conformance scenario ${scenario}`, async ({ browserName: _ }, info) => {
    const outputDir = info.outputPath('results');
    const run = promisify(execFile)(process.execPath, [
      SUITE,
      'server',
      '--url',
      url,
      '--scenario',
      scenario,
      '--output-dir',
      outputDir,
    ]);
    const { stdout, stderr } = await run.catch((error: { stdout: string; stderr: string }) => error);
    expect(`${stdout}${stderr}`).toMatch(/Passed: (\d+)\/\1, 0 failed/);
  });
}

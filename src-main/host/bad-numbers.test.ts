/** Numbers that are none, or far too large, for every number that any tool takes: refused by name before anything is done. */
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestHost, type TestHost } from '../../test/open-test-host.ts';

let app: TestHost;
let client: Client;
let headers: Readonly<Record<string, string>>;
beforeAll(async () => {
  app = await openTestHost();
  headers = { authorization: `Bearer ${await app.addClient()}` };
  client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode: { pin: '2026-07-28' } } });
  await client.connect(new StreamableHTTPClientTransport(new URL(app.endpoint), { requestInit: { headers } }));
});
afterAll(async () => {
  await client.close();
  await app.close();
});

const bad: readonly unknown[] = [-1, -1e300, 1e300, Number.MAX_VALUE, '10', '', 'NaN', '0x10', null, true, [], [1], {}];

/** Their numbers are looked at once the whole package is there; `capabilities/solvers` tries those. */
const withPackages = ['run_solver_fallback', 'validate_run_request'];

it('every tool refuses them, and says which of its numbers is meant', { timeout: 120_000 }, async () => {
  const tried: string[] = [];
  for (const { name, inputSchema } of (await client.listTools()).tools) {
    if (withPackages.includes(name)) continue;
    for (const [key, schema] of Object.entries(inputSchema.properties ?? {})) {
      const words = JSON.stringify(schema);
      if (!/"type":"(?:integer|number)"/u.test(words) || /"type":"(?:object|array|string)"/u.test(words)) continue;
      tried.push(`${name}.${key}`);
      const values = bad.filter((each) => !(each === null && words.includes('"null"')));
      for (const value of values) {
        const { isError, structuredContent } = await client.callTool({ name, arguments: { [key]: value } });
        expect([name, key, value, isError, structuredContent]).toEqual([
          ...[name, key, value, true],
          expect.objectContaining({
            // Tools about solvers have a code of their own for it.
            code: expect.stringMatching(/^(?:BAD_INPUT|REQUEST_INVALID)$/u),
            message: expect.stringContaining(key),
          }),
        ]);
      }
    }
  }
  expect(tried).toEqual(
    expect.arrayContaining([
      ...['execute_command.timeout_seconds', 'execute_command.wait_seconds', 'kill_process.pid'],
      ...['get_run_output.since', 'read_file.offset', 'list_directory.limit', 'search_text.max_results'],
    ]),
  );
  expect(await app.call('runs.list', {})).toEqual([]);
});

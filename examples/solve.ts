/**
 * An agent that sends a solver: checks it first, then asks for it, and prints what came back.
 *
 *   COUNTERSIGN_TOKEN=csn_… node examples/solve.ts --target chall.example.org:31337 solve.py [MORE_FILES …]
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';

const TEN_MINUTES_MS = 600_000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    target: { type: 'string', default: '' },
    language: { type: 'string', default: 'python' },
    endpoint: { type: 'string', default: 'http://127.0.0.1:7717/mcp' },
  },
});
const [, host, port] = /^\[?(.+?)\]?:(\d{1,5})$/.exec(values.target) ?? [];
const [entrypoint] = positionals;
const token = process.env.COUNTERSIGN_TOKEN;

if (token === undefined || host === undefined || entrypoint === undefined) {
  process.stderr.write('Usage: COUNTERSIGN_TOKEN=csn_… node examples/solve.ts --target HOST:PORT FILE [FILE …]\n');
  process.exit(2);
}

const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');
const files = positionals.map((path) => ({ path, bytes: readFileSync(path) }));
const lines = files
  .toSorted((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)))
  .map(({ path, bytes }) => `${sha256(bytes)}  ${path}\n`);

const request = {
  target: { host, port: Number(port) },
  language: values.language,
  entrypoint,
  sandbox_failure: { attempted: true, reason: 'This example has no sandbox of its own.' },
  local_validation: {
    solved_locally: true,
    summary: 'Tried by hand against a copy.',
    solver_sha256: sha256(lines.join('')),
  },
  files: files.map(({ path, bytes }) => ({ path, encoding: 'base64', content: bytes.toString('base64') })),
};

const client = new Client({ name: 'example-solver', version: '1.0.0' }, { versionNegotiation: { mode: 'auto' } });
await client.connect(
  new StreamableHTTPClientTransport(new URL(values.endpoint), {
    requestInit: { headers: { authorization: `Bearer ${token}` } },
  }),
);
const call = (name: string) =>
  client.callTool(
    { name, arguments: request },
    { timeout: TEN_MINUTES_MS, onprogress: ({ message }) => process.stderr.write(`${message ?? ''}\n`) },
  );
const checked = await call('validate_run_request');
const told: unknown = checked.structuredContent;
const isValid = typeof told === 'object' && told !== null && 'valid' in told && told.valid === true;
const result = isValid ? await call('run_solver_fallback') : checked;
process.stdout.write(`${JSON.stringify(result.structuredContent, null, 2)}\n`);
await client.close();
process.exitCode = isValid && result.isError !== true ? 0 : 1;

/**
 * A program that prints without end and without a newline, in the sandbox: the host stays small, the middle is dropped, and the hash is of every
 * byte. `--gb N` (1); ten take minutes, and are run by hand.
 */
import { createHash } from 'node:crypto';
import { parseArgs } from 'node:util';
import { legacyAgent } from '../test/agents.ts';
import { startApp } from '../test/start-app.ts';
import { memoryOf, report, round } from './report.ts';

const { values } = parseArgs({ options: { gb: { type: 'string', default: '1' } } });
const BYTES = Number(values.gb) * 1e9;
const LONGEST_MS = 590_000;
const POLICY = `version: 1
limits: { max_timeout: 10m }
commands: { head: { executable: /usr/bin/head, rules: [{ verdict: allow, args: [/dev/zero], flags: { "-c": "<int>" } }] } }
paths: { read: ["WORKSPACE/**"], write: ["WORKSPACE/**"] }
`;

const app = await startApp({ policy: POLICY });
const agent = await legacyAgent({ endpoint: app.endpoint, token: await app.addClient() });
const before = await memoryOf(app.pid);
const from = performance.now();
const { value } = await agent.call(
  'execute_command',
  { argv: ['head', '/dev/zero', '-c', String(BYTES)], working_dir: app.workspace, timeout_seconds: LONGEST_MS / 1000 },
  { timeoutMs: LONGEST_MS },
);
const seconds = (performance.now() - from) / 1000;
const after = await memoryOf(app.pid);
await agent.close();
await app.close();

const hash = createHash('sha256');
const piece = Buffer.alloc(1_000_000);
for (let done = 0; done < BYTES; done += piece.length) hash.update(piece);
const isWhole = value.stdout_bytes === BYTES && value.stdout_sha256 === hash.digest('hex');
if (value.success !== true) console.error(JSON.stringify(value).slice(0, 1000));
report('endless output', [
  { figure: 'printed without a newline', value: Number(values.gb), unit: 'GB' },
  { figure: 'every byte counted and hashed', value: isWhole ? 1 : 0, unit: '', target: '= 1' },
  { figure: 'bytes of it in the answer', value: String(value.stdout).length, unit: 'B' },
  { figure: 'it took', value: round(seconds), unit: 's' },
  { figure: 'memory added at the peak', value: round(after.peakMb - before.nowMb), unit: 'MB' },
]);

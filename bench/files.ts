/**
 * What the tools for files add to the bare system calls: reading 10 MB, listing 10,000 names, writing 1 MB over 1 MB with what was there
 * kept. Each beside the plain call, taking turns in one run: the tool (plan, grant, drift, work, answer), and a whole call over MCP with its
 * verdict and its records. `--runs N` (30), `--only read|list|write`.
 */

import { randomBytes } from 'node:crypto';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Capability } from '#host/capabilities/capability.ts';
import { fileTools, Transfers } from '#host/capabilities/files/index.ts';
import { FileEngine } from '#host/engines/files/index.ts';
import { issueGrant } from '#host/grants/grant.ts';
import { openContentStore } from '#host/storage/index.ts';
import { ClientName, type Request, RequestId, type RunSubject, Sha256 } from '#shared/model/index.ts';
import { loadPolicy } from '../src-main/host/policy/fixtures/load-policy.ts';
import { systemClock } from '../src-main/host/ports/system-clock.ts';
import { TestRuns } from '../src-main/host/records/testing/test-runs.ts';
import { modernAgent } from '../test/agents.ts';
import { startApp } from '../test/start-app.ts';
import { percentile, type Row, report, round } from './report.ts';

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '30' }, only: { type: 'string', default: '' } },
});
const MB = 1_000_000;
const POLICY = `version: 1
paths: { read: ["WORKSPACE/**"], write: ["WORKSPACE/**"] }
files: { rules: [{ verdict: allow, do: [write, create] }] }
`;

const app = await startApp({ policy: POLICY });
const agent = await modernAgent({ endpoint: app.endpoint, token: await app.addClient() });
const own = realpathSync(mkdtempSync(join(tmpdir(), 'countersign-bench-')));
for (const name of ['content', 'transfers']) await mkdir(join(own, name));
const runs = await TestRuns.make();
const opened = await runs.open();
const content = await openContentStore(join(own, 'content'));
const policy = loadPolicy(POLICY.replaceAll('WORKSPACE', app.workspace));
const tools = new Map<string, Capability>(
  fileTools({
    sessions: {
      use: () => ({ workingDir: { path: own, device: '0', inode: '0' }, ended: new AbortController().signal }),
    },
    ...{ content, files: new FileEngine({ content, clock: systemClock() }), homeTrash: join(own, 'Trash') },
    transfers: await Transfers.open({
      folder: join(own, 'transfers'),
      clock: systemClock(),
      terms: () => policy.files,
    }),
    policy: () => policy,
  }).map((tool) => [tool.tool.name, tool]),
);
const never = new AbortController().signal;

/** The tool by itself: everything between the broker's parse and its records. */
async function alone(name: string, args: object): Promise<void> {
  const tool = tools.get(name);
  if (tool === undefined) throw new Error(`there is no tool ${name}`);
  const request = {
    ...{ id: RequestId.parse('req_00000000000000000000000000'), tool: name, input: args },
    client: { name: ClientName.parse('bench'), claims: null },
  } as unknown as Request;
  const plan = await tool.plan(request, tool.tool.input.parse(args), policy, never);
  const digest = Sha256.parse('0'.repeat(64));
  const keepsTranscript = tool.transcriptBytes(plan) !== null;
  const handle = await runs.start(opened, { plan, keepsTranscript } as Partial<RunSubject>);
  await tool.perform(issueGrant({ plan, digest, drift: (pinned) => tool.drift(pinned) }), handle, request, never);
  await tool.release(plan);
}

async function overMcp(name: string, args: object): Promise<void> {
  const { isError, value } = await agent.call(name, { ...args });
  if (isError) throw new Error(JSON.stringify(value));
}

const at = (name: string): string => join(app.workspace, name);
writeFileSync(at('ten'), randomBytes(10 * MB));
await mkdir(at('many'));
for (let count = 0; count < 10_000; count += 1) writeFileSync(at(`many/file-${count}.txt`), '');
writeFileSync(at('one'), 'x'.repeat(MB));
let written = 0;
/** Another megabyte each time: lines, as a program has them. */
function megabyte(): string {
  written += 1;
  return `${written} ${'x'.repeat(60)}\n`.repeat(MB / 60).slice(0, MB);
}

/** The same promise, made by hand: a new file beside the old one, on disk, then in its place, and that on disk too. */
async function plainWrite(): Promise<void> {
  const file = await open(at('plain.new'), 'wx');
  await file.writeFile(megabyte());
  await file.sync();
  await file.close();
  await rename(at('plain.new'), at('plain'));
  const folder = await open(app.workspace);
  await folder.sync();
  await folder.close();
}

/** Less of a promise: a power cut may leave half of it. */
async function plainOverwrite(): Promise<void> {
  const file = await open(at('over'), 'w');
  await file.writeFile(megabyte());
  await file.sync();
  await file.close();
}

const figures: Readonly<Record<string, Readonly<Record<string, () => Promise<unknown>>>>> = {
  'read 10 MB': {
    plain: async () => (await readFile(at('ten'))).toString('base64'),
    tool: () => alone('read_file', { path: at('ten'), limit: 10 * MB }),
    'over MCP': () => overMcp('read_file', { path: at('ten'), limit: 10 * MB }),
  },
  'list 10,000': {
    plain: async () => Promise.all((await readdir(at('many'))).map((name) => stat(at(`many/${name}`)))),
    tool: () => alone('list_directory', { path: at('many'), limit: 10_000 }),
    'over MCP': () => overMcp('list_directory', { path: at('many'), limit: 10_000 }),
  },
  'write 1 MB': {
    plain: plainWrite,
    'plain, in place': plainOverwrite,
    tool: () => alone('write_file', { path: at('one'), content: megabyte() }),
    'over MCP': () => overMcp('write_file', { path: at('one'), content: megabyte() }),
  },
};

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');
const times = new Map<string, number[]>();
const WARM_UP = 5;
for (let round = -WARM_UP; round < Number(values.runs); round += 1) {
  for (const [figure, ways] of Object.entries(figures).filter(([figure]) => figure.startsWith(values.only))) {
    for (const [way, act] of Object.entries(ways)) {
      // Nobody pays for the garbage of the one before.
      collectGarbage();
      const from = performance.now();
      await act();
      const all = times.get(`${figure}, ${way}`) ?? [];
      if (round >= 0) all.push(performance.now() - from);
      times.set(`${figure}, ${way}`, all);
    }
  }
}
await agent.close();
await app.close();
await runs[Symbol.asyncDispose]();
rmSync(own, { recursive: true });

const p50 = (key: string): number => percentile(times.get(key) ?? [], 0.5);
const rows: Row[] = [...times].map(([figure, all]) => ({
  figure: `${figure}: p50`,
  value: percentile(all, 0.5),
  unit: 'ms',
}));
const ratio = (figure: string, way: string): number => round(p50(`${figure}, ${way}`) / p50(`${figure}, plain`));
const compared: readonly Row[] = [
  { figure: 'read 10 MB, plain over tool', value: round(1 / ratio('read 10 MB', 'tool')), unit: '×', target: '>= 0.5' },
  { figure: 'read 10 MB, plain over MCP', value: round(1 / ratio('read 10 MB', 'over MCP')), unit: '×' },
  { figure: 'list 10,000, tool', value: p50('list 10,000, tool'), unit: 'ms', target: '<= 100' },
  { figure: 'list 10,000, tool over plain', value: ratio('list 10,000', 'tool'), unit: '×' },
  { figure: 'write 1 MB, tool over plain', value: ratio('write 1 MB', 'tool'), unit: '×', target: '<= 2' },
  { figure: 'write 1 MB, MCP over plain', value: ratio('write 1 MB', 'over MCP'), unit: '×' },
];
report('files', [...rows, ...compared.filter(({ value }) => !Number.isNaN(value))]);

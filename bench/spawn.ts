/**
 * What the process engine adds to a start: /bin/true through `carryOut` against a bare `child_process.spawn`, taking turns in the same run.
 * Prints a table; `--json FILE` writes the figures, `--runs N` sets how many of each (300).
 */
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createFilePins, createProcessEngine, driftOfFolder, pinFolder } from '#host/engines/process/index.ts';
import { issueGrant } from '#host/grants/grant.ts';
import { openContentStore } from '#host/storage/index.ts';
import { CommandPlan, NO_OTHER_LIMITS, type RunEnd, type RunHandle, RunId, Sha256 } from '#shared/model/index.ts';
import { percentile, type Row, report, round } from './report.ts';

const { values: options } = parseArgs({
  options: { json: { type: 'string' }, runs: { type: 'string', default: '300' } },
});
const runs = Number(options.runs);
const PROGRAM = '/bin/true';
const NO_BYTES = Sha256.parse('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');

const folder = await mkdtemp(join(tmpdir(), 'countersign-bench-'));
const quiet = { debug() {}, info() {}, warn() {}, error() {}, part: () => quiet };
const clock = {
  nowMs: Date.now,
  after(ms: number, action: () => void) {
    const timer = setTimeout(action, ms).unref();
    return () => clearTimeout(timer);
  },
};
const engine = createProcessEngine({
  content: await openContentStore(folder),
  log: quiet,
  clock,
  outputSocket: join(folder, 'output.sock'),
  owner: 'bench',
});
const pins = createFilePins();
const plan = CommandPlan.parse({
  kind: 'command',
  command: 'true',
  executable: await pins.pinFile(PROGRAM),
  argv: ['true'],
  operands: [],
  session: null,
  cwd: await pinFolder(folder),
  env: { PATH: '/usr/bin:/bin' },
  envFromAgent: [],
  stdin: null,
  sandbox: 'off',
  network: true,
  limits: { wallMs: 10_000, outputBytes: 1_000_000, ...NO_OTHER_LIMITS },
});

const drift = async () => [...(await pins.driftOfFile(plan.executable)), ...(await driftOfFolder(plan.cwd))];
const sink = (): RunHandle => ({
  id: RunId.parse('run_20260101_000000_00000000'),
  write: async () => undefined,
  keepChange: async () => undefined,
  end: async (how): Promise<RunEnd> => ({
    usage: null,
    ...how,
    duration_ms: 0,
    stdout: { bytes: 0, sha256: NO_BYTES },
    stderr: { bytes: 0, sha256: NO_BYTES },
    dropped_bytes: 0,
  }),
  excerpt: async () => ({ text: '', truncated: false }),
});

const ways = {
  'bare spawn': () =>
    new Promise<void>((resolve, reject) => {
      const child = spawn(plan.executable.path, [], {
        argv0: 'true',
        cwd: folder,
        env: plan.env,
        detached: true,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      child.on('error', reject);
      child.on('close', () => resolve());
    }),
  'carryOut, nothing to compare': async () => {
    const grant = issueGrant({ plan, digest: NO_BYTES, drift: async () => [] });
    await engine.carryOut(grant, sink(), new AbortController().signal);
  },
  'carryOut, program and folder compared': async () => {
    await engine.carryOut(issueGrant({ plan, digest: NO_BYTES, drift }), sink(), new AbortController().signal);
  },
};

const times = new Map<string, number[]>(Object.keys(ways).map((way) => [way, []]));
for (let round = -20; round < runs; round += 1) {
  for (const [way, act] of Object.entries(ways)) {
    const from = performance.now();
    await act();
    if (round >= 0) times.get(way)?.push(performance.now() - from);
  }
}
await engine.close();
await rm(folder, { recursive: true });

const bare = percentile(times.get('bare spawn') ?? [], 0.5);
const rows: Row[] = [...times].flatMap(([way, all]) => [
  {
    figure: `${way}, p50`,
    value: percentile(all, 0.5),
    unit: 'ms',
    ...(way === 'bare spawn' ? {} : { target: `<= ${round(bare + 3)}` }),
  },
  { figure: `${way}, p95`, value: percentile(all, 0.95), unit: 'ms' },
]);
report('spawn', rows);
if (options.json !== undefined) {
  await writeFile(options.json, `${JSON.stringify({ bench: 'spawn', program: PROGRAM, runs, rows }, null, 2)}\n`);
}

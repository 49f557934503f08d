/** From process start to ready, memory when idle, and what 1 GB of a child's output does to the host's memory. */
import { setTimeout as pause } from 'node:timers/promises';
import { legacyAgent } from '../test/agents.ts';
import { startApp } from '../test/start-app.ts';
import { memoryOf, percentile, report, round } from './report.ts';

const STARTS = 7;
const FLOODS = 3;
const IDLE_MS = 3_000;
const ONE_GB = 1_000_000_000;

const POLICY = `version: 1
commands:
  head: { executable: /usr/bin/head, sandbox: off, timeout: 4m, max_timeout: 5m, rules: [{ verdict: allow, args: ["..."], flags: { "-c": "<int:1-2000000000>" } }] }
paths: { read: ["WORKSPACE/**"], write: ["WORKSPACE/**"] }
`;

const starts: number[] = [];
for (let n = 0; n < STARTS; n += 1) {
  const app = await startApp();
  starts.push(app.readyMs);
  await app.close();
}

const idles: number[] = [];
const added: number[] = [];
const tookMs: number[] = [];
for (let n = 0; n < FLOODS; n += 1) {
  const app = await startApp({ policy: POLICY });
  await pause(IDLE_MS);
  const before = await memoryOf(app.pid);
  const agent = await legacyAgent({ endpoint: app.endpoint, token: await app.addClient() });
  const from = performance.now();
  const { isError, value } = await agent.call(
    'execute_command',
    { argv: ['head', '-c', String(ONE_GB), '/dev/zero'], working_dir: app.workspace, timeout_seconds: 200 },
    { timeoutMs: 250_000 },
  );
  if (isError || value.stdout_bytes !== ONE_GB)
    throw new Error(JSON.stringify({ ...value, stdout: '' }).slice(0, 2000));
  tookMs.push(performance.now() - from);
  idles.push(before.nowMb);
  added.push((await memoryOf(app.pid)).peakMb - before.nowMb);
  await agent.close();
  await app.close();
}

report('memory and start', [
  { figure: 'process start to ready, p50', value: percentile(starts, 0.5), unit: 'ms', target: '≤ 1500' },
  { figure: 'process start to ready, slowest', value: percentile(starts, 1), unit: 'ms', target: '≤ 1500' },
  { figure: 'idle memory, most of 3', value: Math.max(...idles), unit: 'MB', target: '< 120' },
  {
    figure: 'memory added at the peak by 1 GB of output, most of 3',
    value: round(Math.max(...added)),
    unit: 'MB',
    target: '< 60',
  },
  { figure: '1 GB of output took, p50 of 3', value: Math.round(percentile(tookMs, 0.5)), unit: 'ms' },
]);

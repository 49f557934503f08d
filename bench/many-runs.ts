/** Fifty runs at once, ten for each of five clients, each with some output, without a sandbox and in it: all complete, the host stays small, and no client waits for another's. */
import { type Agent, legacyAgent } from '../test/agents.ts';
import { startApp } from '../test/start-app.ts';
import { memoryOf, percentile, report, round } from './report.ts';

const CLIENTS = 5;
const RUNS_EACH = 10;
const LINES = 100_000;

const POLICY = `version: 1
commands:
  seq: { executable: /usr/bin/seq, sandbox: SANDBOX, rules: [{ verdict: allow, args: ["<int:1-1000000>"] }] }
paths: { read: ["WORKSPACE/**"], write: ["WORKSPACE/**"] }
`;

/** @returns whether it went well, and after how many milliseconds it was over */
async function seq(agent: Agent, folder: string, from: number): Promise<{ readonly ok: boolean; readonly ms: number }> {
  const { isError } = await agent.call('execute_command', {
    argv: ['seq', String(LINES)],
    working_dir: folder,
  });
  return { ok: !isError, ms: performance.now() - from };
}

async function measure(sandbox: 'off' | 'workspace'): Promise<void> {
  const app = await startApp({ policy: POLICY.replace('SANDBOX', sandbox) });
  const agents: Agent[] = [];
  for (let n = 0; n < CLIENTS; n += 1) {
    agents.push(await legacyAgent({ endpoint: app.endpoint, token: await app.addClient(`client ${n}`) }));
  }
  // Once each, so that what is made at the first run of a client is made.
  for (const agent of agents) await seq(agent, app.workspace, performance.now());
  const alone = await seq(agents[0]!, app.workspace, performance.now());
  const before = await memoryOf(app.pid);
  const from = performance.now();
  const all = await Promise.all(
    agents.map((agent) => Promise.all(Array.from({ length: RUNS_EACH }, () => seq(agent, app.workspace, from)))),
  );
  const tookMs = performance.now() - from;
  const after = await memoryOf(app.pid);
  const means = all.map((own) => own.reduce((sum, { ms }) => sum + ms, 0) / own.length);
  for (const agent of agents) await agent.close();
  await app.close();

  report(`many runs at once, sandbox: ${sandbox}`, [
    {
      figure: `of ${CLIENTS * RUNS_EACH} runs, completed`,
      value: all.flat().filter(({ ok }) => ok).length,
      unit: 'runs',
      target: `= ${CLIENTS * RUNS_EACH}`,
    },
    { figure: 'all of them took', value: Math.round(tookMs), unit: 'ms' },
    {
      figure: 'the same one after the other would take',
      value: Math.round(alone.ms * CLIENTS * RUNS_EACH),
      unit: 'ms',
    },
    {
      figure: 'one run among them, p95',
      value: Math.round(
        percentile(
          all.flat().map(({ ms }) => ms),
          0.95,
        ),
      ),
      unit: 'ms',
    },
    { figure: 'memory added at the peak', value: round(after.peakMb - before.nowMb), unit: 'MB' },
    {
      figure: 'slowest client over fastest, mean of their runs',
      value: round(Math.max(...means) / Math.min(...means)),
      unit: '×',
    },
  ]);
}

await measure('off');
await measure('workspace');

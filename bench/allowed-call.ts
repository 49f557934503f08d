/**
 * What an allowed `true` costs through the whole house, durable records included: MCP over keep-alive HTTP against the same spawn done
 * bare, taking turns in one run; and what the usual limits, held by control groups or for each process, add. `--calls N` (300).
 */
import { spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type Agent, legacyAgent, modernAgent } from '../test/agents.ts';
import { startApp } from '../test/start-app.ts';
import { percentile, report, round } from './report.ts';

const { values } = parseArgs({ options: { calls: { type: 'string', default: '300' } } });
const POLICY = `version: 1
commands:
  # The bare spawn has no limits either.
  "true":
    executable: /usr/bin/true
    sandbox: off
    limits: { memory: none, processes: none, open_files: none }
    rules: [{ verdict: allow, args: [] }]
  limited: { executable: /usr/bin/true, sandbox: off, rules: [{ verdict: allow, args: [] }] }
paths: { read: ["WORKSPACE/**"], write: ["WORKSPACE/**"] }
`;

const app = await startApp({ policy: POLICY });
const door = { endpoint: app.endpoint, token: await app.addClient() };
const [legacy, modern] = [await legacyAgent(door), await modernAgent(door)];

const bare = (): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn('/usr/bin/true', [], { cwd: app.workspace, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    child.on('error', reject);
    child.on('close', () => resolve());
  });
const through = async (agent: Agent, command = 'true'): Promise<void> => {
  const { isError, value } = await agent.call('execute_command', { argv: [command], working_dir: app.workspace });
  if (isError) throw new Error(JSON.stringify(value));
};

const ways = {
  bare,
  'SDK 1, protocol 2025': () => through(legacy),
  'SDK 2, protocol 2026-07-28': () => through(modern),
  'SDK 2, with the usual limits': () => through(modern, 'limited'),
};
const times = new Map<string, number[]>(Object.keys(ways).map((way) => [way, []]));
const WARM_UP = 30;
const PAUSE_MS = 40;
for (let n = -WARM_UP; n < Number(values.calls); n += 1) {
  for (const [way, act] of Object.entries(ways)) {
    const from = performance.now();
    await act();
    if (n >= 0) times.get(way)?.push(performance.now() - from);
    // What the host makes ready for the next run is not to fall into another way's time.
    await pause(PAUSE_MS);
  }
}
await legacy.close();
await modern.close();
await app.close();

const baseline = percentile(times.get('bare') ?? [], 0.5);
report(
  'allowed call',
  [...times].flatMap(([way, all]) => [
    { figure: `${way}: p50`, value: percentile(all, 0.5), unit: 'ms' },
    { figure: `${way}: p95`, value: percentile(all, 0.95), unit: 'ms' },
    ...(way === 'bare'
      ? []
      : [
          {
            figure: `${way}: p50 over bare`,
            value: round(percentile(all, 0.5) - baseline),
            unit: 'ms',
            target: '≤ 12',
          },
        ]),
  ]),
);

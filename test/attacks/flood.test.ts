/** A thousand calls at once, from ten agents: as many run as the policy lets, as many wait as it lets, the rest hear that the house is full, and nothing is left. */
import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Agent, legacyAgent } from '../agents.ts';
import { countRunsAtOnce } from '../most-runs-at-once.ts';
import { openTestHost, type TestHost } from '../open-test-host.ts';

const CLIENTS = 10;
const CALLS_EACH = 100;
const AT_ONCE = 12;

const POLICY = `version: 1
paths: { read: ["WORKSPACE/**"], write: ["WORKSPACE/**"] }
limits: { concurrent: ${AT_ONCE}, concurrent_per_client: 3, queued_per_client: 4, queue_wait: 60s, timeout: 120s, max_timeout: 120s }
commands:
  "true": { executable: /usr/bin/true, rules: [{ verdict: allow, args: [] }] }
`;

let app: TestHost;
const agents: Agent[] = [];

beforeAll(async () => {
  app = await openTestHost({ policy: POLICY });
  for (let n = 0; n < CLIENTS; n += 1) {
    agents.push(await legacyAgent({ endpoint: app.endpoint, token: await app.addClient(`client ${n}`) }));
  }
});
afterAll(async () => {
  for (const agent of agents) await agent.close();
  await app.close();
});

it('is kept within the policy’s bounds, and every client has its turn', { timeout: 180_000 }, async () => {
  const mostAtOnce = countRunsAtOnce(app);
  const answers = await Promise.all(
    agents.map((agent) =>
      Promise.all(
        Array.from({ length: CALLS_EACH }, () =>
          agent.call('execute_command', { argv: ['true'], working_dir: app.workspace }, { timeoutMs: 170_000 }),
        ),
      ),
    ),
  );
  const most = mostAtOnce();
  const codes = new Set(answers.flat().map(({ isError, value }) => (isError ? String(value.code) : 'ran')));
  expect([...codes].filter((code) => !['ran', 'GUARD_BUSY'].includes(code))).toEqual([]);
  for (const own of answers) expect(own.filter(({ isError }) => !isError).length).toBeGreaterThanOrEqual(3);
  expect(answers.flat().filter(({ isError }) => isError).length).toBeGreaterThan(0);
  expect(most).toBeGreaterThan(0);
  expect(most).toBeLessThanOrEqual(AT_ONCE);
  expect(left()).toEqual([]);
});

/** Processes of runs; what stands ready for the next one is none. */
function left(): readonly string[] {
  const runs = /COUNTERSIGN_RUN=[^\0:]*:run_/u;
  const children = new Set([`${process.pid}`]);
  return readdirSync('/proc').filter((pid) => {
    try {
      const parent = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]?.split(' ')[1] ?? '';
      return children.has(parent) && runs.test(readFileSync(`/proc/${pid}/environ`, 'latin1'));
    } catch {
      return false;
    }
  });
}

/** Runs of the past: kept until somebody deletes them, or as long as the policy says and no longer. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { modernAgent } from '../../test/agents.ts';
import { openTestHost, TEST_POLICY, type TestHost } from '../../test/open-test-host.ts';
import { systemClock } from './ports/system-clock.ts';

const HOUR_MS = 3_600_000;

/** The system's clock, moved by hand; what waits an hour is fired by hand. */
function movedClock() {
  const clock = systemClock();
  const hourly = new Set<() => void>();
  let offsetMs = 0;
  return {
    nowMs: () => clock.nowMs() + offsetMs,
    after(ms: number, action: () => void) {
      if (ms !== HOUR_MS) return clock.after(ms, action);
      hourly.add(action);
      return () => void hourly.delete(action);
    },
    move(ms: number) {
      offsetMs += ms;
      for (const action of [...hourly]) {
        hourly.delete(action);
        action();
      }
    },
    waiting: () => hourly.size,
  };
}

let app: TestHost;
afterEach(() => app.close());

async function open(policy: string) {
  const clock = movedClock();
  app = await openTestHost({ policy, clock });
  const agent = await modernAgent({ endpoint: app.endpoint, token: await app.addClient('Claude') });
  const { value: session } = await agent.call('create_session', { working_dir: app.workspace });
  const run = async (word: string): Promise<string> => {
    const { value } = await agent.call('execute_command', { session_id: session.session_id, argv: ['echo', word] });
    return String(value.run_id);
  };
  return { clock, agent, run };
}
const kept = (): readonly string[] => readdirSync(join(app.dataDir, 'runs')).sort();

it('a run that is older than the policy keeps them is removed, and that is on record; a younger one stays', async () => {
  const { clock, agent, run } = await open(`${TEST_POLICY}\nlimits: { keep_runs: 3h }\n`);
  const first = await run('first');
  clock.move(2 * HOUR_MS);
  const second = await run('second');
  expect(kept()).toEqual([first, second]);
  clock.move(2 * HOUR_MS);
  await expect.poll(kept, { timeout: 10_000 }).toEqual([second]);
  expect((await agent.call('get_run_log', { run_id: first })).value).toMatchObject({ error_code: 'RUN_NOT_FOUND' });
  const deletions = (await app.audit()).flatMap(({ body }) =>
    body.type === 'house' && body.event === 'run-deleted' ? [body.detail] : [],
  );
  expect(deletions).toMatchObject([{ run: first, by: 'limits.keep_runs of the policy', client: 'Claude' }]);
  await agent.close();
});

it('a run that goes on stays, however long ago it was started', async () => {
  const { clock, agent } = await open(`${TEST_POLICY}\nlimits: { keep_runs: 1h }\n`);
  const { value: session } = await agent.call('create_session', { working_dir: app.workspace });
  const { value } = await agent.call('execute_command', {
    ...{ session_id: session.session_id, argv: ['sleep', '15'], wait_seconds: 0.05 },
  });
  clock.move(5 * HOUR_MS);
  clock.move(5 * HOUR_MS);
  expect((await agent.call('get_run_log', { run_id: value.run_id })).value).toMatchObject({
    metadata: { running: true },
  });
  await agent.call('cancel_run', { run_id: value.run_id, force: true });
  await agent.close();
});

it('without a word in the policy runs stay, and one that is written later counts from the next look on', async () => {
  const { clock, agent, run } = await open(TEST_POLICY);
  const only = await run('only');
  clock.move(300 * 24 * HOUR_MS);
  expect([kept(), clock.waiting()]).toEqual([[only], 1]);
  await app.setPolicy(`${TEST_POLICY.replaceAll('WORKSPACE', app.workspace)}\nlimits: { keep_runs: 30d }\n`);
  clock.move(HOUR_MS);
  await expect.poll(kept, { timeout: 10_000 }).toEqual([]);
  await agent.close();
});

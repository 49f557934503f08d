/** Sessions to look at: one busy, one idle, some that have ended. */
import type { SessionInfo } from '#shared/model/index.ts';
import type { FakeHost } from '../fake-host/fake-host.ts';
import { deleteOf, writeOf } from '../fake-host/file-fixtures.ts';
import { commandPlan, endOf, runId, runOf, sessionId } from '../fake-host/fixtures.ts';
import { ago, claude } from './moments.ts';
import { runs } from './run-scenarios.ts';

const sessionOf = (n: number, changes: Partial<SessionInfo> = {}): SessionInfo => ({
  id: sessionId(n),
  client: claude.name,
  working_dir: '/home/anna/code/api-server',
  variables: ['NODE_ENV', 'CI'],
  created_at: ago(4000),
  last_used_at: ago(30),
  idle_end_at: new Date(Date.now() + 1_770_000).toISOString(),
  ended_at: null,
  ended_because: null,
  running: [],
  ...changes,
});

export async function sessions(host: FakeHost): Promise<void> {
  await runs(host);
  const server = commandPlan(['npm', 'run', 'dev'], { session: sessionId(70) });
  host.world.runs = [
    await runOf(70, server, { started_at: ago(200), end: null }),
    await runOf(69, commandPlan(['npm', 'test', '--', '--reporter=verbose'], { session: sessionId(70) }), {
      started_at: ago(400),
      end: endOf({
        usage: {
          ...{ cpu_ms: 8420, peak_memory_bytes: 312_000_000, peak_pids: 11 },
          held: [
            { limit: 'wall', value: 30_000, by: 'host' },
            { limit: 'memory', value: 536_870_912, by: 'cgroup' },
            { limit: 'open_files', value: 1024, by: 'rlimit' },
          ],
          over: ['memory'],
        },
      }),
    }),
    await runOf(68, commandPlan(['npx', 'tsc', '--noEmit'], { session: sessionId(70) }), {
      started_at: ago(500),
      end: endOf({ exit_code: 2 }),
    }),
    await runOf(67, (await writeOf('src/server.ts', 'one\n', 'two\n', { session: sessionId(70) })).plan, {
      started_at: ago(520),
      end: endOf({ exit_code: null }),
    }),
    await runOf(
      66,
      { ...deleteOf('dist'), session: sessionId(70) },
      { started_at: ago(540), end: endOf({ exit_code: null }) },
    ),
    ...host.world.runs,
  ];
  host.world.sessions = [
    sessionOf(70, { running: [runId(70)], idle_end_at: null }),
    sessionOf(71, { client: 'Cursor', working_dir: '/home/anna/code/website', variables: [] }),
    sessionOf(72, { ended_at: ago(900), ended_because: 'idle', idle_end_at: null }),
    sessionOf(73, { ended_at: ago(9000), ended_because: 'person', idle_end_at: null, working_dir: '/home/anna/ctf' }),
  ];
  host.world.processes = [
    { argv: ['npm', 'run', 'dev'], pid: 40_112, parent: 1 },
    { argv: ['sh', '-c', 'vite --host 127.0.0.1'], pid: 40_120, parent: 40_112 },
    {
      argv: ['node', '/home/anna/code/api-server/node_modules/.bin/vite', '--token=•••(secret)'],
      pid: 40_121,
      parent: 40_120,
    },
  ].map((each, n) => ({
    ...each,
    ...{
      name: each.argv[0] ?? '',
      status: 'sleeping',
      memory_bytes: 48_000_000 + n * 61_000_000,
      cpu_ms: 300 + n * 2100,
    },
    ...{ started_at: ago(200), run: runId(70) },
  }));
}

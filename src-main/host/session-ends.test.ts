/** How a client's sessions are counted and how they end: asked and forced, in the sandbox and without one, with everything that was left running in them. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Agent, legacyAgent } from '../../test/agents.ts';
import { openTestHost, type TestHost } from '../../test/open-test-host.ts';

const SCRIPTS = {
  'polite.sh': 'trap "echo bye; exit 0" TERM; echo ready; while :; do sleep 0.1; done',
  'deaf.sh': 'trap "" TERM HUP INT; (trap "" TERM HUP INT; sleep 300) & echo ready; while :; do sleep 0.1; done',
} as const;
const rules = Object.keys(SCRIPTS)
  .map((name) => `{ verdict: allow, args: [${name}] }`)
  .join(', ');

const POLICY = `version: 1
paths: { read: ["WORKSPACE/**"], write: ["WORKSPACE/**"] }
limits: { sessions_per_client: 3, timeout: 120s, max_timeout: 120s }
commands:
  fenced: { executable: /bin/sh, rules: [${rules}] }
  bare: { executable: /bin/sh, sandbox: off, rules: [${rules}] }
`;

let app: TestHost;
let agent: Agent;

beforeEach(async () => {
  app = await openTestHost({ policy: POLICY });
  for (const [name, text] of Object.entries(SCRIPTS)) writeFileSync(join(app.workspace, name), `${text}\n`);
  agent = await legacyAgent({ endpoint: app.endpoint, token: await app.addClient('Claude') });
});
afterEach(async () => {
  await agent.close();
  await app.close();
});

const open = (of: Agent = agent) => of.call('create_session', { working_dir: app.workspace });

/** Starts a script in a session of its own and waits until it is ready. */
async function leave(
  command: string,
  script: string,
): Promise<{ readonly session_id: string; readonly run_id: string }> {
  const session_id = String((await open()).value.session_id);
  const argv = [command, script];
  const { value } = await agent.call('execute_command', { session_id, argv, wait_seconds: 0.05 });
  const run_id = String(value.run_id);
  await expect
    .poll(async () => (await agent.call('get_run_output', { run_id })).value.output, { timeout: 20_000 })
    .toContain('ready');
  return { session_id, run_id };
}

const endOf = async (run_id: string) =>
  (await app.call('runs.list', {})).find((run) => run.id === run_id)?.end ?? undefined;

const living = (run_id: string): readonly string[] =>
  readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/u.test(pid) && readFileSync(`/proc/${pid}/environ`, 'latin1').includes(`:${run_id}`);
    } catch {
      return false;
    }
  });

it('a client has as many sessions as the policy says, whatever others have, and gets one back by ending one', async () => {
  const mine = [await open(), await open(), await open()];
  expect(mine.map(({ isError }) => isError)).toEqual([false, false, false]);
  const more = await open();
  expect([more.isError, more.value.code, more.value.error_code]).toEqual([true, 'SESSION_LIMIT', 'SESSION_003']);
  const other = await legacyAgent({ endpoint: app.endpoint, token: await app.addClient('Cursor') });
  expect((await open(other)).isError).toBe(false);
  await other.close();
  await agent.call('kill_session', { session_id: mine[0]?.value.session_id });
  expect((await open()).isError).toBe(false);
});

describe.each(['fenced', 'bare'])('ending a session (%s)', (command) => {
  it('asks what runs in it first, and keeps what that says', { timeout: 60_000 }, async () => {
    const { session_id, run_id } = await leave(command, 'polite.sh');
    const { value } = await agent.call('kill_session', { session_id });
    expect(value).toMatchObject({ success: true, ended_runs: 1 });
    expect(await endOf(run_id)).toMatchObject({ reason: 'cancelled', exit_code: 0 });
    expect((await agent.call('get_run_output', { run_id, stream: 'stdout' })).value.output).toBe('ready\nbye\n');
  });

  it('by force does not ask', { timeout: 60_000 }, async () => {
    const { session_id, run_id } = await leave(command, 'polite.sh');
    expect((await agent.call('kill_session', { session_id, force: true })).value).toMatchObject({ ended_runs: 1 });
    expect(await endOf(run_id)).toMatchObject({ reason: 'cancelled', signal: 'SIGKILL' });
    expect((await agent.call('get_run_output', { run_id })).value.output).toBe('ready\n');
  });

  it('ends what does not listen, and its children too', { timeout: 60_000 }, async () => {
    const { session_id, run_id } = await leave(command, 'deaf.sh');
    expect(living(run_id).length).toBeGreaterThan(1);
    expect((await agent.call('kill_session', { session_id })).value).toMatchObject({ ended_runs: 1 });
    expect(await endOf(run_id)).toMatchObject({ reason: 'cancelled', signal: 'SIGKILL' });
    expect(living(run_id)).toEqual([]);
  });
});

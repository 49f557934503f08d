/** Sessions as agents and their person live with them: long runs, their output by address, ending them, and the session's page in a browser. */
import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { legacyAgent, modernAgent } from '../test/agents.ts';
import { type StartedApp, startApp } from '../test/start-app.ts';

const POLICY = `version: 1
commands:
  seq: { executable: /usr/bin/seq, sandbox: off, rules: [{ verdict: allow, args: ["<int:0-1000000>"] }] }
  sleep: { executable: /usr/bin/sleep, sandbox: off, rules: [{ verdict: allow, args: ["<int:0-1000>"] }] }
paths:
  read: ["WORKSPACE/**"]
  write: ["WORKSPACE/**"]
`;

let app: StartedApp;
test.beforeEach(async () => {
  app = await startApp({ policy: POLICY });
});
test.afterEach(() => app.close());

for (const [name, open] of [
  ['the SDK of the 2025 generation', legacyAgent],
  ['the SDK of protocol 2026-07-28', modernAgent],
] as const) {
  test(`an agent with ${name} lets a command run on, and a person ends its session`, async ({ page }) => {
    const agent = await open({ endpoint: app.endpoint, token: await app.addClient('Claude Code') });
    const { value: made } = await agent.call('create_session', { working_dir: app.workspace });
    const { session_id } = made;

    const long = await agent.call('execute_command', { session_id, argv: ['seq', '50000'] });
    expect(long.value.truncated).toBe(true);
    expect((await agent.read(String(long.links[0]))).endsWith('\n50000\n')).toBe(true);

    const left = await agent.call('execute_command', { session_id, argv: ['sleep', '500'], wait_seconds: 0.1 });
    expect(left.value).toMatchObject({ running: true });
    const cancelled = await agent.call('cancel_run', { run_id: left.value.run_id });
    expect(cancelled.value).toMatchObject({ was_running: true, ended: 'cancelled' });

    const server = await agent.call('execute_command', { session_id, argv: ['sleep', '600'], wait_seconds: 0.1 });
    await page.goto(app.ui);
    await expect(page).not.toHaveURL(/login#/);
    await page.getByRole('link', { name: 'Clients', exact: true }).click();
    await page.getByRole('option').filter({ hasText: 'Claude Code' }).click();
    await page.getByRole('link', { name: app.workspace }).click();
    const card = page.getByRole('article').filter({ hasText: 'Session in' });
    await expect(card.getByRole('region', { name: 'Processes' })).toContainText('sleep 600');
    await expect(card.getByRole('region', { name: 'Runs' })).toContainText('seq 50000');
    await page.getByRole('button', { name: /^End this session/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'End it', exact: true }).click();
    await expect(card).toContainText('A person ended it.');
    const ended = async () => (await agent.call('get_run_output', { run_id: server.value.run_id })).value.ended;
    await expect.poll(ended).toBe('stopped');
    await agent.close();
  });
}

/** A process that is over and that nobody has collected yet does not count. */
function isAlive(pid: number | undefined): boolean {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

test('what a session left running is ended after the host was killed', async () => {
  test.skip(process.platform !== 'linux', 'left-behind processes are found on Linux alone');
  const agent = await modernAgent({ endpoint: app.endpoint, token: await app.addClient('Claude Code') });
  const { value: made } = await agent.call('create_session', { working_dir: app.workspace });
  await agent.call('execute_command', { session_id: made.session_id, argv: ['sleep', '700'], wait_seconds: 0.1 });
  const pids = async () =>
    ((await agent.call('get_process_list', {})).value.processes as readonly { pid: number }[]).map((each) => each.pid);
  await expect.poll(async () => (await pids()).length).toBeGreaterThan(0);
  const [pid] = await pids();
  await app.kill('SIGKILL');
  expect(isAlive(pid)).toBe(true);
  const again = await startApp({ folder: app.dataDir.replace(/\/data$/, '') });
  try {
    expect(isAlive(pid)).toBe(false);
  } finally {
    // Before the folder that it has in common with the first one is removed.
    await again.kill('SIGTERM');
    await agent.close().catch(() => undefined);
  }
});

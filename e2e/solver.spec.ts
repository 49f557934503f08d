/** Solvers as a person and their agents travel them: official clients, a real browser, real runners, a service of the test's own. */
import { createHash } from 'node:crypto';
import { expect, type Page, test } from '@playwright/test';
import { type Agent, legacyAgent, modernAgent } from '../test/agents.ts';
import { type StartedApp, startApp } from '../test/start-app.ts';
import { type Service, startService } from './service-container.ts';

let service: Service;
let app: StartedApp;
let token: string;

test.beforeAll(() => {
  service = startService();
});
test.afterAll(() => service.stop());
test.beforeEach(async () => {
  app = await startApp({
    policy: `version: 1\ntargets:\n  - { hosts: [${service.address}], ports: [${service.port}], because: the exercise }\n`,
  });
  token = await app.addClient('Claude Code');
});
test.afterEach(async () => {
  expect(await app.close()).toBe(0);
});

const SOLVER = `from pwn import remote, context
import os
context.log_level = "error"
talk = remote(os.environ["CTF_HOST"], int(os.environ["CTF_PORT"]))
talk.recvuntil(b"what is ")
a, b = talk.recvuntil(b"?", drop=True).split(b" * ")
talk.sendlineafter(b"> ", str(int(a) * int(b)).encode())
flag = talk.recvline().strip().decode()
print(flag)
os.makedirs("out")
open("out/proof.txt", "w").write(f"{int(a)} * {int(b)} = {int(a) * int(b)}\\n{flag}\\n")
`;

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const order = (target: { host: string; port: number }) => ({
  target,
  language: 'pwn',
  sandbox_failure: { attempted: true, reason: 'My sandbox has no network.' },
  local_validation: {
    solved_locally: true,
    summary: 'Ten of ten against a copy.',
    solver_sha256: sha256(`${sha256(SOLVER)}  solve.py\n`),
  },
  files: [{ path: 'solve.py', encoding: 'base64', content: Buffer.from(SOLVER).toString('base64') }],
  reason: 'The exploit works on my copy.',
});

async function logIn(page: Page): Promise<void> {
  await page.goto(app.ui);
  await expect(page).not.toHaveURL(/login#/);
}

/** A plan longer than the window is read to its end first, or it cannot be approved. */
async function approve(page: Page): Promise<void> {
  const card = page.getByRole('article');
  await card.getByRole('button', { name: 'Deny', exact: false }).first().hover();
  await page.mouse.wheel(0, 5000);
  await expect(card.locator('[data-armed=true]')).toBeVisible();
  await card.getByRole('button', { name: 'Approve once' }).click();
}

const agents: readonly (readonly [
  string,
  (door: { endpoint: string; dataDir: string; token: string }) => Promise<Agent>,
])[] = [
  ['the SDK of the 2025 generation', legacyAgent],
  ['the SDK of protocol 2026-07-28', modernAgent],
];

for (const [name, open] of agents) {
  test(`an agent with ${name} asks for a solver, a person reads it and approves, and flag, proof and transcript come back`, async ({
    page,
  }) => {
    const agent = await open({ endpoint: app.endpoint, dataDir: app.dataDir, token });
    await logIn(page);
    const target = { host: service.address, port: service.port };
    const answer = agent.call('run_solver_fallback', order(target));

    await page.getByRole('link', { name: /Approvals/ }).click();
    const card = page.getByRole('article').filter({ hasText: 'solve.py' });
    await expect(card.getByRole('region', { name: 'The file solve.py' })).toContainText('talk.recvuntil(b"what is ")');
    await expect(card).toContainText(`${service.address}:${service.port} (TCP)`);
    await expect(card).toContainText('yes: the hash that the agent names is that of this package');
    await expect(card.getByRole('region', { name: 'What the agent claims' })).toContainText(
      'Ten of ten against a copy.',
    );
    await approve(page);

    const { isError, value } = await answer;
    expect([isError, value.ok, value.exit_code, value.timed_out]).toEqual([false, true, 0, false]);
    const stdout = String(value.stdout);
    expect(stdout).toMatch(/^flag\{[0-9a-f]{16}\}\n$/);
    expect(value.stdout_sha256).toBe(sha256(stdout));
    expect(value.connections).toMatchObject([{ address: service.address, error: null }]);
    expect(value.outputs).toMatchObject([{ path: 'proof.txt' }]);

    const { value: log } = await agent.call('get_run_log', { run_id: value.run_id });
    expect(sha256(String(log.transcript))).toBe(value.transcript_sha256);
    expect(log.transcript).toContain(`[STDOUT]\n23 bytes\n| ${stdout}`);
    expect(log.transcript).toContain(`${value.stdout_sha256}  stdout, every byte`);

    await page.getByRole('link', { name: 'Runs', exact: true }).click();
    await page.getByRole('option').filter({ hasText: 'solve.py' }).click();
    const left = page.getByRole('region', { name: 'What it left' });
    await expect(left).toContainText('proof.txt');
    await left.getByRole('button', { name: 'show' }).first().click();
    await expect(left.getByRole('region', { name: 'The file proof.txt' })).toContainText(stdout.trim());
    await agent.close();
  });
}

test('a person runs a solver again with an edit, and the policy asks again', async ({ page }) => {
  const agent = await modernAgent({ endpoint: app.endpoint, token });
  await logIn(page);
  const answer = agent.call('run_solver_fallback', order({ host: service.address, port: service.port }));
  await page.getByRole('link', { name: /Approvals/ }).click();
  await approve(page);
  const { value } = await answer;
  await page.goto(`${new URL(app.ui).origin}/#/runs/${value.run_id}`);
  await page.getByRole('button', { name: 'Run again…' }).click();
  await page.getByLabel('Its text').fill('print("edited")');
  await page.getByRole('button', { name: 'Run again', exact: true }).click();
  await expect(page).toHaveURL(/approvals/);
  const card = page.getByRole('article');
  await expect(card).toContainText('started by hand');
  await expect(card).toContainText('print("edited")');
  await expect(card).toContainText('no: the hash belongs to the earlier run');
  await approve(page);
  await page.getByRole('link', { name: 'Runs', exact: true }).click();
  await page.getByRole('option').filter({ hasText: 'solve.py' }).first().click();
  await expect(page.getByRole('region', { name: 'Transcript' })).toContainText('edited');
  await agent.close();
});

test('an address that nobody listed is refused without asking', async () => {
  const agent = await modernAgent({ endpoint: app.endpoint, token });
  for (const host of ['127.0.0.1', '169.254.169.254', '172.17.0.1', 'localhost']) {
    const { isError, value } = await agent.call('run_solver_fallback', order({ host, port: service.port }));
    expect([isError, value.error_code]).toEqual([true, 'TARGET_NOT_ALLOWLISTED']);
  }
  const { stdout } = await app.cli('approvals', 'list', '--json');
  expect(JSON.parse(stdout)).toEqual([]);
  await agent.close();
});

/** Solvers as a person and their agents travel them: official clients, a real browser, real runners, a service of the test's own. */
import { expect, test } from '@playwright/test';
import { type Agent, legacyAgent, modernAgent } from '../test/agents.ts';
import { type StartedApp, startApp } from '../test/start-app.ts';
import { type Service, startService } from './service-container.ts';
import { approve, logIn, order, solve } from './solver-road.ts';

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
    await logIn(page, app);
    await solve(page, agent, service, 'of its own, on this machine’s kernel, as user');
    await agent.close();
  });
}

test('a person runs a solver again with an edit, and the policy asks again', async ({ page }) => {
  const agent = await modernAgent({ endpoint: app.endpoint, token });
  await logIn(page, app);
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

/** The road as a person and their agents travel it: the app started as the README says, official clients, a real browser. */
import { expect, type Page, test } from '@playwright/test';
import { type Agent, bridgeAgent, legacyAgent, modernAgent } from '../test/agents.ts';
import { type StartedApp, startApp } from '../test/start-app.ts';
import { GIT_POLICY, makeGitWorkspace } from './git-workspace.ts';

let app: StartedApp;
let token: string;

test.beforeEach(async () => {
  app = await startApp({ policy: GIT_POLICY });
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
  ['the stdio bridge', bridgeAgent],
];

const ask = (agent: Agent, cwd: string, argv: readonly string[]) =>
  agent.call('execute_command', { argv, working_dir: cwd, reason: 'The work is done and should be published.' });

async function logIn(page: Page): Promise<void> {
  await page.goto(app.ui);
  await expect(page).not.toHaveURL(/login#/);
}

for (const [name, open] of agents) {
  test(`an agent with ${name} asks to push, a person approves in the browser and reads what happened`, async ({
    page,
  }) => {
    const { proj, pushed } = makeGitWorkspace(app.workspace);
    const agent = await open({ endpoint: app.endpoint, dataDir: app.dataDir, token });
    await logIn(page);

    const log = await agent.call('execute_command', {
      argv: ['git', 'log', '--oneline', '-n', '5'],
      working_dir: proj,
    });
    expect(log.value.stdout).toContain('Start');

    const answer = ask(agent, proj, ['git', 'push', 'origin', 'main']);
    await page.getByRole('link', { name: /Approvals/ }).click();
    const card = page.getByRole('article').filter({ hasText: 'git push origin main' });
    await expect(card).toBeVisible();
    await expect(card).toContainText('Claude Code');
    await expect(card).toContainText('publishes commits');
    await expect(card).toContainText('The work is done and should be published.');
    expect(pushed()).toEqual([]);
    await expect(card.locator('[data-armed=true]')).toBeVisible();
    await card.getByRole('button', { name: 'Approve once' }).click();

    const { isError, value } = await answer;
    expect(value).toMatchObject({ success: true, exit_code: 0 });
    expect(isError).toBe(false);
    expect(pushed()).toEqual(['Start']);

    await page.getByRole('link', { name: 'Runs', exact: true }).click();
    await page.getByRole('option').filter({ hasText: 'git push origin main' }).click();
    const run = page.getByRole('article').filter({ hasText: 'git push origin main' });
    await expect(run).toContainText('main -> main');
    await expect(run.getByRole('region', { name: 'How it ended' })).toContainText(/exit/i);

    await page.getByRole('link', { name: 'Audit', exact: true }).click();
    for (const word of ['requested', 'asked', 'approved', 'started', 'finished']) {
      await expect(
        page
          .getByRole('option')
          .filter({ hasText: new RegExp(word, 'i') })
          .first(),
      ).toBeVisible();
    }
    await agent.close();
  });
}

test('a person denies and says why, and the agent hears it', async ({ page }) => {
  const { proj, pushed } = makeGitWorkspace(app.workspace);
  const agent = await modernAgent({ endpoint: app.endpoint, token });
  await logIn(page);
  const answer = ask(agent, proj, ['git', 'push', '--force', 'origin', 'main']);
  await page.getByRole('link', { name: /Approvals/ }).click();
  const card = page.getByRole('article').filter({ hasText: 'git push' });
  await expect(card.locator('[data-armed=true]')).toBeVisible();
  await page.keyboard.press('d');
  await page.keyboard.type('Not on a Friday');
  await page.getByRole('button', { name: /^Deny/ }).click();
  const { isError, value } = await answer;
  expect(isError).toBe(true);
  expect(value).toMatchObject({ code: 'APPROVAL_DENIED' });
  expect(value.message).toContain('Not on a Friday');
  expect(pushed()).toEqual([]);
  await agent.close();
});

test('a person approves by keyboard alone, and Enter or Space does not', async ({ page }) => {
  const agent = await legacyAgent({ endpoint: app.endpoint, token });
  await logIn(page);
  let answered = false;
  const answer = ask(agent, app.workspace, ['date', '-u']).finally(() => {
    answered = true;
  });
  await page.getByRole('link', { name: /Approvals/ }).click();
  await expect(page.getByRole('article').locator('.answers[data-armed=true]')).toBeVisible();
  for (const key of ['Enter', 'Space', 'y', 'a', '1']) await page.keyboard.press(key);
  expect(answered).toBe(false);
  // “a” opened what else could be answered, which answers nothing by itself.
  await page.keyboard.press('Escape');
  // Enter on the link that had the focus showed the card anew, and what is shown anew is not armed at once.
  await expect(page.getByRole('article').locator('.answers[data-armed=true]')).toBeVisible();
  await page.keyboard.press('Control+Enter');
  expect((await answer).value.success).toBe(true);
  await agent.close();
});

test('the same queue answers in the terminal', async () => {
  const { proj, pushed } = makeGitWorkspace(app.workspace);
  const agent = await legacyAgent({ endpoint: app.endpoint, token });
  const answer = ask(agent, proj, ['git', 'push', 'origin', 'main']);
  const waiting = async () =>
    JSON.parse((await app.cli('approvals', 'list', '--json')).stdout).filter(
      (card: { state: string }) => card.state === 'pending',
    );
  await expect.poll(async () => (await waiting()).length).toBe(1);
  const [card] = await waiting();
  expect(card).toMatchObject({ client: 'Claude Code', tool: 'execute_command' });
  const shown = await app.cli('approvals', 'show', card.id);
  expect(shown.stdout).toContain('push');
  expect((await app.cli('approvals', 'approve', card.id)).code).toBe(0);
  expect((await answer).value.success).toBe(true);
  expect(pushed()).toEqual(['Start']);
  expect((await app.cli('approvals', 'approve', card.id)).code).toBe(1);
  const verify = await app.cli('audit', 'verify', '--json');
  expect(JSON.parse(verify.stdout)).toMatchObject({ integrity: 'ok', first_bad: null });
  await agent.close();
});

test('a run can be watched live and stopped', async ({ page }) => {
  const agent = await legacyAgent({ endpoint: app.endpoint, token });
  await logIn(page);
  const answer = agent.call('execute_command', {
    argv: ['sleep', '100'],
    working_dir: app.workspace,
    timeout_seconds: 120,
  });
  await page.getByRole('link', { name: 'Runs', exact: true }).click();
  await page.getByRole('option').filter({ hasText: 'sleep 100' }).click();
  await page.getByRole('button', { name: /^Stop/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Stop it' }).click();
  expect((await answer).value).toMatchObject({ success: false, ended: 'stopped' });
  await expect(page.getByRole('region', { name: 'How it ended' })).toContainText(/stopped/i);
  await agent.close();
});

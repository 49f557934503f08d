/** What a hostile page in the same browser can do to the app: nothing. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@playwright/test';
import { legacyAgent } from '../test/agents.ts';
import { type StartedApp, startApp } from '../test/start-app.ts';
import { GIT_POLICY } from './git-workspace.ts';

let app: StartedApp;
test.beforeEach(async () => {
  app = await startApp({ policy: GIT_POLICY });
});
test.afterEach(async () => {
  expect(await app.close()).toBe(0);
});

const uiOrigin = (): string => new URL(app.ui).origin;

test('a page of another origin cannot call, listen, log in or frame', async ({ page, context }) => {
  const evil = createServer((_request, response) =>
    response.setHeader('content-type', 'text/html').end('<h1>evil</h1>'),
  );
  await new Promise<void>((resolve) => evil.listen(0, '127.0.0.1', resolve));
  const evilUrl = `http://127.0.0.1:${(evil.address() as AddressInfo).port}/`;
  try {
    await page.goto(app.ui);
    await expect(page).not.toHaveURL(/login#/);
    const other = await context.newPage();
    await other.goto(evilUrl);
    const statusOf = (path: string, init: object) =>
      other.evaluate(
        async ([url, options]) => {
          try {
            const reply = await fetch(url as string, options as RequestInit);
            return `${reply.type} ${reply.status}`;
          } catch {
            return 'blocked';
          }
        },
        [uiOrigin() + path, init] as const,
      );
    const json = { method: 'POST', body: '{}', credentials: 'include' };
    expect(await statusOf('/api/approvals/list', { ...json, headers: { 'content-type': 'application/json' } })).toBe(
      'blocked',
    );
    expect(await statusOf('/api/clients/add', { ...json, body: '{"name":"evil"}', mode: 'no-cors' })).toBe('blocked');
    expect(await statusOf('/api/login', { ...json, mode: 'no-cors' })).toBe('blocked');
    expect(await statusOf('/api/events', { credentials: 'include' })).toBe('blocked');
    const clients = JSON.parse((await app.cli('clients', 'list', '--json')).stdout);
    expect(clients).toEqual([]);

    await other.setContent(`<iframe src="${uiOrigin()}/"></iframe>`);
    await expect(other.frameLocator('iframe').getByText('Countersign')).toHaveCount(0);
  } finally {
    await new Promise((resolve) => evil.close(resolve));
  }
});

test('a rebound name gets nothing from either door', async ({ browserName: _ }, info) => {
  const { chromium } = await import('@playwright/test');
  const options = info.project.use.launchOptions;
  const browser = await chromium.launch({
    ...options,
    args: [...(options?.args ?? []), '--host-resolver-rules=MAP rebound.example 127.0.0.1'],
  });
  try {
    const page = await browser.newPage();
    for (const url of [app.endpoint, `${uiOrigin()}/`, `${uiOrigin()}/api/events`]) {
      const { port, pathname } = new URL(url);
      const reply = await page.goto(`http://rebound.example:${port}${pathname}`);
      expect(reply?.status()).toBe(403);
    }
  } finally {
    await browser.close();
  }
});

test('a login link works once, and a page without a login is told how to get one', async ({ page, browser }) => {
  await page.goto(app.ui);
  await expect(page).not.toHaveURL(/login#/);
  const stranger = await (await browser.newContext()).newPage();
  await stranger.goto(app.ui);
  await expect(stranger.getByText(/countersign ui/).first()).toBeVisible();
  await stranger.goto(`${uiOrigin()}/`);
  await expect(stranger.getByText(/countersign ui/).first()).toBeVisible();
  const cookie = (await page.context().cookies(`${uiOrigin()}/api/events`))[0];
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict', path: '/api' });
});

test('what an agent sends is drawn, never run', async ({ page }) => {
  const dialogs: string[] = [];
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  const complaints: string[] = [];
  page.on('console', (line) => line.type() === 'error' && complaints.push(line.text()));
  const token = await app.addClient('Claude Code');
  const agent = await legacyAgent({ endpoint: app.endpoint, token });
  await page.goto(app.ui);
  const payload = '<img src=x onerror=alert(1)><script>alert(2)</script>\u202egnp.exe\u200b';
  const answer = agent.call('execute_command', {
    argv: ['date', payload],
    working_dir: app.workspace,
    reason: payload,
  });
  await page.getByRole('link', { name: /Approvals/ }).click();
  const card = page.getByRole('article');
  await expect(card).toContainText('<img src=x onerror=alert(1)>');
  await expect(card).toContainText(/right-to-left override/i);
  const echoed = await agent.call('execute_command', {
    argv: ['echo', '<script>alert(2)</script>'],
    working_dir: app.workspace,
  });
  expect(echoed.isError).toBe(false);
  const [{ id, digest } = { id: '', digest: '' }] = JSON.parse((await app.cli('approvals', 'list', '--json')).stdout);
  expect(digest).toMatch(/^[0-9a-f]{64}$/);
  await app.cli('approvals', 'deny', id);
  await answer;
  await page.getByRole('link', { name: 'Runs', exact: true }).click();
  await page.getByRole('option').filter({ hasText: 'echo' }).first().click();
  await expect(page.getByRole('article')).toContainText('<script>alert(2)</script>');
  expect(dialogs).toEqual([]);
  expect(complaints.filter((text) => /Content Security Policy|Trusted/i.test(text))).toEqual([]);
  await agent.close();
});

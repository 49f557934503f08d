/** The images and the container engine as a person sees them: a real engine, real images, a real browser, and no way to either for an agent. */
import { rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { modernAgent } from '../test/agents.ts';
import { findEngine } from '../test/container-engine.ts';
import { type StartedApp, startApp } from '../test/start-app.ts';

async function open(app: StartedApp, page: Page, hash: string): Promise<void> {
  await page.goto(app.ui);
  await expect(page).not.toHaveURL(/login#/);
  await page.goto(`${new URL(app.ui).origin}/#${hash}`);
}

/** Another way to the real engine, which can be taken away. */
async function openDetour(path: string): Promise<{ close(): Promise<void> }> {
  const real = (await findEngine())?.candidate.address.replace('unix://', '') ?? '';
  const open = new Set<Socket>();
  const server: Server = createServer((client) => {
    const engine = connect(real);
    for (const each of [client, engine]) {
      open.add(each);
      each.on('error', () => undefined).on('close', () => [client, engine].map((one) => one.destroy()));
    }
    client.pipe(engine).pipe(client);
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}

test('a person looks into an image, builds it anew and follows that, and the command line says the same', async ({
  page,
}) => {
  const app = await startApp();
  await open(app, page, '/runs');
  await page.getByRole('link', { name: 'Images' }).click();
  await page.getByRole('option').filter({ hasText: 'python' }).click();
  const card = page.getByRole('article');
  await expect(card.getByRole('heading', { name: 'python' })).toBeVisible();
  await card.getByRole('button', { name: 'show', exact: true }).click();
  await card.getByLabel('Only those whose name contains').fill('python3-z3');
  await expect(card.getByRole('region', { name: 'Packages' }).getByRole('row')).toHaveCount(2);
  await expect(card.getByRole('rowheader', { name: 'python3-z3' })).toBeVisible();

  // Every state that the row goes through, however short it is there.
  await page.evaluate(`{
    const row = document.querySelector('[role=option][aria-selected=true] .row-end');
    globalThis.seen = [];
    const look = new MutationObserver(() => globalThis.seen.push(row.textContent));
    look.observe(row, { subtree: true, childList: true, characterData: true });
  }`);
  await card.getByRole('button', { name: 'Build anew' }).click();
  await expect
    .poll(() => page.evaluate('String(globalThis.seen)'), { timeout: 50_000 })
    .toMatch(/(building|waits its turn).*ready$/);
  const { stdout } = await app.cli('images', 'list', '--json');
  const images: readonly { name: string; state: string }[] = JSON.parse(stdout);
  expect(images.find(({ name }) => name === 'python')).toMatchObject({ state: 'ready' });
  await page.getByRole('link', { name: 'Audit' }).click();
  await expect(page.getByRole('option').filter({ hasText: 'A person had runner images built' })).toBeVisible();
  expect(await app.close()).toBe(0);
});

test('a person chooses another engine; a wrong address changes nothing, the choice survives a restart, and no other is taken when it goes', async ({
  page,
}) => {
  test.setTimeout(120_000);
  const folder = join(tmpdir(), `countersign-e2e-engine-${process.pid}`);
  const socket = `${folder}.sock`;
  const detour = await openDetour(socket);
  let app = await startApp({ folder });
  await open(app, page, '/engine');
  const strip = page.getByRole('region', { name: 'Status' });
  await expect(strip.getByRole('link', { name: /^(Docker|Podman) \d/ })).toBeVisible();
  const address = page.getByLabel('Address of the engine');

  await address.fill('unix:///nowhere/engine.sock');
  await page.getByRole('button', { name: 'Use this engine' }).click();
  await expect(page.getByRole('alert')).toContainText('No container engine answers at unix:///nowhere/engine.sock');
  await expect(page.getByRole('alert')).toContainText('The engine stays what it was.');
  expect(JSON.parse((await app.cli('engine', 'show', '--json')).stdout)).toMatchObject({ chosen: null });

  await address.fill(`unix://${socket}`);
  await address.press('Enter');
  await expect(page.getByRole('heading', { name: 'The engine that you chose' })).toBeVisible({ timeout: 20_000 });
  await expect(page.getByText(`at unix://${socket}, found because the settings say so`)).toBeVisible();

  expect(await app.close()).toBe(0);
  app = await startApp({ folder });
  const shown = JSON.parse((await app.cli('engine', 'look', '--json')).stdout);
  expect(shown).toMatchObject({ chosen: { address: `unix://${socket}` }, places: [{ outcome: 'used' }] });

  await detour.close();
  await open(app, page, '/engine');
  await page.getByRole('button', { name: 'Look again' }).click();
  await expect(page.getByRole('heading', { name: 'No container engine' })).toBeVisible({ timeout: 20_000 });
  await expect(strip.getByRole('link', { name: 'No container engine' })).toBeVisible();
  await page.getByRole('button', { name: 'Use whichever is found' }).click();
  await expect(page.getByRole('heading', { name: /^(Docker|Podman) \d/ })).toBeVisible({ timeout: 20_000 });
  const { stdout } = await app.cli('audit', 'search', 'engine-chosen', '--json');
  expect(stdout).toContain(socket);
  expect(await app.close()).toBe(0);
  rmSync(folder, { recursive: true });
});

test('an agent has no tool for the engine or for images, and its policy cannot be asked to give one', async () => {
  const app = await startApp();
  const agent = await modernAgent({ endpoint: app.endpoint, token: await app.addClient() });
  const names = await agent.tools();
  expect(names.length).toBeGreaterThan(10);
  expect(names.filter((name) => /engine|image|setting/i.test(name))).toEqual([]);
  for (const name of ['engine.choose', 'engine_use', 'images.build']) {
    await expect(agent.call(name, { address: 'tcp://127.0.0.1:1' })).rejects.toThrow();
  }
  expect(JSON.parse((await app.cli('engine', 'show', '--json')).stdout)).toMatchObject({ chosen: null });
  await agent.close();
  expect(await app.close()).toBe(0);
});

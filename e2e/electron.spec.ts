/**
 * The desktop app itself, in Electron. Runs wherever Electron's binary and a screen are, and says loudly why not elsewhere. What it
 * finds is read from files alone: importing the package would try to download it.
 */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type ElectronApplication, expect, type Page, test } from '@playwright/test';
import { desktopObstacle, findElectron } from '../src-main/cli/electron-binary.ts';
import type { BridgeResult } from '../src-shared/contract/bridge.ts';
import { modernAgent } from '../test/agents.ts';

const projectRoot = join(import.meta.dirname, '..');
const binary = findElectron({ projectRoot, env: process.env });
const obstacle = desktopObstacle({ platform: process.platform, env: process.env, uid: process.getuid?.() });
const whyNot = binary.found ? obstacle : binary.why;

// Workers load this file as well; the announcement is made once.
if (whyNot !== null && process.env.TEST_WORKER_INDEX === undefined) {
  process.stderr.write(`\n  SKIPPED: nothing of e2e/electron.spec.ts runs here, because ${whyNot}.\n\n`);
}
test.skip(whyNot !== null, `Electron cannot run here: ${whyNot}`);

const POLICY = `version: 1
commands:
  date: { executable: /usr/bin/date, sandbox: off, rules: [{ verdict: ask, args: ["..."], because: tells the time }] }
paths:
  read: ["WORKSPACE/**"]
  write: ["WORKSPACE/**"]
`;

let base: string;
let app: ElectronApplication;
let page: Page;
let endpoint: string;

function launch(): Promise<ElectronApplication> {
  if (!binary.found) throw new Error(binary.why);
  const env = Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  return _electron.launch({
    executablePath: binary.path,
    args: [projectRoot],
    env: {
      ...env,
      COUNTERSIGN_DATA_DIR: join(base, 'data'),
      COUNTERSIGN_PORT: '0',
      COUNTERSIGN_JSON: '1',
    },
  });
}

/** Calls over the bridge, as the page would. */
const call = (name: string, input: object): Promise<BridgeResult> =>
  page.evaluate(
    ([operation, value]) =>
      (
        globalThis as unknown as { countersign: { call(name: string, input: unknown): Promise<BridgeResult> } }
      ).countersign.call(operation, value),
    [name, input] as const,
  );

const title = (): Promise<string> =>
  app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getTitle() ?? 'no window');

test.beforeEach(async () => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'countersign-electron-')));
  mkdirSync(join(base, 'data'), { mode: 0o700 });
  mkdirSync(join(base, 'workspace'));
  writeFileSync(join(base, 'data', 'policy.yaml'), POLICY.replaceAll('WORKSPACE', join(base, 'workspace')));
  app = await launch();
  page = await app.firstWindow();
  await page.waitForURL('app://countersign/**');
  const status = await call('host.status', {});
  endpoint = status.ok ? String((status.value as { endpoint: unknown }).endpoint) : '';
});

test.afterEach(async () => {
  await app.close();
  rmSync(base, { recursive: true, force: true });
});

test('the window shows the app from its own origin', async () => {
  await expect(page).toHaveURL(/^app:\/\/countersign\//);
  await expect(page.locator('#app > *').first()).toBeVisible();
  expect(await page.evaluate('[location.origin, isSecureContext]')).toEqual(['app://countersign', true]);
});

test('the page has the bridge and nothing of Node or Electron', async () => {
  const found = await page.evaluate(
    `[Object.keys(window.countersign).sort(), typeof require, typeof process, typeof module, typeof Buffer, typeof ipcRenderer]`,
  );
  expect(found).toEqual([['call', 'listen'], ...Array(5).fill('undefined')]);
});

test('the window is sandboxed, isolated and without developer tools', async () => {
  const preferences = await app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    contents?.openDevTools();
    const last = (contents as unknown as { getLastWebPreferences(): Record<string, unknown> }).getLastWebPreferences();
    return [last.sandbox, last.contextIsolation, last.nodeIntegration, last.webSecurity, contents?.isDevToolsOpened()];
  });
  expect(preferences).toEqual([true, true, false, true, false]);
});

test('the page can call what the contract has, and learns how it was refused', async () => {
  expect(await call('host.status', {})).toMatchObject({ ok: true, value: { mode: 'desktop', endpoint } });
  expect(await call('host.nothing', {})).toMatchObject({ ok: false, error: { code: 'UNKNOWN_OPERATION' } });
  expect(await call('host.status', { surplus: 1 })).toMatchObject({ ok: false, error: { code: 'BAD_INPUT' } });
});

test('the page cannot load from elsewhere, run inline code, frame, open or leave', async () => {
  const tried = await page.evaluate(`(async () => {
    const outcome = (promise) => promise.then(() => 'came', () => 'refused');
    const image = new Image();
    const picture = new Promise((come, refuse) => { image.onload = come; image.onerror = refuse; });
    image.src = ${JSON.stringify(endpoint.replace('/mcp', '/health'))};
    const frame = document.createElement('iframe');
    frame.src = 'https://example.com/';
    document.body.append(frame);
    const script = document.createElement('script');
    try { script.textContent = 'window.wasRun = true'; document.body.append(script); } catch {}
    return [
      await outcome(fetch(${JSON.stringify(endpoint)})),
      await outcome(picture),
      String(window.open('https://example.com/')),
      String(window.wasRun),
    ];
  })()`);
  expect(tried).toEqual(['refused', 'refused', 'null', 'undefined']);
  await page.evaluate(`location.href = 'https://example.com/'`);
  await expect(page).toHaveURL(/^app:\/\/countersign\//);
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
});

test('a request that waits shows in the title, and denying it tells the agent no', async () => {
  const added = await call('clients.add', { name: 'Test agent' });
  const token = added.ok ? String((added.value as { token: unknown }).token) : '';
  const agent = await modernAgent({ endpoint, token });
  const asked = agent.call('execute_command', { working_dir: join(base, 'workspace'), argv: ['date'] });
  await expect.poll(title).toBe('1 waiting · Countersign');
  const [card] = await cards();
  if (card === undefined) throw new Error('there is no card');
  await call('approvals.deny', { id: card.id, digest: card.digest, because: 'not now' });
  expect(await asked).toMatchObject({ isError: true, value: { code: 'APPROVAL_DENIED' } });
  await expect.poll(title).toBe('Countersign');
  await agent.close();
});

async function cards(): Promise<readonly { readonly id: string; readonly digest: string }[]> {
  const listed = await call('approvals.list', { state: 'pending' });
  return listed.ok ? (listed.value as { id: string; digest: string }[]) : [];
}

test('a second start brings the first window back and ends', async () => {
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide());
  const second = await launch().catch(() => null);
  const ended = second?.process();
  if (ended !== undefined && ended.exitCode === null) await new Promise((resolve) => ended.once('exit', resolve));
  await expect
    .poll(() => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible()))
    .toBe(true);
});

test('closing the window keeps Countersign running', async () => {
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  expect(await call('host.status', {})).toMatchObject({ ok: true });
});

test("Electron's own files lie in the data folder, closed to others", async () => {
  expect(await app.evaluate(({ app: electronApp }) => electronApp.getPath('userData'))).toBe(
    join(base, 'data', 'electron'),
  );
  expect(statSync(join(base, 'data', 'electron')).mode & 0o077).toBe(0);
});

test('quitting lets go of the data folder and ends with 0', async () => {
  const running = app.process();
  const exited = new Promise<number | null>((resolve) => running.once('exit', resolve));
  await app.evaluate(({ app: electronApp }) => electronApp.quit()).catch(() => undefined);
  expect(await exited).toBe(0);
  app = await launch();
  await app.firstWindow();
});

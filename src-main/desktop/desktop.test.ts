/** The entry itself, in a fake Electron around the real host: what a person's window can do with a request of a real agent. */
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { BridgeResult } from '#shared/contract/bridge.ts';
import { modernAgent } from '../../test/agents.ts';
import { CALL_CHANNEL } from '../preload/channels.ts';
import { type FakeElectron, fakeElectron } from './testing/fake-electron.ts';

const POLICY = `version: 1
commands:
  date: { executable: /usr/bin/date, sandbox: off, rules: [{ verdict: ask, args: ["..."], because: tells the time }] }
paths:
  read: ["WORKSPACE/**"]
  write: ["WORKSPACE/**"]
`;

const stage = vi.hoisted(() => ({ electron: {} as Record<string, unknown>, boxes: [] as string[] }));
vi.mock('electron', () => stage.electron);

let root: string;
let electron: FakeElectron;
let printed: string;
const dataDir = (): string => join(root, 'data');

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'cs-entry-')));
  mkdirSync(join(root, 'out', 'renderer'), { recursive: true });
  writeFileSync(join(root, 'out', 'renderer', 'index.html'), '<!doctype html>');
  mkdirSync(join(root, 'workspace'));
  mkdirSync(dataDir(), { mode: 0o700 });
  writeFileSync(join(dataDir(), 'policy.yaml'), POLICY.replaceAll('WORKSPACE', join(root, 'workspace')));
  electron = fakeElectron();
  electron.app.appPath = root;
  stage.boxes.length = 0;
  Object.assign(stage.electron, electron.parts, {
    dialog: { showErrorBox: (_title: string, message: string) => void stage.boxes.push(message) },
  });
  vi.stubEnv('COUNTERSIGN_DATA_DIR', dataDir());
  vi.stubEnv('COUNTERSIGN_PORT', '0');
  vi.stubEnv('COUNTERSIGN_JSON', '1');
  vi.stubEnv('COUNTERSIGN_LOG', 'silent');
  vi.resetModules();
});

afterEach(async () => {
  if (!electron.app.gone) await quit();
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  rmSync(root, { recursive: true, force: true });
});

/** Runs the entry; resolves with its first line on stdout, or when it has gone. */
async function start(): Promise<void> {
  const signals = ['SIGINT', 'SIGTERM'] as const;
  const before = signals.map((signal) => process.listeners(signal));
  const { promise, resolve } = Promise.withResolvers<void>();
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed = String(text);
    resolve();
    return true;
  });
  electron.app.once('fake-gone', resolve);
  await import('./desktop.ts');
  await promise;
  electron.app.once('fake-gone', () => {
    for (const [at, signal] of signals.entries()) {
      for (const listener of process.listeners(signal)) {
        if (!before[at]?.includes(listener)) process.off(signal, listener);
      }
    }
  });
}

async function quit(): Promise<void> {
  const gone = once(electron.app, 'fake-gone');
  electron.app.quit();
  await gone;
}

async function call(name: string, input: unknown): Promise<BridgeResult> {
  const contents = electron.windows[0]?.webContents;
  const handler = electron.ipcMain.handlers.get(CALL_CHANNEL);
  if (contents === undefined || handler === undefined) throw new Error('the window cannot call');
  return (await handler({ sender: contents, senderFrame: contents.mainFrame }, name, input)) as BridgeResult;
}

const granted = (result: BridgeResult): Record<string, unknown> => {
  if (!result.ok) throw new Error(result.error.message);
  return result.value as Record<string, unknown>;
};

describe('the desktop app', () => {
  it('says where it is as one JSON line, and lets go of everything when it quits', async () => {
    await start();
    const ready: Record<string, unknown> = JSON.parse(printed);
    expect(ready).toMatchObject({ event: 'ready', ui: null, pid: process.pid, version: '0.0.0-test', mode: 'desktop' });
    expect(granted(await call('host.status', {}))).toMatchObject({ mode: 'desktop', endpoint: ready.endpoint });
    await quit();
    expect(electron.app.exitCode).toBe(0);
    await expect(fetch(String(ready.endpoint))).rejects.toThrow();
  });

  it("keeps Electron's files and its secrets in the data folder, closed to others", async () => {
    await start();
    expect(electron.app.paths.get('userData')).toBe(join(dataDir(), 'electron'));
    for (const name of ['electron', 'secrets']) {
      expect([name, statSync(join(dataDir(), name)).mode & 0o077]).toEqual([name, 0]);
    }
  });

  it('shows a request of an agent and carries the denial back to it', async () => {
    await start();
    const token = String(granted(await call('clients.add', { name: 'Test agent' })).token);
    const agent = await modernAgent({ endpoint: String(JSON.parse(printed).endpoint), token });
    const counted = once(electron.app, 'fake-badge');
    const asked = agent.call('execute_command', { working_dir: join(root, 'workspace'), argv: ['date', '+%Y'] });
    await counted;
    expect(electron.windows[0]?.title).toBe('1 waiting · Countersign');
    expect(electron.notifications[0]?.options).toMatchObject({ title: 'Test agent wants to run' });
    electron.notifications[0]?.emit('action', { actionIndex: 1 });
    expect(await asked).toMatchObject({ isError: true, value: { code: 'APPROVAL_DENIED' } });
    await agent.close();
  });

  it('checks what the page sends against the contract', async () => {
    await start();
    expect(await call('host.status', { surplus: 1 })).toMatchObject({ ok: false, error: { code: 'BAD_INPUT' } });
    expect(await call('approvals.approve', { id: 'apr_x' })).toMatchObject({ ok: false, error: { code: 'BAD_INPUT' } });
    expect(await call('host.changed', {})).toMatchObject({ ok: false, error: { code: 'UNKNOWN_OPERATION' } });
  });

  it('says what is wrong and ends with 1 when it cannot start', async () => {
    vi.stubEnv('COUNTERSIGN_JSON', '');
    writeFileSync(join(root, 'file'), '');
    vi.stubEnv('COUNTERSIGN_DATA_DIR', join(root, 'file'));
    await start();
    expect(electron.app.exitCode).toBe(1);
    expect(stage.boxes).toEqual([expect.stringContaining('--data-dir')]);
    expect(existsSync(join(root, 'file', 'electron'))).toBe(false);
  });
});

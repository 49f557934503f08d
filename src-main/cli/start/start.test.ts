import { EventEmitter } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { desktopEnvironment, readStart } from '../commands/start.ts';
import { chooseMode, type StartClues } from './choose-mode.ts';
import { runDesktop } from './run-desktop.ts';

let projectRoot: string;
beforeEach(() => {
  projectRoot = mkdtempSync(join(tmpdir(), 'cs-start-'));
});
afterEach(() => rmSync(projectRoot, { recursive: true }));

const put = (path: string, text = ''): string => {
  const whole = join(projectRoot, path);
  mkdirSync(dirname(whole), { recursive: true });
  writeFileSync(whole, text);
  return whole;
};

function putElectron(): string {
  put('node_modules/electron/path.txt', 'electron');
  return put('node_modules/electron/dist/electron');
}

const said: string[] = [];
const clues = (change: Partial<StartClues> = {}): StartClues => ({
  ...{ headlessFlag: false, headlessVariable: false, projectRoot, platform: 'linux', uid: 1000 },
  ...{ env: { DISPLAY: ':0' }, say: (sentence) => void said.push(sentence) },
  ...change,
});

describe('chooseMode', () => {
  beforeEach(() => void said.splice(0));

  it('takes the desktop app where its binary is and a screen to show it on', async () => {
    const electronPath = putElectron();
    expect(await chooseMode(clues())).toMatchObject({ mode: 'desktop', electronPath });
    expect(said).toEqual([]);
  });

  it('goes headless when asked to, whatever is there', async () => {
    putElectron();
    expect(await chooseMode(clues({ headlessFlag: true }))).toEqual({ mode: 'headless', why: '--headless was given' });
    const byVariable = await chooseMode(clues({ headlessVariable: true }));
    expect(byVariable).toEqual({ mode: 'headless', why: 'COUNTERSIGN_HEADLESS is set' });
  });

  it('goes headless as root and without a screen, and fetches nothing then', async () => {
    const marker = join(projectRoot, 'fetched');
    put('node_modules/electron/install.js', `require('fs').writeFileSync(${JSON.stringify(marker)}, '')`);
    expect(await chooseMode(clues({ uid: 0 }))).toMatchObject({
      mode: 'headless',
      why: expect.stringContaining('root'),
    });
    expect(await chooseMode(clues({ env: {} }))).toMatchObject({
      mode: 'headless',
      why: expect.stringContaining('no screen'),
    });
    expect(said).toEqual([]);
  });

  it('tries to fetch a missing binary once, and says what came of it', async () => {
    put('node_modules/electron/install.js', `console.error('Error: getaddrinfo ENOTFOUND'); process.exit(1)`);
    const chosen = await chooseMode(clues({ env: { ...process.env, DISPLAY: ':0' } }));
    expect(chosen).toEqual({
      mode: 'headless',
      why: "Electron's binary could not be fetched: Error: getaddrinfo ENOTFOUND",
    });
    expect(said).toEqual([
      expect.stringMatching(/^The electron package is installed without Electron's binary\. Trying/),
    ]);
  });
});

describe('the flags of start', () => {
  const read = (flags: Parameters<typeof readStart>[0], env = {}) => readStart(flags, { env, cwd: '/srv' });

  it('have the documented defaults', () => {
    expect(read({})).toEqual({
      ...{ headlessFlag: false, headlessVariable: false, port: 7717, uiPort: 7718, policyFile: undefined },
    });
  });

  it('win over their environment twins', () => {
    const env = {
      COUNTERSIGN_PORT: '1',
      COUNTERSIGN_UI_PORT: '2',
      COUNTERSIGN_POLICY: 'b.yaml',
      COUNTERSIGN_HEADLESS: '1',
    };
    expect(read({}, env)).toEqual({
      ...{ headlessFlag: false, headlessVariable: true, port: 1, uiPort: 2, policyFile: '/srv/b.yaml' },
    });
    expect(read({ port: '3', uiPort: '0', policy: '/a.yaml' }, env)).toMatchObject({
      ...{ port: 3, uiPort: 0, policyFile: '/a.yaml' },
    });
  });

  it('take an empty variable for none', () => {
    const env = { COUNTERSIGN_PORT: '', COUNTERSIGN_POLICY: '', COUNTERSIGN_HEADLESS: '' };
    expect(read({}, env)).toMatchObject({ port: 7717, policyFile: undefined, headlessVariable: false });
  });
});

describe('the desktop app', () => {
  const wish = { dataDir: '/data', port: 0, policyFile: undefined, json: true };

  it('is told everything through its environment, and is not turned into plain Node', () => {
    const env = desktopEnvironment({ PATH: '/bin', ELECTRON_RUN_AS_NODE: '1', COUNTERSIGN_POLICY: 'old' }, wish);
    expect(JSON.parse(JSON.stringify(env))).toEqual({
      ...{ PATH: '/bin', COUNTERSIGN_DATA_DIR: '/data', COUNTERSIGN_PORT: '0', COUNTERSIGN_JSON: '1' },
    });
  });

  /** A real program in Electron's place. */
  function stand(script: string): string {
    const path = put('electron', `#!${process.execPath}\n${script}`);
    chmodSync(path, 0o700);
    return path;
  }
  const run = (script: string, signals = new EventEmitter()) =>
    runDesktop({
      electronPath: stand(script),
      projectRoot,
      env: { ...process.env, WISH: '7' },
      signals,
      ownTerminal: false,
    });

  it('is started on the project’s folder with that environment, and its exit code is ours', async () => {
    const script = `process.exit(process.argv[2] === ${JSON.stringify(projectRoot)} ? Number(process.env.WISH) : 99)`;
    expect(await run(script)).toBe(7);
  });

  it('gets our signals and dies of them as itself', async () => {
    const ready = join(projectRoot, 'ready');
    const signals = new EventEmitter();
    const exitCode = run(
      `require('fs').writeFileSync(${JSON.stringify(ready)}, ''); setInterval(() => {}, 1000)`,
      signals,
    );
    const { existsSync } = await import('node:fs');
    while (!existsSync(ready)) await new Promise((resolve) => setImmediate(resolve));
    signals.emit('SIGTERM');
    expect(await exitCode).toBe(128 + 15);
    expect(signals.eventNames()).toEqual([]);
  });

  it('that cannot be started is an error', async () => {
    const electronPath = put('not-executable');
    const signals = new EventEmitter();
    await expect(runDesktop({ electronPath, projectRoot, env: {}, signals, ownTerminal: false })).rejects.toThrow(
      'EACCES',
    );
  });
});

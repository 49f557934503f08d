import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { desktopObstacle, findElectron } from './electron-binary.ts';

let projectRoot: string;
beforeEach(() => {
  projectRoot = mkdtempSync(join(tmpdir(), 'cs-electron-'));
});
afterEach(() => rmSync(projectRoot, { recursive: true, force: true }));

const put = (path: string, text = ''): string => {
  const whole = join(projectRoot, path);
  mkdirSync(dirname(whole), { recursive: true });
  writeFileSync(whole, text);
  return whole;
};

describe('findElectron', () => {
  it('says that the package is missing where there is none', () => {
    expect(findElectron({ projectRoot, env: {} })).toEqual({
      found: false,
      why: 'the electron package is not installed',
    });
  });

  it('says that the binary is missing where only the package is', () => {
    put('node_modules/electron/package.json', '{}');
    expect(findElectron({ projectRoot, env: {} })).toEqual({
      found: false,
      why: "the electron package is installed without Electron's binary",
    });
  });

  it('finds the binary that path.txt names', () => {
    put('node_modules/electron/path.txt', 'electron\n');
    const binary = put('node_modules/electron/dist/electron');
    expect(findElectron({ projectRoot, env: {} })).toEqual({ found: true, path: binary });
  });

  it('names the file that path.txt promises and that is not there', () => {
    put('node_modules/electron/path.txt', 'Electron.app/Contents/MacOS/Electron');
    const answer = findElectron({ projectRoot, env: {} });
    expect(answer.found).toBe(false);
    expect(answer).toHaveProperty('why', expect.stringContaining('Electron.app/Contents/MacOS/Electron is not a file'));
  });

  it('looks only in ELECTRON_OVERRIDE_DIST_PATH where that is set', () => {
    put('node_modules/electron/path.txt', 'electron');
    put('node_modules/electron/dist/electron');
    const elsewhere = put('own-build/electron');
    const env = { ELECTRON_OVERRIDE_DIST_PATH: dirname(elsewhere) };
    expect(findElectron({ projectRoot, env })).toEqual({ found: true, path: elsewhere });
    const empty = { ELECTRON_OVERRIDE_DIST_PATH: join(projectRoot, 'nothing') };
    expect(findElectron({ projectRoot, env: empty }).found).toBe(false);
  });

  it('does not take a folder for the binary', () => {
    put('node_modules/electron/path.txt', 'electron');
    mkdirSync(join(projectRoot, 'node_modules/electron/dist/electron'), { recursive: true });
    expect(findElectron({ projectRoot, env: {} }).found).toBe(false);
  });
});

describe('desktopObstacle', () => {
  const screen = { DISPLAY: ':0' };

  it('names root and a missing screen on Linux', () => {
    expect(desktopObstacle({ platform: 'linux', env: screen, uid: 0 })).toContain('root');
    expect(desktopObstacle({ platform: 'linux', env: { DISPLAY: '' }, uid: 1000 })).toContain('no screen');
  });

  it('finds nothing in the way on an ordinary X11 or Wayland desktop', () => {
    expect(desktopObstacle({ platform: 'linux', env: screen, uid: 1000 })).toBeNull();
    expect(desktopObstacle({ platform: 'linux', env: { WAYLAND_DISPLAY: 'wayland-0' }, uid: 1000 })).toBeNull();
  });

  it('asks for neither on macOS and Windows', () => {
    expect(desktopObstacle({ platform: 'darwin', env: {}, uid: 501 })).toBeNull();
    expect(desktopObstacle({ platform: 'win32', env: {}, uid: undefined })).toBeNull();
  });
});

/** A desktop that can be started in a test: the real parts of the shell over a fake Electron and a fake host, in a folder of its own. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DesktopSetting } from '../desktop-setting.ts';
import { type FakeElectron, fakeElectron } from './fake-electron.ts';
import { type FakeHost, fakeHost } from './fake-host.ts';
import { fakeClock, fakeLog } from './fake-surroundings.ts';
import type { FakeWindow } from './fake-window.ts';

export interface DesktopStage {
  readonly root: string;
  readonly electron: FakeElectron;
  readonly host: FakeHost;
  /** On a Mac, unless a test says otherwise. */
  setting(fields?: Partial<DesktopSetting>): DesktopSetting;
  /** @throws Error when none was made */
  window(): FakeWindow;
  close(): void;
}

export function desktopStage(): DesktopStage {
  const root = mkdtempSync(join(tmpdir(), 'cs-desktop-'));
  mkdirSync(join(root, 'renderer'));
  writeFileSync(join(root, 'renderer', 'index.html'), '<!doctype html>');
  const electron = fakeElectron();
  const host = fakeHost(() => void electron.journal.push('host closed'));
  return {
    ...{ root, electron, host },
    setting: (fields = {}) => ({
      electron: electron.parts,
      createHost: async () => {
        electron.journal.push('host');
        return host;
      },
      paths: {
        shellDir: root,
        rendererDir: join(root, 'renderer'),
        preloadPath: join(root, 'preload.cjs'),
        iconsDir: join(root, 'icons'),
      },
      platform: 'darwin',
      env: {},
      user: 'anna',
      development: false,
      clock: fakeClock(),
      log: fakeLog(),
      ...fields,
    }),
    window() {
      const [window] = electron.windows;
      if (window === undefined) throw new Error('there is no window');
      return window;
    },
    close: () => rmSync(root, { recursive: true, force: true }),
  };
}

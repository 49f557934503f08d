/** The desktop from its start to its end: the order of things, what is missing on a machine, its windows and menus, and quitting. */
import { EventEmitter, once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CALL_CHANNEL } from '../preload/channels.ts';
import type { DesktopSetting } from './desktop-setting.ts';
import { startDesktop } from './start-desktop.ts';
import { type DesktopStage, desktopStage } from './testing/desktop-stage.ts';
import { aCard } from './testing/fake-host.ts';

let stage: DesktopStage;
let electron: DesktopStage['electron'];
let host: DesktopStage['host'];
beforeEach(() => {
  stage = desktopStage();
  ({ electron, host } = stage);
});
afterEach(() => stage.close());

async function quit(): Promise<void> {
  const gone = once(electron.app, 'fake-gone');
  electron.app.quit();
  await gone;
}

describe('starting', () => {
  it('goes in the one order that is safe', async () => {
    await startDesktop(stage.setting());
    expect(electron.journal).toEqual([
      'path userData',
      'lock',
      'sandbox enabled',
      'ready',
      'session hardened',
      'protocol app',
      'host',
      'window',
      'tray',
      'load app://countersign/',
    ]);
  });

  it('has a name for keychains, and for notifications on Windows', async () => {
    await startDesktop(stage.setting());
    expect([electron.app.name, electron.app.userModelId]).toEqual(['Countersign', '']);
    const onWindows = desktopStage();
    await startDesktop(onWindows.setting({ platform: 'win32' }));
    onWindows.close();
    const { app } = onWindows.electron;
    expect([app.name, app.userModelId]).toEqual(['Countersign', 'Countersign']);
  });

  it('hardens the contents of the window that it makes', async () => {
    await startDesktop(stage.setting());
    expect(stage.window().webContents.openHandler?.({ url: 'https://example.com/' })).toEqual({ action: 'deny' });
  });

  it('answers calls before the page is loaded', async () => {
    let mounted = false;
    Object.assign(electron.parts.BrowserWindow.prototype, {
      async loadURL() {
        mounted = electron.ipcMain.handlers.has(CALL_CHANNEL);
      },
    });
    await startDesktop(stage.setting());
    expect(mounted).toBe(true);
  });

  it('makes nothing in a second instance, which quits', async () => {
    electron.app.isFirst = false;
    expect(await startDesktop(stage.setting())).toBeNull();
    expect(electron.journal).toEqual(['path userData', 'lock', 'exit 0']);
  });

  it('says what is wrong and leaves nothing when the host cannot start', async () => {
    const createHost = () => Promise.reject(new Error('Port 7717 is taken by another Countersign.'));
    await expect(startDesktop(stage.setting({ createHost }))).rejects.toThrow('Port 7717 is taken');
    expect(electron.windows).toEqual([]);
  });

  it('closes the host again when the window cannot be made', async () => {
    const icons = { createFromPath: () => ({ isEmpty: () => true }) };
    Object.assign(electron.parts, { nativeImage: icons });
    await expect(startDesktop(stage.setting())).rejects.toThrow(/icon/);
    expect(host.closed).toBe(true);
  });

  it('does not start a host for an interface that is not built', async () => {
    rmSync(join(stage.root, 'renderer', 'index.html'));
    await expect(startDesktop(stage.setting())).rejects.toThrow(/npm run build/);
    expect(electron.journal).not.toContain('host');
  });

  it('goes on without a tray where none can be made', async () => {
    Object.assign(electron.parts, {
      Tray: class {
        constructor() {
          throw new Error('no tray');
        }
      },
    });
    await startDesktop(stage.setting());
    stage.window().close();
    expect([stage.window().visible, stage.window().minimized]).toEqual([true, true]);
  });

  it('keeps its window reachable on a Linux desktop without a place for tray icons', async () => {
    await startDesktop(stage.setting({ platform: 'linux', env: { PATH: stage.root } }));
    stage.window().close();
    expect(stage.window().minimized).toBe(true);
  });

  it('tells the doctor how the person can be reached', async () => {
    let checks: readonly { readonly name: string; readonly state: string; readonly fix: string | null }[] = [];
    const createHost: DesktopSetting['createHost'] = async (ports) => {
      checks = await ports.shellChecks();
      return host;
    };
    await startDesktop(stage.setting({ createHost, platform: 'linux', env: { PATH: stage.root } }));
    expect(checks.map(({ name, state }) => [name, state])).toEqual([
      ['Tray icon', 'warning'],
      ['Notifications', 'ok'],
    ]);
    expect(checks[0]?.fix).toContain('AppIndicator');
  });
});

describe('running', () => {
  it('brings the window to the front for a second start and for the dock', async () => {
    await startDesktop(stage.setting());
    for (const name of ['second-instance', 'activate']) {
      stage.window().hide();
      electron.app.emit(name);
      expect([stage.window().visible, stage.window().focused]).toEqual([true, true]);
    }
  });

  it('goes on when every window is closed', async () => {
    await startDesktop(stage.setting());
    expect(electron.app.listenerCount('window-all-closed')).toBe(1);
    stage.window().close();
    expect(electron.app.gone).toBe(false);
  });

  it('copies the endpoint from the tray', async () => {
    await startDesktop(stage.setting());
    electron.trays[0]?.press('Copy endpoint');
    expect(electron.clipboard.text).toBe('http://127.0.0.1:7717/mcp');
  });

  it('has no menu item that reloads or opens developer tools', async () => {
    await startDesktop(stage.setting());
    expect(JSON.stringify(electron.applicationMenu())).not.toMatch(/devtools|reload/i);
    const inDevelopment = desktopStage();
    await startDesktop(inDevelopment.setting({ development: true }));
    inDevelopment.close();
    expect(JSON.stringify(inDevelopment.electron.applicationMenu())).toMatch(/toggleDevTools/);
  });
});

describe('quitting', () => {
  it('takes everything down in reverse, the host last, and only then goes', async () => {
    await startDesktop(stage.setting());
    host.announce('approvals.changed', aCard(1));
    electron.journal.length = 0;
    await quit();
    expect(electron.journal).toEqual(['window destroyed', 'host closed', 'exit 0']);
    expect([electron.ipcMain.handlers.size, host.listeners.size]).toEqual([0, 0]);
    expect([electron.trays[0]?.destroyed, electron.notifications[0]?.open]).toEqual([true, false]);
  });

  it('while the host is still starting waits for it and closes it', async () => {
    const { promise, resolve } = Promise.withResolvers<DesktopStage['host']>();
    const asked = new EventEmitter();
    const hostWanted = once(asked, 'host');
    const starting = startDesktop(
      stage.setting({
        createHost: () => {
          asked.emit('host');
          return promise;
        },
      }),
    );
    await hostWanted;
    const gone = quit();
    expect(electron.app.gone).toBe(false);
    resolve(host);
    await Promise.all([starting, gone]);
    expect([host.closed, electron.app.exitCode]).toEqual([true, 0]);
  });
});

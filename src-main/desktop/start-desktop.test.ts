import { EventEmitter, once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as soon } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CALL_CHANNEL, EVENT_CHANNEL } from '../preload/channels.ts';
import type { DesktopSetting } from './desktop-setting.ts';
import { startDesktop } from './start-desktop.ts';
import { type FakeElectron, fakeElectron } from './testing/fake-electron.ts';
import { aCard, aStatus, type FakeHost, fakeHost } from './testing/fake-host.ts';
import { fakeClock, fakeLog } from './testing/fake-surroundings.ts';

let root: string;
let electron: FakeElectron;
let host: FakeHost;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'cs-desktop-'));
  mkdirSync(join(root, 'renderer'));
  writeFileSync(join(root, 'renderer', 'index.html'), '<!doctype html>');
  electron = fakeElectron();
  host = fakeHost(() => void electron.journal.push('host closed'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function setting(fields: Partial<DesktopSetting> = {}): DesktopSetting {
  return {
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
  };
}

const theWindow = () => {
  const [window] = electron.windows;
  if (window === undefined) throw new Error('there is no window');
  return window;
};

async function quit(): Promise<void> {
  const gone = once(electron.app, 'fake-gone');
  electron.app.quit();
  await gone;
}

describe('starting', () => {
  it('goes in the one order that is safe', async () => {
    await startDesktop(setting());
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
    await startDesktop(setting());
    expect([electron.app.name, electron.app.userModelId]).toEqual(['Countersign', '']);
    electron = fakeElectron();
    await startDesktop(setting({ platform: 'win32' }));
    expect([electron.app.name, electron.app.userModelId]).toEqual(['Countersign', 'Countersign']);
  });

  it('hardens the contents of the window that it makes', async () => {
    await startDesktop(setting());
    expect(theWindow().webContents.openHandler?.({ url: 'https://example.com/' })).toEqual({ action: 'deny' });
  });

  it('answers calls before the page is loaded', async () => {
    let mounted = false;
    Object.assign(electron.parts.BrowserWindow.prototype, {
      async loadURL() {
        mounted = electron.ipcMain.handlers.has(CALL_CHANNEL);
      },
    });
    await startDesktop(setting());
    expect(mounted).toBe(true);
  });

  it('makes nothing in a second instance, which quits', async () => {
    electron.app.isFirst = false;
    expect(await startDesktop(setting())).toBeNull();
    expect(electron.journal).toEqual(['path userData', 'lock', 'exit 0']);
  });

  it('says what is wrong and leaves nothing when the host cannot start', async () => {
    const createHost = () => Promise.reject(new Error('Port 7717 is taken by another Countersign.'));
    await expect(startDesktop(setting({ createHost }))).rejects.toThrow('Port 7717 is taken');
    expect(electron.windows).toEqual([]);
  });

  it('closes the host again when the window cannot be made', async () => {
    const icons = { createFromPath: () => ({ isEmpty: () => true }) };
    Object.assign(electron.parts, { nativeImage: icons });
    await expect(startDesktop(setting())).rejects.toThrow(/icon/);
    expect(host.closed).toBe(true);
  });

  it('does not start a host for an interface that is not built', async () => {
    rmSync(join(root, 'renderer', 'index.html'));
    await expect(startDesktop(setting())).rejects.toThrow(/npm run build/);
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
    await startDesktop(setting());
    theWindow().close();
    expect([theWindow().visible, theWindow().minimized]).toEqual([true, true]);
  });

  it('keeps its window reachable on a Linux desktop without a place for tray icons', async () => {
    await startDesktop(setting({ platform: 'linux', env: { PATH: root } }));
    theWindow().close();
    expect(theWindow().minimized).toBe(true);
  });

  it('tells the doctor how the person can be reached', async () => {
    let checks: readonly { readonly name: string; readonly state: string; readonly fix: string | null }[] = [];
    const createHost: DesktopSetting['createHost'] = async (ports) => {
      checks = await ports.shellChecks();
      return host;
    };
    await startDesktop(setting({ createHost, platform: 'linux', env: { PATH: root } }));
    expect(checks.map(({ name, state }) => [name, state])).toEqual([
      ['Tray icon', 'warning'],
      ['Notifications', 'ok'],
    ]);
    expect(checks[0]?.fix).toContain('AppIndicator');
  });
});

describe('a request that waits', () => {
  it('shows in tray, title, badge and a notice, and takes no focus', async () => {
    await startDesktop(setting());
    const window = theWindow();
    window.hide();
    host.announce('approvals.changed', aCard(1));
    expect([window.visible, window.focused]).toEqual([true, false]);
    expect([electron.trays[0]?.title, window.title, electron.app.badge]).toEqual(['1', '1 waiting · Countersign', 1]);
    expect(electron.notifications.map((one) => one.shows)).toEqual([1]);
    expect(window.webContents.sent.map((one) => one.channel)).toEqual([EVENT_CHANNEL]);
  });

  it('leaves no trace once it is answered', async () => {
    await startDesktop(setting());
    host.announce('approvals.changed', aCard(1));
    host.announce('approvals.changed', aCard(1, { state: 'approved' }));
    expect([electron.trays[0]?.title, theWindow().title, electron.app.badge]).toEqual(['', 'Countersign', 0]);
    expect(electron.notifications.map((one) => one.open)).toEqual([false]);
  });

  it('is counted when it waited already before the start', async () => {
    host.answers.set('approvals.list', () => [aCard(1), aCard(2)]);
    await startDesktop(setting());
    expect([theWindow().title, electron.app.badge]).toEqual(['2 waiting · Countersign', 2]);
  });

  it('is reviewed by a click on its notice', async () => {
    await startDesktop(setting());
    theWindow().hide();
    host.announce('approvals.changed', aCard(1));
    electron.notifications[0]?.emit('click', {});
    expect([theWindow().visible, theWindow().focused]).toEqual([true, true]);
    expect(theWindow().url).toBe(`app://countersign/#/approvals/${aCard(1).id}`);
  });

  it('is denied by the notice for exactly the plan that it was shown for', async () => {
    await startDesktop(setting());
    host.answers.set('approvals.deny', () => aCard(1, { state: 'denied' }));
    host.announce('approvals.changed', aCard(1));
    electron.notifications[0]?.emit('action', { actionIndex: 1 });
    expect(host.calls.at(-1)).toEqual({
      name: 'approvals.deny',
      input: { id: aCard(1).id, digest: aCard(1).digest, because: null },
      caller: { via: 'desktop', user: 'anna' },
    });
  });
});

describe('a house that is paused', () => {
  const paused = { at: '2026-01-01T00:00:00.000Z', by: 'anna via terminal' };
  const imagePath = (): string => String((electron.trays[0]?.image as { path?: unknown } | undefined)?.path);

  it('is red in the tray and named in the title, also when it was paused before the start', async () => {
    host.answers.set('host.status', () => aStatus({ paused }));
    await startDesktop(setting());
    expect(imagePath()).toContain('tray-paused');
    expect(theWindow().title).toBe('Paused · Countersign');
    host.announce('host.changed', aStatus());
    expect(imagePath()).not.toContain('tray-paused');
    expect(theWindow().title).toBe('Countersign');
  });

  it('is paused and locked from the tray, and what waits is denied from there by what was shown', async () => {
    await startDesktop(setting());
    host.answers.set('host.pause', () => aStatus({ paused }));
    host.answers.set('approvals.denyListed', () => ({ answered: [], left: [] }));
    host.announce('approvals.changed', aCard(1));
    host.announce('approvals.changed', aCard(2));
    electron.trays[0]?.press('Pause everything');
    electron.trays[0]?.press('Deny all 2');
    await soon();
    expect(host.calls.slice(-2).map(({ name, input }) => [name, input])).toEqual([
      ['host.pause', { kill: false }],
      [
        'approvals.denyListed',
        {
          cards: [
            { id: aCard(1).id, digest: aCard(1).digest },
            { id: aCard(2).id, digest: aCard(2).digest },
          ],
          because: null,
        },
      ],
    ]);
  });

  it('brings the window up when the host does not take it', async () => {
    await startDesktop(setting());
    theWindow().hide();
    electron.trays[0]?.press('Lock');
    await soon();
    expect([theWindow().visible, theWindow().focused]).toEqual([true, true]);
  });
});

describe('running', () => {
  it('brings the window to the front for a second start and for the dock', async () => {
    await startDesktop(setting());
    for (const name of ['second-instance', 'activate']) {
      theWindow().hide();
      electron.app.emit(name);
      expect([theWindow().visible, theWindow().focused]).toEqual([true, true]);
    }
  });

  it('goes on when every window is closed', async () => {
    await startDesktop(setting());
    expect(electron.app.listenerCount('window-all-closed')).toBe(1);
    theWindow().close();
    expect(electron.app.gone).toBe(false);
  });

  it('copies the endpoint from the tray', async () => {
    await startDesktop(setting());
    electron.trays[0]?.press('Copy endpoint');
    expect(electron.clipboard.text).toBe('http://127.0.0.1:7717/mcp');
  });

  it('has no menu item that reloads or opens developer tools', async () => {
    await startDesktop(setting());
    expect(JSON.stringify(electron.applicationMenu())).not.toMatch(/devtools|reload/i);
    electron = fakeElectron();
    await startDesktop(setting({ development: true }));
    expect(JSON.stringify(electron.applicationMenu())).toMatch(/toggleDevTools/);
  });
});

describe('quitting', () => {
  it('takes everything down in reverse, the host last, and only then goes', async () => {
    await startDesktop(setting());
    host.announce('approvals.changed', aCard(1));
    electron.journal.length = 0;
    await quit();
    expect(electron.journal).toEqual(['window destroyed', 'host closed', 'exit 0']);
    expect([electron.ipcMain.handlers.size, host.listeners.size]).toEqual([0, 0]);
    expect([electron.trays[0]?.destroyed, electron.notifications[0]?.open]).toEqual([true, false]);
  });

  it('while the host is still starting waits for it and closes it', async () => {
    const { promise, resolve } = Promise.withResolvers<FakeHost>();
    const asked = new EventEmitter();
    const hostWanted = once(asked, 'host');
    const starting = startDesktop(
      setting({
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

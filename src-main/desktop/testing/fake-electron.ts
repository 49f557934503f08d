/**
 * Stand-ins for the few Electron APIs that the desktop shell uses, for tests on machines without the binary. They keep what they were
 * told and follow the documented behaviour that the shell relies on; everything they do is written into one journal, in order.
 */
import { EventEmitter } from 'node:events';
import type {
  BrowserWindowConstructorOptions,
  MenuItemConstructorOptions,
  NotificationConstructorOptions,
} from 'electron';
import type { ElectronParts } from '../electron-parts.ts';
import { FakeApp } from './fake-app.ts';
import { FakeIpcMain } from './fake-ipc-main.ts';
import { FakeNotification, FakeTray } from './fake-notices.ts';
import { FakeSession } from './fake-session.ts';
import { FakeWindow } from './fake-window.ts';

export type FakeElectron = ReturnType<typeof fakeElectron>;

/** One whole fake Electron. `parts` is what the shell is given; the rest is what a test looks at. */
export function fakeElectron() {
  const journal: string[] = [];
  const app = new FakeApp(journal);
  const session = new FakeSession(journal);
  const ipcMain = new FakeIpcMain();
  const windows: FakeWindow[] = [];
  const trays: FakeTray[] = [];
  const notifications: FakeNotification[] = [];
  const clipboard = { text: '' };
  const schemes: { scheme: string; privileges?: Record<string, boolean> }[] = [];
  const opened: string[] = [];
  const powerMonitor = Object.assign(new EventEmitter(), { idleSeconds: 0, getSystemIdleTime: (): number => 0 });
  powerMonitor.getSystemIdleTime = () => powerMonitor.idleSeconds;
  let applicationMenu: readonly MenuItemConstructorOptions[] = [];

  const fakes = {
    app,
    ipcMain,
    powerMonitor,
    session: { defaultSession: session },
    protocol: {
      registerSchemesAsPrivileged: (list: typeof schemes) => void schemes.push(...list),
      handle: (scheme: string) => void journal.push(`protocol ${scheme}`),
    },
    shell: {
      openExternal: async (url: string) => void opened.push(url),
    },
    BrowserWindow: class extends FakeWindow {
      constructor(options: BrowserWindowConstructorOptions) {
        super(options, journal, app);
        windows.push(this);
      }
    },
    Tray: class extends FakeTray {
      constructor(image: unknown) {
        super(image);
        journal.push('tray');
        trays.push(this);
      }
    },
    Notification: class extends FakeNotification {
      static isSupported = (): boolean => true;
      constructor(options: NotificationConstructorOptions) {
        super(options);
        notifications.push(this);
      }
    },
    Menu: {
      buildFromTemplate: (template: readonly MenuItemConstructorOptions[]) => template,
      setApplicationMenu: (menu: readonly MenuItemConstructorOptions[]) => {
        applicationMenu = menu;
      },
    },
    nativeImage: {
      createFromPath: (path: string) => ({ path, isEmpty: () => false, setTemplateImage: () => undefined }),
    },
    nativeTheme: { shouldUseDarkColors: true },
    screen: { getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }] },
    safeStorage: {
      isAsyncEncryptionAvailable: async () => true,
      getSelectedStorageBackend: () => 'gnome_libsecret',
      encryptStringAsync: async (text: string) => Buffer.from(text),
      decryptStringAsync: async (sealed: Buffer) => ({ result: String(sealed), shouldReEncrypt: false }),
    },
    clipboard: {
      writeText: (text: string) => {
        clipboard.text = text;
      },
    },
  };
  return {
    parts: fakes as unknown as ElectronParts,
    ...{ journal, app, session, ipcMain, windows, trays, notifications, clipboard, schemes, opened, powerMonitor },
    applicationMenu: () => applicationMenu,
  };
}

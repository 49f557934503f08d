/**
 * Stand-ins for the few Electron APIs that the desktop shell uses, for tests on machines without the binary. They keep what they were
 * told and follow the documented behaviour that the shell relies on; everything they do is written into one journal, in order.
 */
import { EventEmitter } from 'node:events';
import type {
  BrowserWindowConstructorOptions,
  MenuItemConstructorOptions,
  NotificationConstructorOptions,
  Rectangle,
} from 'electron';
import type { ElectronParts } from '../electron-parts.ts';

/** What Electron hands to a listener that may say no. */
export class FakeEvent {
  defaultPrevented = false;
  preventDefault(): void {
    this.defaultPrevented = true;
  }
}

export interface FakeFrame {
  origin: string;
  url: string;
  parent: FakeFrame | null;
  frameTreeNodeId: number;
  detached: boolean;
  destroyed: boolean;
  isDestroyed(): boolean;
}

export function fakeFrame(fields: Partial<FakeFrame> = {}): FakeFrame {
  return {
    origin: 'app://countersign',
    url: 'app://countersign/',
    parent: null,
    frameTreeNodeId: 1,
    detached: false,
    destroyed: false,
    isDestroyed() {
      return this.destroyed;
    },
    ...fields,
  };
}

export class FakeContents extends EventEmitter {
  mainFrame = fakeFrame();
  destroyed = false;
  readonly sent: { readonly channel: string; readonly args: readonly unknown[] }[] = [];
  openHandler: ((details: { url: string }) => { action: string }) | null = null;
  webRtcPolicy: string | null = null;

  isDestroyed(): boolean {
    return this.destroyed;
  }
  send(channel: string, ...args: unknown[]): void {
    this.sent.push({ channel, args });
  }
  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.openHandler = handler;
  }
  setWebRTCIPHandlingPolicy(policy: string): void {
    this.webRtcPolicy = policy;
  }
}

export class FakeSession extends EventEmitter {
  permissionRequest: unknown = null;
  permissionCheck: unknown = null;
  devicePermission: unknown = null;
  displayMedia: unknown = null;
  certificateVerify: unknown = null;
  beforeRequest: unknown = null;
  headersReceived: unknown = null;
  spellChecker = true;
  readonly webRequest = {
    onBeforeRequest: (listener: unknown): void => {
      this.beforeRequest = listener;
    },
    onHeadersReceived: (listener: unknown): void => {
      this.headersReceived = listener;
    },
  };
  readonly #journal: string[];

  constructor(journal: string[]) {
    super();
    this.#journal = journal;
  }
  setPermissionRequestHandler(handler: unknown): void {
    this.#journal.push('session hardened');
    this.permissionRequest = handler;
  }
  setPermissionCheckHandler(handler: unknown): void {
    this.permissionCheck = handler;
  }
  setDevicePermissionHandler(handler: unknown): void {
    this.devicePermission = handler;
  }
  setDisplayMediaRequestHandler(handler: unknown): void {
    this.displayMedia = handler;
  }
  setCertificateVerifyProc(handler: unknown): void {
    this.certificateVerify = handler;
  }
  setSpellCheckerEnabled(enabled: boolean): void {
    this.spellChecker = enabled;
  }
}

export class FakeApp extends EventEmitter {
  isFirst = true;
  readonly isPackaged = false;
  appPath = '/nowhere';
  name = '';
  userModelId = '';
  sandboxed = false;
  badge = 0;
  exitCode: number | null = null;
  gone = false;
  readonly paths = new Map<string, string>();
  readonly switches: string[] = [];
  readonly commandLine = {
    appendSwitch: (name: string, value = ''): void => {
      this.switches.push(value === '' ? name : `${name}=${value}`);
    },
  };
  readonly #journal: string[];

  constructor(journal: string[]) {
    super();
    this.#journal = journal;
  }
  setName(name: string): void {
    this.name = name;
  }
  setAppUserModelId(id: string): void {
    this.userModelId = id;
  }
  getVersion(): string {
    return '0.0.0-test';
  }
  getAppPath(): string {
    return this.appPath;
  }
  setPath(name: string, path: string): void {
    this.#journal.push(`path ${name}`);
    this.paths.set(name, path);
  }
  requestSingleInstanceLock(): boolean {
    this.#journal.push('lock');
    return this.isFirst;
  }
  whenReady(): Promise<void> {
    this.#journal.push('ready');
    return Promise.resolve();
  }
  enableSandbox(): void {
    this.#journal.push('sandbox enabled');
    this.sandboxed = true;
  }
  setBadgeCount(count: number): boolean {
    if (count !== this.badge) queueMicrotask(() => this.emit('fake-badge', count));
    this.badge = count;
    return true;
  }
  /** As Electron: asks every listener first, and goes only if none objects. */
  quit(): void {
    const event = new FakeEvent();
    this.emit('before-quit', event);
    if (event.defaultPrevented) return;
    this.exit(0);
  }
  exit(code: number): void {
    this.#journal.push(`exit ${code}`);
    this.exitCode = code;
    this.gone = true;
    this.emit('fake-gone');
  }
}

export class FakeWindow extends EventEmitter {
  readonly options: BrowserWindowConstructorOptions;
  readonly webContents = new FakeContents();
  readonly #journal: string[];
  url: string | null = null;
  title = '';
  visible = false;
  focused = false;
  minimized = false;
  flashing = false;
  destroyed = false;
  overlay: string | null = null;
  reloads = 0;

  constructor(options: BrowserWindowConstructorOptions, journal: string[], app: FakeApp) {
    super();
    this.options = options;
    this.#journal = journal;
    this.#journal.push('window');
    app.emit('web-contents-created', new FakeEvent(), this.webContents);
  }
  async loadURL(url: string): Promise<void> {
    this.#journal.push(`load ${url}`);
    this.url = url;
    this.webContents.emit('did-finish-load');
    this.emit('ready-to-show');
  }
  reload(): void {
    this.reloads += 1;
  }
  show(): void {
    this.visible = true;
    this.focused = true;
    this.emit('focus');
  }
  showInactive(): void {
    this.visible = true;
  }
  focus(): void {
    this.focused = true;
    this.emit('focus');
  }
  blur(): void {
    this.focused = false;
  }
  hide(): void {
    this.visible = false;
    this.focused = false;
  }
  minimize(): void {
    this.minimized = true;
    this.focused = false;
  }
  restore(): void {
    this.minimized = false;
  }
  isVisible(): boolean {
    return this.visible;
  }
  isFocused(): boolean {
    return this.focused;
  }
  isMinimized(): boolean {
    return this.minimized;
  }
  isDestroyed(): boolean {
    return this.destroyed;
  }
  flashFrame(flag: boolean): void {
    this.flashing = flag;
  }
  setTitle(title: string): void {
    this.title = title;
  }
  setOverlayIcon(icon: unknown, description: string): void {
    this.overlay = icon === null ? null : description;
  }
  getNormalBounds(): Rectangle {
    return { x: 10, y: 20, width: 800, height: 600 };
  }
  /** As Electron: a close can be prevented, destroying cannot. */
  close(): FakeEvent {
    const event = new FakeEvent();
    this.emit('close', event);
    if (!event.defaultPrevented) this.destroy();
    return event;
  }
  destroy(): void {
    this.#journal.push('window destroyed');
    this.destroyed = true;
    this.webContents.destroyed = true;
  }
}

export class FakeNotification extends EventEmitter {
  readonly options: NotificationConstructorOptions;
  shows = 0;
  open = false;

  constructor(options: NotificationConstructorOptions) {
    super();
    this.options = options;
  }
  show(): void {
    this.shows += 1;
    this.open = true;
  }
  close(): void {
    this.open = false;
  }
}

export class FakeTray extends EventEmitter {
  image: unknown;
  title = '';
  toolTip = '';
  menu: readonly MenuItemConstructorOptions[] = [];
  destroyed = false;

  constructor(image: unknown) {
    super();
    this.image = image;
  }
  setImage(image: unknown): void {
    this.image = image;
  }
  setTitle(title: string): void {
    this.title = title;
  }
  setToolTip(text: string): void {
    this.toolTip = text;
  }
  setContextMenu(menu: readonly MenuItemConstructorOptions[]): void {
    this.menu = menu;
  }
  destroy(): void {
    this.destroyed = true;
  }
  /** Presses the menu item with this label. */
  press(label: string): void {
    const item = this.menu.find((one) => one.label === label);
    if (item?.click === undefined || item.enabled === false) throw new Error(`there is no enabled item ${label}`);
    (item.click as () => void)();
  }
}

type IpcHandler = (event: unknown, ...args: unknown[]) => Promise<unknown>;

/** As Electron: a second handler for a channel throws. */
export class FakeIpcMain {
  readonly handlers = new Map<string, IpcHandler>();
  handle(channel: string, handler: IpcHandler): void {
    if (this.handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
    this.handlers.set(channel, handler);
  }
  removeHandler(channel: string): void {
    this.handlers.delete(channel);
  }
}

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

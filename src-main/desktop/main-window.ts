/**
 * The one window. A request makes it visible without ever taking the focus; only the person brings it to the front. Closing it hides
 * it where a tray can bring it back and minimises it where none can; only quitting ends it.
 */
import type { BrowserWindow, BrowserWindowConstructorOptions, NativeImage, Rectangle } from 'electron';
import type { Log } from '#host/ports/index.ts';
import type { ApprovalId } from '#shared/model/index.ts';
import { APP_URL } from './app-origin.ts';
import { type HouseState, stateWords } from './house-state.ts';
import { type RendererSetting, webPreferences } from './web-preferences.ts';

const SMALLEST = { width: 480, height: 420 };
const USUAL = { width: 1120, height: 760 };
/** The renderer's background, so that nothing flashes before its first frame. */
const BACKGROUND = { dark: '#161715', light: '#f6f6f4' };

export interface MainWindowSetting extends RendererSetting {
  readonly BrowserWindow: new (options: BrowserWindowConstructorOptions) => BrowserWindow;
  readonly dark: boolean;
  readonly bounds: Rectangle | null;
  readonly icon: NativeImage;
  /** Laid over the taskbar button on Windows. */
  readonly overlays: { readonly waiting: NativeImage; readonly paused: NativeImage };
  readonly platform: NodeJS.Platform;
  /** Asked when the window is closed: a tray that can bring it back. */
  readonly hasTray: () => boolean;
  readonly log: Log;
  readonly remember: (bounds: Rectangle) => Promise<void>;
}

export interface MainWindow {
  readonly browserWindow: BrowserWindow;
  /** Loads the page and shows the window when it has drawn something. @throws Error when the page cannot be loaded */
  open(): Promise<void>;
  /** Because the person asked: shown, restored, in front, with focus. */
  present(): void;
  /** As `present`, at this card. */
  presentCard(id: ApprovalId): void;
  /** Because a request came: visible, never with focus; a window that is up already asks for attention in the taskbar. */
  showQuietly(): void;
  showState(state: HouseState): void;
  /** Remembers where it was and ends it. */
  close(): Promise<void>;
}

export function createMainWindow(setting: MainWindowSetting): MainWindow {
  const window = new setting.BrowserWindow(windowOptions(setting));
  window.on('close', (event) => {
    event.preventDefault();
    if (setting.hasTray()) window.hide();
    else window.minimize();
  });
  window.on('page-title-updated', (event) => event.preventDefault());
  window.on('focus', () => window.flashFrame(false));
  reloadAfterCrash(window, setting.log);

  const present = (): void => {
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
  };
  return {
    browserWindow: window,
    present,
    presentCard(id) {
      present();
      // Only the fragment changes, so the page stays loaded and goes to the card by itself.
      window
        .loadURL(`${APP_URL}#/approvals/${id}`)
        .catch((error: unknown) => setting.log.warn({ err: error, approval: id }, 'the card could not be brought up'));
    },
    async open() {
      window.once('ready-to-show', () => window.show());
      await window.loadURL(APP_URL);
    },
    showQuietly() {
      if (window.isFocused()) return;
      // Restoring a minimised window would focus it, so that one only asks for attention.
      if (!window.isVisible() && !window.isMinimized()) window.showInactive();
      window.flashFrame(true);
    },
    showState(state) {
      const words = stateWords(state);
      window.setTitle(words === '' ? 'Countersign' : `${words} · Countersign`);
      if (setting.platform === 'win32') {
        const overlay = state.paused ? setting.overlays.paused : setting.overlays.waiting;
        window.setOverlayIcon(words === '' ? null : overlay, words);
      }
      if (state.waiting === 0) window.flashFrame(false);
    },
    async close() {
      await setting.remember(window.getNormalBounds());
      // Unlike close(), this asks nobody.
      window.destroy();
    },
  };
}

function windowOptions(setting: MainWindowSetting): BrowserWindowConstructorOptions {
  return {
    ...(setting.bounds ?? USUAL),
    minWidth: SMALLEST.width,
    minHeight: SMALLEST.height,
    title: 'Countersign',
    icon: setting.icon,
    backgroundColor: setting.dark ? BACKGROUND.dark : BACKGROUND.light,
    show: false,
    autoHideMenuBar: true,
    // A click that brings the window to the front on macOS must not also press a button in it.
    acceptFirstMouse: false,
    webPreferences: webPreferences(setting),
  };
}

/** A page that crashed before it was up would crash again, so only one that had loaded is loaded anew. */
function reloadAfterCrash(window: BrowserWindow, log: Log): void {
  let loaded = false;
  window.webContents.on('did-finish-load', () => {
    loaded = true;
  });
  window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    log.error({ reason, exitCode }, 'the window process ended');
    if (!loaded || reason === 'clean-exit') return;
    loaded = false;
    window.reload();
  });
}

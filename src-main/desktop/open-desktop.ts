/** What is opened once Electron is ready, each thing with how it is closed again; the stack undoes it in reverse. */
import { join } from 'node:path';
import type { WebContents } from 'electron';
import { operationNames } from '#shared/contract/index.ts';
import { operationsArgument } from '../preload/channels.ts';
import { appMenu } from './app-menu.ts';
import { checkRenderer, serveApp } from './app-protocol.ts';
import { type Attention, callForAttention } from './attention.ts';
import type { DesktopHost } from './desktop-host.ts';
import type { DesktopSetting } from './desktop-setting.ts';
import { hardenSession } from './harden.ts';
import { type HostCalls, hostCalls } from './host-calls.ts';
import { type HouseActions, houseActions } from './house-actions.ts';
import { type Icons, loadIcons } from './icons.ts';
import { mountIpc } from './ipc-mount.ts';
import { createMainWindow, type MainWindow } from './main-window.ts';
import { createNotices, type Notices } from './notices.ts';
import { sealedSecrets } from './sealed-secrets.ts';
import { shellChecks } from './shell-checks.ts';
import { type CountersignTray, createTray } from './tray.ts';
import { findTray } from './tray-presence.ts';
import { windowBounds } from './window-bounds.ts';

export interface OpenDesktop {
  readonly host: DesktopHost;
  readonly window: MainWindow;
}

export async function openDesktop(setting: DesktopSetting, opened: AsyncDisposableStack): Promise<OpenDesktop> {
  const { electron, paths, platform, user, log } = setting;
  await checkRenderer(paths.rendererDir);
  // Before the first window, so that no page is ever without it.
  hardenSession(electron.session.defaultSession, setting.development);
  serveApp(electron.protocol, paths.rendererDir);
  electron.Menu.setApplicationMenu(electron.Menu.buildFromTemplate(appMenu(platform, setting.development)));

  const presence = await findTray(platform, setting.env);
  log.info({ tray: presence.present }, presence.because);
  const { safeStorage } = electron;
  const host = await setting.createHost({
    notifier: { notify: () => undefined },
    secrets: (dataDir) => sealedSecrets({ safeStorage, platform, dir: join(dataDir, 'secrets') }),
    shellChecks: async () => shellChecks(presence, electron.Notification.isSupported()),
  });
  opened.defer(() => host.close());

  const calls = hostCalls(host.api, user);
  const icons = loadIcons(electron.nativeImage, paths.iconsDir, platform);
  let tray: CountersignTray | null = null;
  const window = await makeWindow(setting, icons, () => tray !== null && presence.present);
  opened.defer(() => window.close());
  // After the window, whose contents are the only sender it knows; before the page, which calls at once.
  opened.defer(
    mountIpc({ ipcMain: electron.ipcMain, api: host.api, ourContents: () => contentsOf(window), user, log }),
  );

  let attention: Attention | null = null;
  const actions = houseActions(calls, () => attention?.cards ?? null, window.present, log);
  tray = tryTray(setting, host, icons, window, actions);
  opened.defer(() => tray?.close());
  await window.open();
  const notices = makeNotices(setting, window, calls);
  const setBadge = (count: number): void => void electron.app.setBadgeCount(count);
  attention = await callForAttention({ api: host.api, calls, window, tray, notices, setBadge, log });
  opened.defer(attention.stop);
  return { host, window };
}

const contentsOf = ({ browserWindow }: MainWindow): WebContents | null =>
  browserWindow.isDestroyed() ? null : browserWindow.webContents;

async function makeWindow(setting: DesktopSetting, icons: Icons, hasTray: () => boolean): Promise<MainWindow> {
  const { electron, paths, platform, development, log } = setting;
  const place = windowBounds(join(paths.shellDir, 'window.json'), log);
  const window = createMainWindow({
    BrowserWindow: electron.BrowserWindow,
    preloadPath: paths.preloadPath,
    preloadArguments: [operationsArgument(operationNames)],
    development,
    dark: electron.nativeTheme.shouldUseDarkColors,
    bounds: await place.recall(electron.screen.getAllDisplays().map((display) => display.workArea)),
    icon: icons.app,
    overlays: { waiting: icons.overlayWaiting, paused: icons.overlayPaused },
    platform,
    hasTray,
    log,
    remember: place.remember,
  });
  return window;
}

/** A machine whose tray fails keeps its window, its notices and everything else. */
function tryTray(
  setting: DesktopSetting,
  host: DesktopHost,
  icons: Icons,
  window: MainWindow,
  actions: HouseActions,
): CountersignTray | null {
  const { electron, platform, log } = setting;
  try {
    return createTray({
      Tray: electron.Tray,
      Menu: electron.Menu,
      icons: { idle: icons.trayIdle, waiting: icons.trayWaiting, paused: icons.trayPaused },
      platform,
      actions: {
        ...actions,
        open: () => window.present(),
        copyEndpoint: () => electron.clipboard.writeText(host.endpoint),
        quit: () => electron.app.quit(),
      },
    });
  } catch (error) {
    log.warn({ err: error }, 'the tray icon could not be made; the window stays reachable instead');
    return null;
  }
}

function makeNotices(setting: DesktopSetting, window: MainWindow, calls: HostCalls): Notices {
  const { electron, platform, clock, log } = setting;
  const AWAY_AFTER_S = 60;
  return createNotices({
    Notification: electron.Notification,
    platform,
    clock,
    attended: () => window.browserWindow.isFocused() && electron.powerMonitor.getSystemIdleTime() < AWAY_AFTER_S,
    review: (card) => (card === null ? window.present() : window.presentCard(card.id)),
    deny: ({ id, digest }) => {
      calls
        .call('approvals.deny', { id, digest, because: null })
        .catch((error: unknown) => log.warn({ approval: id, err: error }, 'a denial from a notice was refused'));
    },
  });
}

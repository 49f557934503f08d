/**
 * Starts the desktop shell around a host, in the one order that is safe: one instance, hardening, host, IPC, tray, window. Resolves
 * with the host once the window is up, and with `null` in a second instance, which has then asked to quit.
 */
import { registerAppScheme } from './app-protocol.ts';
import type { DesktopHost } from './desktop-host.ts';
import type { DesktopSetting } from './desktop-setting.ts';
import type { ElectronParts } from './electron-parts.ts';
import { docLinks, externalLinks } from './external-links.ts';
import { hardenEarly } from './harden.ts';
import type { MainWindow } from './main-window.ts';
import { openDesktop } from './open-desktop.ts';
import { closeBeforeQuit, quitWithTheSystem } from './quit.ts';

/** @throws whatever kept the host or the window from starting; what was opened before is closed again then */
export async function startDesktop(setting: DesktopSetting): Promise<DesktopHost | null> {
  const { app, protocol, shell } = setting.electron;
  nameTheApp(app, setting.platform);
  // The lock lives in this folder, so it comes first: one instance for each data folder.
  app.setPath('userData', setting.paths.shellDir);
  if (!app.requestSingleInstanceLock()) {
    app.quit();
    return null;
  }
  // Both have to be said before Electron is ready.
  registerAppScheme(protocol);
  hardenEarly(app, externalLinks(shell, docLinks, setting.log));

  const opened = new AsyncDisposableStack();
  const opening = app.whenReady().then(() => openDesktop(setting, opened));
  // A quit may come while the host still starts: it waits for that, so that there is something whole to close.
  const closeAll = async (): Promise<void> => {
    await opening.catch(() => undefined);
    await opened.disposeAsync();
  };
  closeBeforeQuit({ app, closeAll, clock: setting.clock, log: setting.log });
  keepRunningWithoutWindows(app);
  try {
    const { host, window } = await opening;
    comeBackWhenCalled(app, window);
    quitWithTheSystem(app, setting.electron.powerMonitor);
    return host;
  } catch (error) {
    await closeAll();
    throw error;
  }
}

/** Keychains file our key under this name, and Windows shows notifications only for an app that has an id: neither may ever change. */
function nameTheApp(app: ElectronParts['app'], platform: NodeJS.Platform): void {
  app.setName('Countersign');
  if (platform === 'win32') app.setAppUserModelId('Countersign');
}

/** Having any listener is what keeps Electron from quitting when the last window closes. */
function keepRunningWithoutWindows(app: ElectronParts['app']): void {
  app.on('window-all-closed', () => undefined);
}

/** A second start and a click on the dock icon are the person asking for the window. */
function comeBackWhenCalled(app: ElectronParts['app'], window: MainWindow): void {
  app.on('second-instance', () => window.present());
  app.on('activate', () => window.present());
}

/** The tray icon: grey when nothing waits, amber with the count when something does, and a menu of four. */
import type { MenuItemConstructorOptions, Menu as MenuType, NativeImage, Tray as TrayType } from 'electron';

export interface TraySetting {
  readonly Tray: new (image: NativeImage) => TrayType;
  readonly Menu: Pick<typeof MenuType, 'buildFromTemplate'>;
  readonly idleIcon: NativeImage;
  readonly waitingIcon: NativeImage;
  readonly platform: NodeJS.Platform;
  readonly open: () => void;
  readonly copyEndpoint: () => void;
  readonly quit: () => void;
}

export interface CountersignTray {
  setWaiting(count: number): void;
  close(): void;
}

export function createTray(setting: TraySetting): CountersignTray {
  const tray = new setting.Tray(setting.idleIcon);
  // macOS opens the menu on a click; the others have the right button for that.
  if (setting.platform !== 'darwin') tray.on('click', setting.open);
  const setWaiting = (count: number): void => {
    tray.setImage(count === 0 ? setting.idleIcon : setting.waitingIcon);
    tray.setToolTip(count === 0 ? 'Countersign' : `Countersign: ${count} waiting`);
    if (setting.platform === 'darwin') tray.setTitle(count === 0 ? '' : String(count), { fontType: 'monospacedDigit' });
    // Linux shows changes of a menu only when it is set anew.
    tray.setContextMenu(setting.Menu.buildFromTemplate(menuOf(count, setting)));
  };
  setWaiting(0);
  return { setWaiting, close: () => tray.destroy() };
}

function menuOf(count: number, setting: TraySetting): MenuItemConstructorOptions[] {
  return [
    { label: 'Open Countersign', click: setting.open },
    { label: count === 0 ? 'Nothing waiting' : `${count} waiting`, enabled: count > 0, click: setting.open },
    { type: 'separator' },
    { label: 'Copy endpoint', click: setting.copyEndpoint },
    { type: 'separator' },
    { label: 'Quit Countersign', click: setting.quit },
  ];
}

/**
 * The tray icon: grey while nothing waits, amber with the count when something does, red while everything is paused. Its menu opens the
 * window, and holds what only ever takes away: pause, deny all, lock. It has no way to approve.
 */
import type { MenuItemConstructorOptions, Menu as MenuType, NativeImage, Tray as TrayType } from 'electron';
import { calm, type HouseState, stateWords } from './house-state.ts';

export interface TrayActions {
  readonly open: () => void;
  readonly pause: () => void;
  readonly endRuns: () => void;
  readonly resume: () => void;
  readonly denyAll: () => void;
  readonly lock: () => void;
  readonly copyEndpoint: () => void;
  readonly quit: () => void;
}

export interface TraySetting {
  readonly Tray: new (image: NativeImage) => TrayType;
  readonly Menu: Pick<typeof MenuType, 'buildFromTemplate'>;
  readonly icons: { readonly idle: NativeImage; readonly waiting: NativeImage; readonly paused: NativeImage };
  readonly platform: NodeJS.Platform;
  readonly actions: TrayActions;
}

export interface CountersignTray {
  show(state: HouseState): void;
  close(): void;
}

export function createTray({ Tray, Menu, icons, platform, actions }: TraySetting): CountersignTray {
  const tray = new Tray(icons.idle);
  // macOS opens the menu on a click; the others have the right button for that.
  if (platform !== 'darwin') tray.on('click', actions.open);
  const show = (state: HouseState): void => {
    const { waiting, paused } = state;
    tray.setImage(paused ? icons.paused : waiting > 0 ? icons.waiting : icons.idle);
    tray.setToolTip(['Countersign', stateWords(state)].filter((words) => words !== '').join(': '));
    if (platform === 'darwin') tray.setTitle(waiting === 0 ? '' : String(waiting), { fontType: 'monospacedDigit' });
    // Linux shows changes of a menu only when it is set anew.
    tray.setContextMenu(Menu.buildFromTemplate(menuOf(state, actions)));
  };
  show(calm);
  return { show, close: () => tray.destroy() };
}

function menuOf({ waiting, paused, running }: HouseState, actions: TrayActions): MenuItemConstructorOptions[] {
  return [
    { label: 'Open Countersign', click: actions.open },
    { label: waiting === 0 ? 'Nothing waiting' : `${waiting} waiting`, enabled: waiting > 0, click: actions.open },
    { type: 'separator' },
    paused ? { label: 'Resume', click: actions.resume } : { label: 'Pause everything', click: actions.pause },
    ...(paused && running > 0
      ? [{ label: running === 1 ? 'End the run' : `End the ${running} runs`, click: actions.endRuns }]
      : []),
    { label: waiting > 1 ? `Deny all ${waiting}` : 'Deny all', enabled: waiting > 0, click: actions.denyAll },
    { label: 'Lock', toolTip: 'Ends every standing permission', click: actions.lock },
    { type: 'separator' },
    { label: 'Copy endpoint', click: actions.copyEndpoint },
    { type: 'separator' },
    { label: 'Quit Countersign', click: actions.quit },
  ];
}

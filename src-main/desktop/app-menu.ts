/** The application menu: what the keyboard needs, and no way to reload the page or to open developer tools. */
import type { MenuItemConstructorOptions } from 'electron';

/** @returns a template for `Menu.buildFromTemplate` */
export function appMenu(platform: NodeJS.Platform, development: boolean): MenuItemConstructorOptions[] {
  const first: MenuItemConstructorOptions =
    platform === 'darwin'
      ? { role: 'appMenu' }
      : { label: 'File', submenu: [{ label: 'Quit Countersign', accelerator: 'Ctrl+Q', role: 'quit' }] };
  const view: MenuItemConstructorOptions[] = [
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    { role: 'togglefullscreen' },
  ];
  const tools: MenuItemConstructorOptions[] = [{ type: 'separator' }, { role: 'reload' }, { role: 'toggleDevTools' }];
  return [
    first,
    { role: 'editMenu' },
    { label: 'View', submenu: development ? [...view, ...tools] : view },
    { role: 'windowMenu' },
  ];
}

/** What is shown outside the window: notifications, and the tray with its menu. */
import { EventEmitter } from 'node:events';
import type { MenuItemConstructorOptions, NotificationConstructorOptions } from 'electron';

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

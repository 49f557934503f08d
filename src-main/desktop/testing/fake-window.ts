/** A window that is loaded, shown, hidden and closed without a screen. */
import { EventEmitter } from 'node:events';
import type { BrowserWindowConstructorOptions, Rectangle } from 'electron';
import type { FakeApp } from './fake-app.ts';
import { FakeContents } from './fake-contents.ts';
import { FakeEvent } from './fake-event.ts';

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

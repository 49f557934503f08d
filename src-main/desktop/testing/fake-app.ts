/** Electron’s app: quitting asks every listener first, and nothing is really ended. */
import { EventEmitter } from 'node:events';
import { FakeEvent } from './fake-event.ts';

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

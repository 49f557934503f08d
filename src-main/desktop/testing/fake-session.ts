/** The session whose rules the shell hardens: it keeps each handler that it is given. */
import { EventEmitter } from 'node:events';

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

/** The main process’s end of the calls from a page. */
type IpcHandler = (event: unknown, ...args: unknown[]) => Promise<unknown>;

/** As Electron: a second handler for a channel throws. */
export class FakeIpcMain {
  readonly handlers = new Map<string, IpcHandler>();
  handle(channel: string, handler: IpcHandler): void {
    if (this.handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
    this.handlers.set(channel, handler);
  }
  removeHandler(channel: string): void {
    this.handlers.delete(channel);
  }
}

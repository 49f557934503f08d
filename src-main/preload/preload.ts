/** All that the page can reach: operations of the contract by name, and its events. The main process checks every call again. */
import { contextBridge, type IpcRendererEvent, ipcRenderer } from 'electron';
import type { Bridge, BridgeResult } from '#shared/contract/bridge.ts';
import { CALL_CHANNEL, EVENT_CHANNEL, operationsFrom } from './channels.ts';

const operations = operationsFrom(process.argv);
const refuse = (code: 'UNKNOWN_OPERATION' | 'UNREACHABLE', message: string): BridgeResult => ({
  ok: false,
  error: { code, message },
});

const bridge: Bridge = {
  async call(name, input) {
    if (!operations.has(name)) return refuse('UNKNOWN_OPERATION', `there is no operation ${JSON.stringify(name)}`);
    return ipcRenderer
      .invoke(CALL_CHANNEL, name, input)
      .catch((error: unknown) => refuse('UNREACHABLE', error instanceof Error ? error.message : String(error)));
  },
  listen(onEvent) {
    const relay = (_sent: IpcRendererEvent, event: unknown): void => onEvent(event);
    ipcRenderer.on(EVENT_CHANNEL, relay);
    return () => void ipcRenderer.off(EVENT_CHANNEL, relay);
  },
};

contextBridge.exposeInMainWorld('countersign', bridge);

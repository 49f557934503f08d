/**
 * The contract over IPC: one channel for calls, one for events. This file and the preload script alone touch raw IPC. A call from
 * anyone but our page never reaches a handler; every refusal has a code and is logged; nothing ever resolves to `undefined`.
 */
import type { IpcMain, WebContents } from 'electron';
import type { Log } from '#host/ports/index.ts';
import type { BridgeResult } from '#shared/contract/bridge.ts';
import { type Caller, HostError } from '#shared/contract/index.ts';
import { CALL_CHANNEL, EVENT_CHANNEL } from '../preload/channels.ts';
import { APP_ORIGIN } from './app-origin.ts';
import type { DesktopApi } from './desktop-host.ts';
import { senderProblem } from './sender.ts';

export interface IpcMount {
  readonly ipcMain: Pick<IpcMain, 'handle' | 'removeHandler'>;
  readonly api: DesktopApi;
  /** The contents of our window; `null` while there is none. */
  readonly ourContents: () => WebContents | null;
  /** The operating system's user name. */
  readonly user: string;
  readonly log: Log;
}

/**
 * Registers the handler once; a second mount throws.
 * @returns a function that takes it down
 */
export function mountIpc({ ipcMain, api, ourContents, user, log }: IpcMount): () => void {
  ipcMain.handle(CALL_CHANNEL, (event, name: unknown, input: unknown): Promise<BridgeResult> => {
    // Looked at now: once anything was awaited the frame may be another one.
    const problem = senderProblem(event, ourContents());
    if (problem !== null) log.warn({ operation: name, problem }, 'a call from a stranger was refused');
    return answer(api, name, input, identify(problem, user), log);
  });
  const stopListening = api.events.listen((event) => {
    const contents = ourContents();
    if (contents === null || contents.isDestroyed() || contents.mainFrame.origin !== APP_ORIGIN) return;
    contents.send(EVENT_CHANNEL, event);
  });
  return () => {
    stopListening();
    ipcMain.removeHandler(CALL_CHANNEL);
  };
}

/** The gate asks this before anything else; without a `Caller` it cannot go on, and a stranger never becomes one. */
function identify(problem: string | null, user: string): () => Caller {
  return () => {
    if (problem !== null) throw new HostError('FORBIDDEN', 'This call did not come from the Countersign window.');
    return { via: 'desktop', user };
  };
}

async function answer(
  api: DesktopApi,
  name: unknown,
  input: unknown,
  identify: () => Caller,
  log: Log,
): Promise<BridgeResult> {
  try {
    if (typeof name !== 'string') {
      throw new HostError('UNKNOWN_OPERATION', `expected the name of an operation, and got ${typeof name}`);
    }
    return { ok: true, value: await api.gate.call(name, input, identify) };
  } catch (error) {
    if (error instanceof HostError) return { ok: false, error: error.toWire() };
    log.error({ operation: name, err: error }, 'a call from the window failed');
    return { ok: false, error: { code: 'INTERNAL', message: 'Countersign made a mistake; its log has the details.' } };
  }
}

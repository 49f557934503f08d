import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Bridge } from '#shared/contract/bridge.ts';
import { operationNames } from '#shared/contract/index.ts';
import { CALL_CHANNEL, EVENT_CHANNEL, operationsArgument, operationsFrom } from './channels.ts';

const electron = vi.hoisted(() => ({
  exposed: new Map<string, unknown>(),
  invoked: [] as unknown[][],
  listeners: new Map<string, ((event: unknown, payload: unknown) => void)[]>(),
  answer: (): Promise<unknown> => Promise.resolve({ ok: true, value: 'answered' }),
}));

vi.mock('electron', () => ({
  contextBridge: { exposeInMainWorld: (name: string, value: unknown) => electron.exposed.set(name, value) },
  ipcRenderer: {
    invoke: (...args: unknown[]) => {
      electron.invoked.push(args);
      return electron.answer();
    },
    on: (channel: string, listener: (event: unknown, payload: unknown) => void) => {
      electron.listeners.set(channel, [...(electron.listeners.get(channel) ?? []), listener]);
    },
    off: (channel: string, listener: unknown) => {
      electron.listeners.set(
        channel,
        (electron.listeners.get(channel) ?? []).filter((one) => one !== listener),
      );
    },
  },
}));

/** Runs the preload script anew in a process that was given these arguments. */
async function bridgeWith(argv: readonly string[]): Promise<Bridge> {
  vi.resetModules();
  const before = process.argv;
  process.argv = ['electron', ...argv];
  try {
    await import('./preload.ts');
  } finally {
    process.argv = before;
  }
  return electron.exposed.get('countersign') as Bridge;
}

beforeEach(() => {
  electron.exposed.clear();
  electron.listeners.clear();
  electron.invoked.length = 0;
  electron.answer = () => Promise.resolve({ ok: true, value: 'answered' });
});

describe('window.countersign', () => {
  it('is all that the page gets, and has exactly call and listen', async () => {
    const bridge = await bridgeWith([operationsArgument(operationNames)]);
    expect([...electron.exposed.keys()]).toEqual(['countersign']);
    expect(Object.keys(bridge).sort()).toEqual(['call', 'listen']);
  });

  it('passes every operation of the contract on, over one channel', async () => {
    const bridge = await bridgeWith([operationsArgument(operationNames)]);
    for (const name of operationNames) {
      expect(await bridge.call(name, { n: 1 })).toEqual({ ok: true, value: 'answered' });
    }
    expect(electron.invoked).toEqual(operationNames.map((name) => [CALL_CHANNEL, name, { n: 1 }]));
  });

  it('refuses names that the contract does not have without sending anything', async () => {
    const bridge = await bridgeWith([operationsArgument(operationNames)]);
    for (const name of ['host.changed', 'ELECTRON_BROWSER_REQUIRE', '', 'constructor', 'host.status,host.doctor']) {
      expect(await bridge.call(name, {})).toMatchObject({ ok: false, error: { code: 'UNKNOWN_OPERATION' } });
    }
    expect(electron.invoked).toEqual([]);
  });

  it('refuses everything when it was not told what there is', async () => {
    const bridge = await bridgeWith([]);
    expect(await bridge.call('host.status', {})).toMatchObject({ ok: false, error: { code: 'UNKNOWN_OPERATION' } });
    expect(electron.invoked).toEqual([]);
  });

  it('turns a failing IPC into a result rather than rejecting', async () => {
    const bridge = await bridgeWith([operationsArgument(operationNames)]);
    electron.answer = () => Promise.reject(new Error('An object could not be cloned.'));
    expect(await bridge.call('host.status', {})).toEqual({
      ok: false,
      error: { code: 'UNREACHABLE', message: 'An object could not be cloned.' },
    });
  });

  it('gives listeners the event and nothing of the IPC message, until they stop', async () => {
    const bridge = await bridgeWith([]);
    const heard: unknown[][] = [];
    const stop = bridge.listen((...args: unknown[]) => void heard.push(args));
    const deliver = (): void => {
      for (const listener of electron.listeners.get(EVENT_CHANNEL) ?? [])
        listener({ sender: 'ipcRenderer' }, { seq: 1 });
    };
    deliver();
    stop();
    deliver();
    expect(heard).toEqual([[{ seq: 1 }]]);
  });
});

describe('the list of operations', () => {
  it('survives the way through a command line', () => {
    const argv = ['--type=renderer', operationsArgument(operationNames), '--other'];
    expect([...operationsFrom(argv)]).toEqual([...operationNames]);
  });
});

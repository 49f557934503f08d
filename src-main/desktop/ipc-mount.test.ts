import { beforeEach, describe, expect, it } from 'vitest';
import { HostError } from '#shared/contract/index.ts';
import { CALL_CHANNEL, EVENT_CHANNEL } from '../preload/channels.ts';
import { mountIpc } from './ipc-mount.ts';
import { FakeContents, type FakeFrame, fakeFrame } from './testing/fake-contents.ts';
import { type FakeElectron, fakeElectron } from './testing/fake-electron.ts';
import { aCard, type FakeHost, fakeHost } from './testing/fake-host.ts';
import { type FakeLog, fakeLog } from './testing/fake-surroundings.ts';

let electron: FakeElectron;
let host: FakeHost;
let log: FakeLog;
let ours: FakeContents | null;
let unmount: () => void;

beforeEach(() => {
  electron = fakeElectron();
  host = fakeHost();
  host.answers.set('host.status', () => ({ fine: true }));
  log = fakeLog();
  ours = new FakeContents();
  unmount = mount();
});

const mount = (): (() => void) =>
  mountIpc({
    ipcMain: electron.parts.ipcMain,
    api: host.api,
    ourContents: () => ours as never,
    user: 'anna',
    log,
  });

/** Sends a call as Electron would deliver it. */
async function call(
  name: unknown,
  input?: unknown,
  from: { sender?: FakeContents | null; senderFrame?: FakeFrame | null } = {},
): Promise<unknown> {
  const handler = electron.ipcMain.handlers.get(CALL_CHANNEL);
  if (handler === undefined) throw new Error('nothing is mounted');
  return handler({ sender: ours, senderFrame: ours?.mainFrame ?? null, ...from }, name, input);
}

const forbidden = {
  ok: false,
  error: { code: 'FORBIDDEN', message: 'This call did not come from the Countersign window.' },
};

describe('a call from our page', () => {
  it('reaches the gate as the desktop of this user and brings its answer back', async () => {
    expect(await call('host.status', { a: 1 })).toEqual({ ok: true, value: { fine: true } });
    expect(host.calls).toEqual([{ name: 'host.status', input: { a: 1 }, caller: { via: 'desktop', user: 'anna' } }]);
  });

  it('cannot say who it is', async () => {
    await call('host.status', { via: 'terminal', user: 'root', caller: { user: 'root' } });
    expect(host.calls[0]?.caller).toEqual({ via: 'desktop', user: 'anna' });
  });

  it('gets a refusal with its code', async () => {
    host.answers.set('approvals.approve', () => {
      throw new HostError('CONFLICT', 'This card was answered already.');
    });
    expect(await call('approvals.approve', {})).toEqual({
      ok: false,
      error: { code: 'CONFLICT', message: 'This card was answered already.' },
    });
  });

  it('gets a refusal for a name that is none', async () => {
    for (const name of ['nothing.here', '__proto__', '', undefined, 7, { toString: () => 'host.status' }]) {
      expect(await call(name)).toMatchObject({ ok: false, error: { code: 'UNKNOWN_OPERATION' } });
    }
    expect(host.calls).toEqual([]);
  });

  it('learns nothing of the inside of a mistake of ours, which is logged', async () => {
    host.answers.set('host.status', () => {
      throw new TypeError('/home/anna/.ssh/id_ed25519 is undefined');
    });
    const answer = await call('host.status');
    expect(answer).toMatchObject({ ok: false, error: { code: 'INTERNAL' } });
    expect(JSON.stringify(answer)).not.toContain('anna');
    expect(log.lines.map((line) => line.level)).toEqual(['error']);
  });
});

describe('a call from a stranger', () => {
  const strangers: readonly (readonly [string, () => Parameters<typeof call>[2]])[] = [
    ['other contents', () => ({ sender: new FakeContents() })],
    ['a frame that is gone', () => ({ senderFrame: null })],
    ['a destroyed frame', () => ({ senderFrame: fakeFrame({ destroyed: true }) })],
    ['a detached frame', () => ({ senderFrame: fakeFrame({ detached: true }) })],
    ['a frame inside the page', () => ({ senderFrame: fakeFrame({ parent: fakeFrame(), frameTreeNodeId: 2 }) })],
    ['another top frame', () => ({ senderFrame: fakeFrame({ frameTreeNodeId: 2 }) })],
    [
      'another origin',
      () => ({ senderFrame: fakeFrame({ origin: 'https://evil.example', url: 'https://evil.example/' }) }),
    ],
    ['an opaque origin', () => ({ senderFrame: fakeFrame({ origin: 'null', url: 'data:text/html,x' }) })],
    ['an opaque origin at our address', () => ({ senderFrame: fakeFrame({ origin: 'null' }) })],
    ['a frame with a parent', () => ({ senderFrame: fakeFrame({ parent: fakeFrame() }) })],
    ['a blank page', () => ({ senderFrame: fakeFrame({ url: 'about:blank' }) })],
    ['a page without address', () => ({ senderFrame: fakeFrame({ url: '' }) })],
    ['a file', () => ({ senderFrame: fakeFrame({ origin: 'file://', url: 'file:///countersign/index.html' }) })],
    [
      'a like-named origin',
      () => ({ senderFrame: fakeFrame({ origin: 'app://countersign.evil', url: 'app://countersign.evil/' }) }),
    ],
  ];

  it.each(strangers)('(%s) is refused, logged and reaches no handler', async (_name, from) => {
    expect(await call('host.status', {}, from())).toEqual(forbidden);
    expect(host.calls).toEqual([]);
    expect(log.lines.map((line) => line.level)).toEqual(['warn']);
  });

  it('is anyone while there is no window', async () => {
    const sender = new FakeContents();
    ours = null;
    expect(await call('host.status', {}, { sender, senderFrame: sender.mainFrame })).toEqual(forbidden);
  });

  it('is our own window once that is destroyed', async () => {
    if (ours !== null) ours.destroyed = true;
    expect(await call('host.status')).toEqual(forbidden);
  });

  it('stays one although the frame becomes ours while the gate thinks', async () => {
    const frame = fakeFrame({ origin: 'https://evil.example', url: 'https://evil.example/' });
    const answer = call('host.status', {}, { senderFrame: frame });
    Object.assign(frame, fakeFrame());
    expect(await answer).toEqual(forbidden);
  });
});

describe('events', () => {
  it('go to our window', () => {
    const card = aCard(1);
    host.announce('approvals.changed', card);
    expect(ours?.sent).toEqual([
      { channel: EVENT_CHANNEL, args: [{ seq: 1, name: 'approvals.changed', payload: card }] },
    ]);
  });

  it('go nowhere while the window shows anything but our page, is destroyed or is not there', () => {
    const contents = new FakeContents();
    ours = contents;
    contents.mainFrame = fakeFrame({ origin: 'https://evil.example' });
    host.announce('approvals.changed', aCard(1));
    contents.mainFrame = fakeFrame();
    contents.destroyed = true;
    host.announce('approvals.changed', aCard(2));
    ours = null;
    host.announce('approvals.changed', aCard(3));
    expect(contents.sent).toEqual([]);
  });
});

describe('the mount', () => {
  it('is made once: a second one throws', () => {
    expect(() => mount()).toThrow(/second handler/);
  });

  it('leaves nothing behind when it is taken down', () => {
    unmount();
    host.announce('approvals.changed', aCard(1));
    expect([electron.ipcMain.handlers.size, host.listeners.size, ours?.sent.length]).toEqual([0, 0, 0]);
  });
});

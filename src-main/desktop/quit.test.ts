import { EventEmitter, once } from 'node:events';
import type { PowerMonitor } from 'electron';
import { describe, expect, it } from 'vitest';
import { closeBeforeQuit, quitWithTheSystem } from './quit.ts';
import { fakeElectron } from './testing/fake-electron.ts';
import { FakeEvent } from './testing/fake-event.ts';
import { fakeClock, fakeLog } from './testing/fake-surroundings.ts';

function setUp(closeAll: () => Promise<void>) {
  const { app, parts } = fakeElectron();
  const [clock, log] = [fakeClock(), fakeLog()];
  closeBeforeQuit({ app: parts.app, closeAll, clock, log });
  return { app, clock, log };
}

describe('quitting', () => {
  it('waits until everything is closed, then goes with 0', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const { app } = setUp(() => promise);
    const gone = once(app, 'fake-gone');
    app.quit();
    expect(app.gone).toBe(false);
    resolve();
    await gone;
    expect(app.exitCode).toBe(0);
  });

  it('closes once, however often it is wished for', async () => {
    let closings = 0;
    const { promise, resolve } = Promise.withResolvers<void>();
    const { app } = setUp(() => {
      closings += 1;
      return promise;
    });
    const gone = once(app, 'fake-gone');
    app.quit();
    app.quit();
    app.quit();
    expect([closings, app.gone]).toEqual([1, false]);
    resolve();
    await gone;
    expect(closings).toBe(1);
  });

  it('goes with 1 when closing fails, and says why', async () => {
    const { app, log } = setUp(() => Promise.reject(new Error('the disk is gone')));
    const gone = once(app, 'fake-gone');
    app.quit();
    await gone;
    expect([app.exitCode, log.lines[0]?.level]).toEqual([1, 'error']);
  });

  it('goes with 1 when closing never ends', () => {
    const { app, clock, log } = setUp(() => new Promise(() => undefined));
    app.quit();
    clock.pass(19_999);
    expect(app.gone).toBe(false);
    clock.pass(1);
    expect([app.exitCode, log.lines[0]?.level]).toEqual([1, 'error']);
  });

  it('holds back a shutdown of the machine and quits in order', () => {
    const { app, parts } = fakeElectron();
    const powerMonitor = new EventEmitter();
    quitWithTheSystem(parts.app, powerMonitor as unknown as PowerMonitor);
    const shutdown = new FakeEvent();
    powerMonitor.emit('shutdown', shutdown);
    expect([shutdown.defaultPrevented, app.gone]).toEqual([true, true]);
  });
});

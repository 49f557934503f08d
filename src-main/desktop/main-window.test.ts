import type { Rectangle } from 'electron';
import { describe, expect, it } from 'vitest';
import { calm } from './house-state.ts';
import { createMainWindow, type MainWindowSetting } from './main-window.ts';
import { fakeElectron } from './testing/fake-electron.ts';
import { FakeEvent } from './testing/fake-event.ts';
import { fakeLog } from './testing/fake-surroundings.ts';

function setUp(fields: Partial<MainWindowSetting> = {}) {
  const { parts, windows } = fakeElectron();
  const remembered: Rectangle[] = [];
  const log = fakeLog();
  const main = createMainWindow({
    BrowserWindow: parts.BrowserWindow,
    preloadPath: '/app/out/preload/preload.cjs',
    preloadArguments: [],
    development: false,
    dark: true,
    bounds: null,
    icon: parts.nativeImage.createFromPath('icon'),
    overlays: {
      waiting: parts.nativeImage.createFromPath('waiting'),
      paused: parts.nativeImage.createFromPath('paused'),
    },
    platform: 'linux',
    hasTray: () => true,
    log,
    remember: async (bounds) => void remembered.push(bounds),
    ...fields,
  });
  const [window] = windows;
  if (window === undefined) throw new Error('no window was made');
  return { main, window, remembered, log };
}

describe('the window', () => {
  it('is not shown before its page has drawn something, and has the background of the theme', async () => {
    const { main, window } = setUp();
    expect([window.options.show, window.visible, window.options.backgroundColor]).toEqual([false, false, '#161715']);
    expect(setUp({ dark: false }).window.options.backgroundColor).toBe('#f6f6f4');
    await main.open();
    expect([window.url, window.visible]).toEqual(['app://countersign/', true]);
  });

  it('has the hardened preferences and lets no focusing click through', () => {
    expect(setUp().window.options).toMatchObject({
      acceptFirstMouse: false,
      webPreferences: { sandbox: true, contextIsolation: true, nodeIntegration: false, devTools: false },
    });
  });

  it('goes back to where it was', () => {
    const bounds = { x: 5, y: 6, width: 700, height: 500 };
    expect(setUp({ bounds }).window.options).toMatchObject(bounds);
  });
});

describe('when a request comes', () => {
  it('a hidden window appears without taking the focus', () => {
    const { main, window } = setUp();
    main.showQuietly();
    expect([window.visible, window.focused]).toEqual([true, false]);
  });

  it('a window behind others asks for attention and stays behind them', () => {
    const { main, window } = setUp();
    window.visible = true;
    main.showQuietly();
    expect([window.focused, window.flashing]).toEqual([false, true]);
  });

  it('a minimised window stays minimised and asks for attention', () => {
    const { main, window } = setUp();
    window.minimized = true;
    main.showQuietly();
    expect([window.minimized, window.visible, window.focused, window.flashing]).toEqual([true, false, false, true]);
  });

  it('a window with the focus is left alone', () => {
    const { main, window } = setUp();
    main.present();
    main.showQuietly();
    expect(window.flashing).toBe(false);
  });

  it('it stops asking for attention once it has it, or once nothing waits', () => {
    const { main, window } = setUp();
    main.showQuietly();
    main.present();
    expect(window.flashing).toBe(false);
    window.blur();
    main.showQuietly();
    main.showState(calm);
    expect(window.flashing).toBe(false);
  });
});

describe('when the person asks for it', () => {
  it('the window comes to the front from wherever it was', () => {
    const { main, window } = setUp();
    window.minimized = true;
    main.present();
    expect([window.minimized, window.visible, window.focused]).toEqual([false, true, true]);
  });
});

describe('closing', () => {
  it('hides where a tray can bring it back', () => {
    const { main, window } = setUp();
    main.present();
    expect(window.close().defaultPrevented).toBe(true);
    expect([window.destroyed, window.visible, window.minimized]).toEqual([false, false, false]);
  });

  it('minimises where there is none', () => {
    const { main, window } = setUp({ hasTray: () => false });
    main.present();
    window.close();
    expect([window.destroyed, window.visible, window.minimized]).toEqual([false, true, true]);
  });

  it('for good remembers the place first', async () => {
    const { main, window, remembered } = setUp();
    await main.close();
    expect([window.destroyed, remembered]).toEqual([true, [{ x: 10, y: 20, width: 800, height: 600 }]]);
  });
});

describe('the count', () => {
  it('is in the title, whatever the page calls itself', () => {
    const { main, window } = setUp();
    main.showState({ ...calm, waiting: 2 });
    const renamed = new FakeEvent();
    window.emit('page-title-updated', renamed);
    expect([window.title, renamed.defaultPrevented]).toEqual(['2 waiting · Countersign', true]);
    main.showState(calm);
    expect(window.title).toBe('Countersign');
  });

  it('lies over the taskbar button on Windows', () => {
    const { main, window } = setUp({ platform: 'win32' });
    main.showState({ ...calm, waiting: 2 });
    expect(window.overlay).toBe('2 waiting');
    main.showState({ waiting: 2, paused: true, running: 0 });
    expect(window.overlay).toBe('Paused, 2 waiting');
    main.showState(calm);
    expect(window.overlay).toBeNull();
  });

  it('stands behind the word that everything is paused', () => {
    const { main, window } = setUp();
    main.showState({ waiting: 2, paused: true, running: 1 });
    expect(window.title).toBe('Paused, 2 waiting · Countersign');
    main.showState({ waiting: 0, paused: true, running: 1 });
    expect(window.title).toBe('Paused · Countersign');
  });
});

describe('a page that crashes', () => {
  const crash = (window: ReturnType<typeof setUp>['window'], reason = 'crashed') =>
    window.webContents.emit('render-process-gone', {}, { reason, exitCode: 1 });

  it('is loaded anew, once for each time it was up', () => {
    const { window, log } = setUp();
    window.webContents.emit('did-finish-load');
    crash(window);
    crash(window);
    expect([window.reloads, log.lines.length]).toEqual([1, 2]);
    window.webContents.emit('did-finish-load');
    crash(window);
    expect(window.reloads).toBe(2);
  });

  it('is not loaded in a loop when it never comes up', () => {
    const { window } = setUp();
    for (let time = 0; time < 5; time++) crash(window);
    expect(window.reloads).toBe(0);
  });
});

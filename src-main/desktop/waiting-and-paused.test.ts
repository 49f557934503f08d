/** What the desktop shows and takes while requests wait, and while the house is paused: tray, title, badge and notices. */
import { setImmediate as soon } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EVENT_CHANNEL } from '../preload/channels.ts';
import { startDesktop } from './start-desktop.ts';
import { type DesktopStage, desktopStage } from './testing/desktop-stage.ts';
import { aCard, aStatus } from './testing/fake-host.ts';

let stage: DesktopStage;
let electron: DesktopStage['electron'];
let host: DesktopStage['host'];
beforeEach(() => {
  stage = desktopStage();
  ({ electron, host } = stage);
});
afterEach(() => stage.close());

describe('a request that waits', () => {
  it('shows in tray, title, badge and a notice, and takes no focus', async () => {
    await startDesktop(stage.setting());
    const window = stage.window();
    window.hide();
    host.announce('approvals.changed', aCard(1));
    expect([window.visible, window.focused]).toEqual([true, false]);
    expect([electron.trays[0]?.title, window.title, electron.app.badge]).toEqual(['1', '1 waiting · Countersign', 1]);
    expect(electron.notifications.map((one) => one.shows)).toEqual([1]);
    expect(window.webContents.sent.map((one) => one.channel)).toEqual([EVENT_CHANNEL]);
  });

  it('leaves no trace once it is answered', async () => {
    await startDesktop(stage.setting());
    host.announce('approvals.changed', aCard(1));
    host.announce('approvals.changed', aCard(1, { state: 'approved' }));
    expect([electron.trays[0]?.title, stage.window().title, electron.app.badge]).toEqual(['', 'Countersign', 0]);
    expect(electron.notifications.map((one) => one.open)).toEqual([false]);
  });

  it('is counted when it waited already before the start', async () => {
    host.answers.set('approvals.list', () => [aCard(1), aCard(2)]);
    await startDesktop(stage.setting());
    expect([stage.window().title, electron.app.badge]).toEqual(['2 waiting · Countersign', 2]);
  });

  it('is reviewed by a click on its notice', async () => {
    await startDesktop(stage.setting());
    stage.window().hide();
    host.announce('approvals.changed', aCard(1));
    electron.notifications[0]?.emit('click', {});
    expect([stage.window().visible, stage.window().focused]).toEqual([true, true]);
    expect(stage.window().url).toBe(`app://countersign/#/approvals/${aCard(1).id}`);
  });

  it('is denied by the notice for exactly the plan that it was shown for', async () => {
    await startDesktop(stage.setting());
    host.answers.set('approvals.deny', () => aCard(1, { state: 'denied' }));
    host.announce('approvals.changed', aCard(1));
    electron.notifications[0]?.emit('action', { actionIndex: 1 });
    expect(host.calls.at(-1)).toEqual({
      name: 'approvals.deny',
      input: { id: aCard(1).id, digest: aCard(1).digest, because: null },
      caller: { via: 'desktop', user: 'anna' },
    });
  });
});

describe('a house that is paused', () => {
  const paused = { at: '2026-01-01T00:00:00.000Z', by: 'anna via terminal' };
  const imagePath = (): string => String((electron.trays[0]?.image as { path?: unknown } | undefined)?.path);

  it('is red in the tray and named in the title, also when it was paused before the start', async () => {
    host.answers.set('host.status', () => aStatus({ paused }));
    await startDesktop(stage.setting());
    expect(imagePath()).toContain('tray-paused');
    expect(stage.window().title).toBe('Paused · Countersign');
    host.announce('host.changed', aStatus());
    expect(imagePath()).not.toContain('tray-paused');
    expect(stage.window().title).toBe('Countersign');
  });

  it('is paused and locked from the tray, and what waits is denied from there by what was shown', async () => {
    await startDesktop(stage.setting());
    host.answers.set('host.pause', () => aStatus({ paused }));
    host.answers.set('approvals.denyListed', () => ({ answered: [], left: [] }));
    host.announce('approvals.changed', aCard(1));
    host.announce('approvals.changed', aCard(2));
    electron.trays[0]?.press('Pause everything');
    electron.trays[0]?.press('Deny all 2');
    await soon();
    expect(host.calls.slice(-2).map(({ name, input }) => [name, input])).toEqual([
      ['host.pause', { kill: false }],
      [
        'approvals.denyListed',
        {
          cards: [
            { id: aCard(1).id, digest: aCard(1).digest },
            { id: aCard(2).id, digest: aCard(2).digest },
          ],
          because: null,
        },
      ],
    ]);
  });

  it('brings the window up when the host does not take it', async () => {
    await startDesktop(stage.setting());
    stage.window().hide();
    electron.trays[0]?.press('Lock');
    await soon();
    expect([stage.window().visible, stage.window().focused]).toEqual([true, true]);
  });
});

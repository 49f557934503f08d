import { describe, expect, it } from 'vitest';
import { calm } from './house-state.ts';
import { fakeElectron } from './testing/fake-electron.ts';
import { createTray, type TrayActions } from './tray.ts';

function setUp(platform: NodeJS.Platform) {
  const { parts, trays } = fakeElectron();
  const icons = {
    idle: parts.nativeImage.createFromPath('idle'),
    waiting: parts.nativeImage.createFromPath('waiting'),
    paused: parts.nativeImage.createFromPath('paused'),
  };
  const pressed: string[] = [];
  const action = (name: keyof TrayActions) => (): void => void pressed.push(name);
  const made = createTray({
    ...{ Tray: parts.Tray, Menu: parts.Menu, icons, platform },
    actions: {
      ...{ open: action('open'), pause: action('pause'), endRuns: action('endRuns'), resume: action('resume') },
      ...{ denyAll: action('denyAll'), lock: action('lock'), copyEndpoint: action('copyEndpoint') },
      quit: action('quit'),
    },
  });
  const [tray] = trays;
  if (tray === undefined) throw new Error('no tray was made');
  return { made, tray, icons, pressed };
}

const labels = (tray: ReturnType<typeof setUp>['tray']) => tray.menu.map((item) => item.label ?? item.type);

describe('the tray', () => {
  it('is calm while nothing waits', () => {
    const { tray, icons } = setUp('linux');
    expect([tray.image, tray.toolTip]).toEqual([icons.idle, 'Countersign']);
    expect(labels(tray)).toEqual([
      'Open Countersign',
      'Nothing waiting',
      'separator',
      'Pause everything',
      'Deny all',
      'Lock',
      'separator',
      'Copy endpoint',
      'separator',
      'Quit Countersign',
    ]);
    expect([tray.menu[1]?.enabled, tray.menu[4]?.enabled]).toEqual([false, false]);
  });

  it('turns amber and says how many wait, and calms down again', () => {
    const { made, tray, icons, pressed } = setUp('win32');
    made.show({ ...calm, waiting: 3 });
    expect([tray.image, tray.toolTip]).toEqual([icons.waiting, 'Countersign: 3 waiting']);
    tray.press('3 waiting');
    tray.press('Deny all 3');
    expect(pressed).toEqual(['open', 'denyAll']);
    made.show(calm);
    expect([tray.image, tray.toolTip, tray.menu[1]?.label]).toEqual([icons.idle, 'Countersign', 'Nothing waiting']);
  });

  it('is red while everything is paused, whatever waits, and then offers to resume and to end what runs', () => {
    const { made, tray, icons, pressed } = setUp('linux');
    tray.press('Pause everything');
    made.show({ waiting: 3, paused: true, running: 2 });
    expect([tray.image, tray.toolTip]).toEqual([icons.paused, 'Countersign: Paused, 3 waiting']);
    expect(labels(tray)).not.toContain('Pause everything');
    tray.press('End the 2 runs');
    tray.press('Resume');
    expect(pressed).toEqual(['pause', 'endRuns', 'resume']);
    made.show({ waiting: 0, paused: true, running: 0 });
    expect([tray.image, labels(tray).some((label) => label?.startsWith('End'))]).toEqual([icons.paused, false]);
  });

  it('has nothing that approves', () => {
    const { made, tray } = setUp('linux');
    for (const paused of [true, false]) {
      made.show({ waiting: 3, paused, running: 3 });
      expect(labels(tray).join()).not.toMatch(/approve|allow|yes/i);
    }
  });

  it('writes the count beside the icon on macOS, and nowhere else', () => {
    const mac = setUp('darwin');
    mac.made.show({ ...calm, waiting: 2 });
    expect(mac.tray.title).toBe('2');
    mac.made.show(calm);
    expect(mac.tray.title).toBe('');
    const linux = setUp('linux');
    linux.made.show({ ...calm, waiting: 2 });
    expect(linux.tray.title).toBe('');
  });

  it('opens the window on a click where a click does not open the menu', () => {
    const linux = setUp('linux');
    linux.tray.emit('click');
    const mac = setUp('darwin');
    mac.tray.emit('click');
    expect([linux.pressed, mac.pressed]).toEqual([['open'], []]);
  });

  it('locks, copies the endpoint and quits from its menu', () => {
    const { tray, pressed } = setUp('linux');
    for (const label of ['Lock', 'Copy endpoint', 'Quit Countersign', 'Open Countersign']) tray.press(label);
    expect(pressed).toEqual(['lock', 'copyEndpoint', 'quit', 'open']);
  });

  it('goes when it is closed', () => {
    const { made, tray } = setUp('linux');
    made.close();
    expect(tray.destroyed).toBe(true);
  });
});

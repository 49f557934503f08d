import { describe, expect, it } from 'vitest';
import { fakeElectron } from './testing/fake-electron.ts';
import { createTray } from './tray.ts';

function setUp(platform: NodeJS.Platform) {
  const { parts, trays } = fakeElectron();
  const icons = {
    idle: parts.nativeImage.createFromPath('idle'),
    waiting: parts.nativeImage.createFromPath('waiting'),
  };
  const pressed: string[] = [];
  const made = createTray({
    Tray: parts.Tray,
    Menu: parts.Menu,
    idleIcon: icons.idle,
    waitingIcon: icons.waiting,
    platform,
    open: () => void pressed.push('open'),
    copyEndpoint: () => void pressed.push('copy'),
    quit: () => void pressed.push('quit'),
  });
  const [tray] = trays;
  if (tray === undefined) throw new Error('no tray was made');
  return { made, tray, icons, pressed };
}

describe('the tray', () => {
  it('is calm while nothing waits', () => {
    const { tray, icons } = setUp('linux');
    expect([tray.image, tray.toolTip]).toEqual([icons.idle, 'Countersign']);
    expect(tray.menu.map((item) => item.label ?? item.type)).toEqual([
      'Open Countersign',
      'Nothing waiting',
      'separator',
      'Copy endpoint',
      'separator',
      'Quit Countersign',
    ]);
    expect(tray.menu[1]?.enabled).toBe(false);
  });

  it('turns amber and says how many wait, and calms down again', () => {
    const { made, tray, icons, pressed } = setUp('win32');
    made.setWaiting(3);
    expect([tray.image, tray.toolTip]).toEqual([icons.waiting, 'Countersign: 3 waiting']);
    tray.press('3 waiting');
    expect(pressed).toEqual(['open']);
    made.setWaiting(0);
    expect([tray.image, tray.toolTip, tray.menu[1]?.label]).toEqual([icons.idle, 'Countersign', 'Nothing waiting']);
  });

  it('writes the count beside the icon on macOS, and nowhere else', () => {
    const mac = setUp('darwin');
    mac.made.setWaiting(2);
    expect(mac.tray.title).toBe('2');
    mac.made.setWaiting(0);
    expect(mac.tray.title).toBe('');
    const linux = setUp('linux');
    linux.made.setWaiting(2);
    expect(linux.tray.title).toBe('');
  });

  it('opens the window on a click where a click does not open the menu', () => {
    const linux = setUp('linux');
    linux.tray.emit('click');
    const mac = setUp('darwin');
    mac.tray.emit('click');
    expect([linux.pressed, mac.pressed]).toEqual([['open'], []]);
  });

  it('copies the endpoint and quits from its menu', () => {
    const { tray, pressed } = setUp('linux');
    tray.press('Copy endpoint');
    tray.press('Quit Countersign');
    tray.press('Open Countersign');
    expect(pressed).toEqual(['copy', 'quit', 'open']);
  });

  it('goes when it is closed', () => {
    const { made, tray } = setUp('linux');
    made.close();
    expect(tray.destroyed).toBe(true);
  });
});

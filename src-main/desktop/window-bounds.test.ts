import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fakeLog } from './testing/fake-surroundings.ts';
import { windowBounds } from './window-bounds.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cs-bounds-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const screen = { x: 0, y: 0, width: 1920, height: 1080 };
const place = { x: 100, y: 80, width: 900, height: 700 };
const open = (log = fakeLog()) => windowBounds(join(folder, 'window.json'), log);

describe('the place of the window', () => {
  it('is remembered from one start to the next, the last one of many', async () => {
    const first = open();
    void first.remember({ ...place, x: 1 });
    void first.remember({ ...place, x: 2 });
    await first.remember(place);
    expect(await open().recall([screen])).toEqual(place);
  });

  it('is nowhere at the first start', async () => {
    expect(await open().recall([screen])).toBeNull();
  });

  it.each([
    ['on a screen that is gone', { ...place, x: 3000 }],
    ['above the screen, where it cannot be grabbed', { ...place, y: -200 }],
    ['below the screen', { ...place, y: 1060 }],
    ['all but out to the left', { ...place, x: -850 }],
  ])('is forgotten when it lies %s', async (_where, bounds) => {
    await open().remember(bounds);
    expect(await open().recall([screen])).toBeNull();
  });

  it('may lie on a second screen', async () => {
    await open().remember({ ...place, x: -1800 });
    expect(await open().recall([screen, { ...screen, x: -1920 }])).toEqual({ ...place, x: -1800 });
  });

  it.each(['{"x":1}', 'nonsense', '{"x":0,"y":0,"width":-5,"height":10}', '{"x":0,"y":0,"width":9,"height":9,"z":1}'])(
    'is not read from a file that holds %s, which is left as it is',
    async (text) => {
      writeFileSync(join(folder, 'window.json'), text);
      const log = fakeLog();
      expect(await open(log).recall([screen])).toBeNull();
      expect(log.lines.map((line) => line.level)).toEqual(['warn']);
      expect(readFileSync(join(folder, 'window.json'), 'utf8')).toBe(text);
    },
  );

  it('does not stop anything when it cannot be written', async () => {
    const log = fakeLog();
    await windowBounds(join(folder, 'missing', 'window.json'), log).remember(place);
    expect(log.lines.map((line) => line.level)).toEqual(['warn']);
  });
});

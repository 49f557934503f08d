import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { drawIcons, encodePng, type Icon } from '../../build/draw-icons.ts';
import { loadIcons } from './icons.ts';

const iconsDir = join(import.meta.dirname, '..', '..', 'build', 'icons');

/** Side and unfiltered pixels of a PNG as our own encoder writes it: one IDAT chunk, filter 0 in every row. */
function decode(png: Buffer): { readonly size: number; readonly pixels: Buffer } {
  const size = png.readUInt32BE(16);
  const data = inflateSync(png.subarray(41, 41 + png.readUInt32BE(33)));
  const rows = Array.from({ length: size }, (_, row) =>
    data.subarray(row * (size * 4 + 1) + 1, (row + 1) * (size * 4 + 1)),
  );
  return { size, pixels: Buffer.concat(rows) };
}

const pixelsOf = ({ pixels }: Icon): number[][] =>
  Array.from({ length: pixels.length / 4 }, (_, at) => [...pixels.subarray(at * 4, at * 4 + 4)]);

describe('the icons', () => {
  it('in build/icons are what build/draw-icons.ts draws', () => {
    const drawn = drawIcons();
    expect(readdirSync(iconsDir).sort()).toEqual([...drawn.keys()].sort());
    for (const [name, icon] of drawn) {
      const { size, pixels } = decode(readFileSync(join(iconsDir, name)));
      expect([name, size, pixels.equals(icon.pixels)]).toEqual([name, icon.size, true]);
    }
  });

  it('are twice as large at @2x', () => {
    const drawn = drawIcons();
    for (const [name, icon] of drawn) {
      if (name.includes('@2x')) expect(icon.size).toBe(2 * (drawn.get(name.replace('@2x', ''))?.size ?? 0));
    }
  });

  it('has a macOS template of black and transparency alone', () => {
    const template = drawIcons().get('trayTemplate.png');
    const colours =
      template === undefined ? [] : pixelsOf(template).map(([red, green, blue]) => [red, green, blue].join());
    expect(new Set(colours)).toEqual(new Set(['0,0,0']));
  });

  it('differ in shape, not by colour alone, between calm, waiting and paused', () => {
    const drawn = drawIcons();
    // What is left for an eye that sees no colours: nothing, light, dark.
    const shape = (name: string): string => {
      const pixels = pixelsOf(drawn.get(name) ?? { size: 0, pixels: new Uint8Array() });
      const light = pixels.map(([red = 0, green = 0, blue = 0, alpha = 0]) =>
        alpha < 128 ? '.' : red + green + blue > 450 ? 'o' : '#',
      );
      return light.join('');
    };
    const names = ['tray.png', 'tray-waiting.png', 'tray-paused.png'];
    expect(new Set(names.map(shape)).size).toBe(3);
  });

  it('survive the way through the encoder', () => {
    const icon: Icon = { size: 2, pixels: Uint8Array.from({ length: 16 }, (_, at) => at * 16) };
    expect(decode(encodePng(icon))).toEqual({ size: 2, pixels: Buffer.from(icon.pixels) });
  });
});

describe('loadIcons', () => {
  const loadOn = (platform: NodeJS.Platform): { readonly asked: string[]; readonly templates: string[] } => {
    const [asked, templates]: [string[], string[]] = [[], []];
    const createFromPath = (path: string) => {
      asked.push(path);
      return {
        isEmpty: () => false,
        setTemplateImage: () => void templates.push(path),
      } as unknown as Electron.NativeImage;
    };
    loadIcons({ createFromPath }, iconsDir, platform);
    return { asked, templates };
  };

  it.each(['darwin', 'linux', 'win32'] as const)('asks only for files that are there on %s', (platform) => {
    const there = readdirSync(iconsDir).map((name) => join(iconsDir, name));
    for (const path of loadOn(platform).asked) expect(there).toContain(path);
  });

  it('marks the calm tray icon as a template on macOS alone, so that amber stays amber', () => {
    expect(loadOn('darwin').templates).toEqual([join(iconsDir, 'trayTemplate.png')]);
    expect(loadOn('linux').templates).toEqual([]);
  });

  it('names an icon that is missing', () => {
    const createFromPath = () => ({ isEmpty: () => true }) as unknown as Electron.NativeImage;
    expect(() => loadIcons({ createFromPath }, '/nowhere', 'linux')).toThrow('/nowhere/tray-large.png');
  });
});

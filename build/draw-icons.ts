/**
 * Draws the app's own icons into `build/icons`: a tick over the line that one signs on. `node build/draw-icons.ts` writes them anew;
 * a test holds the files against this drawing. Shapes are signed distances in a unit square, so that every size is sharp.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';

export interface Icon {
  readonly size: number;
  /** RGBA, rows from the top, not premultiplied. */
  readonly pixels: Uint8Array;
}

type Colour = readonly [red: number, green: number, blue: number];
/** Distance to the shape's edge in units of the square's side, negative inside. */
type Shape = (x: number, y: number) => number;
interface Layer {
  readonly shape: Shape;
  readonly colour: Colour;
}

const BLACK: Colour = [0, 0, 0];
const WHITE: Colour = [255, 255, 255];
const ACCENT: Colour = [0x2f, 0x5f, 0xd0];
/** Reads on light and dark panels alike. */
const GREY: Colour = [0x8d, 0x8d, 0x86];
const AMBER: Colour = [0xf0, 0xa9, 0x2b];
const INK: Colour = [0x2b, 0x1c, 0x00];
const RED: Colour = [0xc4, 0x2b, 0x1f];

const disc =
  (cx: number, cy: number, radius: number): Shape =>
  (x, y) =>
    Math.hypot(x - cx, y - cy) - radius;

const roundedSquare = (inset: number, radius: number): Shape => {
  const half = 0.5 - inset - radius;
  return (x, y) => {
    const dx = Math.max(Math.abs(x - 0.5) - half, 0);
    const dy = Math.max(Math.abs(y - 0.5) - half, 0);
    return Math.hypot(dx, dy) - radius;
  };
};

const stroke = (x1: number, y1: number, x2: number, y2: number, width: number): Shape => {
  const [vx, vy] = [x2 - x1, y2 - y1];
  return (x, y) => {
    const along = ((x - x1) * vx + (y - y1) * vy) / (vx * vx + vy * vy);
    const t = Math.min(1, Math.max(0, along));
    return Math.hypot(x - x1 - t * vx, y - y1 - t * vy) - width / 2;
  };
};

const union =
  (...shapes: readonly Shape[]): Shape =>
  (x, y) =>
    Math.min(...shapes.map((shape) => shape(x, y)));

/** The mark, `scale` times as large as the square, around its middle. */
function mark(scale: number, width: number): Shape {
  const at = (value: number): number => 0.5 + (value - 0.5) * scale;
  const line = (x1: number, y1: number, x2: number, y2: number): Shape =>
    stroke(at(x1), at(y1), at(x2), at(y2), width * scale);
  return union(line(0.17, 0.42, 0.4, 0.64), line(0.4, 0.64, 0.83, 0.14), line(0.14, 0.88, 0.86, 0.88));
}

/** @param size pixels a side */
function draw(size: number, layers: readonly Layer[]): Icon {
  const pixels = new Uint8Array(size * size * 4);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      pixels.set(pixelAt((column + 0.5) / size, (row + 0.5) / size, size, layers), (row * size + column) * 4);
    }
  }
  return { size, pixels };
}

/** Lays the layers over each other; a shape's edge is one pixel wide. */
function pixelAt(x: number, y: number, size: number, layers: readonly Layer[]): number[] {
  let [red, green, blue, alpha] = [0, 0, 0, 0];
  for (const { shape, colour } of layers) {
    const cover = Math.min(1, Math.max(0, 0.5 - shape(x, y) * size));
    const kept = alpha * (1 - cover);
    const total = cover + kept;
    if (total === 0) continue;
    red = (colour[0] * cover + red * kept) / total;
    green = (colour[1] * cover + green * kept) / total;
    blue = (colour[2] * cover + blue * kept) / total;
    alpha = total;
  }
  return [red, green, blue, alpha * 255].map(Math.round);
}

const bare = (colour: Colour): readonly Layer[] => [{ shape: mark(0.94, 0.15), colour }];
/** Three dots: something waits. It differs from the bare mark in shape too, not by colour alone. */
const waiting: readonly Layer[] = [
  { shape: disc(0.5, 0.5, 0.5), colour: AMBER },
  { shape: union(disc(0.25, 0.5, 0.095), disc(0.5, 0.5, 0.095), disc(0.75, 0.5, 0.095)), colour: INK },
];
/** Two bars: everything is paused. */
const paused: readonly Layer[] = [
  { shape: disc(0.5, 0.5, 0.5), colour: RED },
  { shape: union(stroke(0.37, 0.3, 0.37, 0.7, 0.15), stroke(0.63, 0.3, 0.63, 0.7, 0.15)), colour: WHITE },
];
const app: readonly Layer[] = [
  { shape: roundedSquare(0.06, 0.19), colour: ACCENT },
  { shape: mark(0.56, 0.13), colour: WHITE },
];

/** Every icon by its file name. `Template` and `@2x` are names that Electron gives a meaning to. */
export function drawIcons(): ReadonlyMap<string, Icon> {
  const atBothScales = (name: string, size: number, layers: readonly Layer[]): [string, Icon][] => [
    [`${name}.png`, draw(size, layers)],
    [`${name}@2x.png`, draw(size * 2, layers)],
  ];
  return new Map([
    ['icon.png', draw(512, app)],
    ...atBothScales('tray', 16, bare(GREY)),
    ...atBothScales('tray-large', 24, bare(GREY)),
    ...atBothScales('trayTemplate', 16, bare(BLACK)),
    ...atBothScales('tray-waiting', 16, waiting),
    ...atBothScales('tray-waiting-large', 24, waiting),
    ...atBothScales('overlay-waiting', 16, waiting),
    ...atBothScales('tray-paused', 16, paused),
    ...atBothScales('tray-paused-large', 24, paused),
    ...atBothScales('overlay-paused', 16, paused),
  ]);
}

export function encodePng({ size, pixels }: Icon): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 6, 0, 0, 0], 8); // 8 bits, RGBA, and the only compression, filter and interlace there is
  const rows = Array.from({ length: size }, (_, row) =>
    Buffer.concat([Buffer.of(0), pixels.subarray(row * size * 4, (row + 1) * size * 4)]),
  );
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(rows), { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const whole = Buffer.alloc(body.length + 8);
  whole.writeUInt32BE(data.length, 0);
  whole.set(body, 4);
  whole.writeUInt32BE(crc32(body), body.length + 4);
  return whole;
}

if (import.meta.main) {
  const folder = join(import.meta.dirname, 'icons');
  mkdirSync(folder, { recursive: true });
  for (const [name, icon] of drawIcons()) writeFileSync(join(folder, name), encodePng(icon));
}

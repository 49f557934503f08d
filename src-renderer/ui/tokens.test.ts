import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');
const [light = '', dark = ''] = css.split('prefers-color-scheme: dark');

const colours = (text: string): ReadonlyMap<string, string> =>
  new Map([...text.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name = '', value = '']) => [name, value]));

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

const grounds = ['bg', 'surface', 'sunken'];
/** Text and what it stands on, with the least contrast it may have. 7 is AAA, 4.5 AA, 3 for edges of controls. */
const pairs: readonly (readonly [string, readonly string[], number])[] = [
  ['text', [...grounds, 'accent-soft', 'deny-soft', 'ask-soft', 'allow-soft'], 7],
  ['dim', ['surface', 'sunken', 'bg'], 7],
  ['dim', ['accent-soft', 'allow-soft', 'deny-soft'], 4.5],
  ['faint', grounds, 4.5],
  ['allow', [...grounds, 'allow-soft'], 7],
  ['ask', [...grounds, 'ask-soft'], 7],
  ['deny', [...grounds, 'deny-soft'], 7],
  ['accent', ['surface'], 7],
  ['accent', grounds, 4.5],
  ['on-accent', ['accent'], 7],
  ['line-strong', grounds, 3],
  ...['red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white', 'black'].map(
    (name) => [`ansi-${name}`, ['sunken'], 4.5] as const,
  ),
];

describe.each([
  ['light', light],
  ['dark', dark],
])('the %s colours', (_, text) => {
  const known = colours(text);
  it.each(pairs)('keep %s readable on %j (%d : 1)', (ink, on, least) => {
    for (const ground of on) {
      const [a, b] = [known.get(ink), known.get(ground)];
      expect(a, ink).toBeDefined();
      expect(b, ground).toBeDefined();
      expect(contrast(a ?? '#000000', b ?? '#000000'), `${ink} on ${ground}`).toBeGreaterThanOrEqual(least);
    }
  });
});

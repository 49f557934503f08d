import { describe, expect, it } from 'vitest';
import { lineDiff, shortDiff } from './line-diff.ts';

const diff = (before: string, after: string): string => shortDiff(lineDiff(before, after)).join('|');

describe('a diff of lines', () => {
  it('shows what went before what came, with its surroundings', () => {
    expect(diff('a\nb\nc\nd\n', 'a\nB\nc\nd\ne\n')).toBe(' a|-b|+B| c| d|+e');
  });

  it('leaves out what is far from any change', () => {
    const lines = Array.from({ length: 20 }, (_, at) => `line ${at}`);
    expect(diff(lines.join('\n'), lines.toSpliced(10, 1, 'new').join('\n')).split('|')).toEqual([
      ...['@@', ' line 7', ' line 8', ' line 9', '-line 10', '+new', ' line 11', ' line 12', ' line 13'],
    ]);
  });

  it('is nothing where nothing changed, and everything where there was nothing', () => {
    expect(diff('a\n', 'a\n')).toBe('');
    expect(diff('', 'a\nb\n')).toBe('+a|+b');
    expect(diff('a\n', '')).toBe('-a');
  });

  it('of two long texts without a common line replaces the one by the other', () => {
    const long = (name: string) => Array.from({ length: 2500 }, (_, at) => `${name}${at}`).join('\n');
    const kinds = lineDiff(long('a'), long('b')).map(({ kind }) => kind);
    expect([kinds.slice(0, 2500).includes('added'), kinds.slice(2500).includes('removed'), kinds.length]).toEqual([
      ...[false, false, 5000],
    ]);
  });

  it('can always be turned back into both texts', () => {
    const [before, after] = ['x\ny\nz\ny\nx', 'y\nx\nz\nz\ny'];
    const lines = lineDiff(before, after);
    const without = (kind: string) =>
      lines
        .filter((line) => line.kind !== kind)
        .map(({ text }) => text)
        .join('\n');
    expect([without('added'), without('removed')]).toEqual([before, after]);
  });
});

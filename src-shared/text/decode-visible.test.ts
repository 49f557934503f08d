import { describe, expect, it } from 'vitest';
import { decodeVisible, visibleText } from './index.ts';

describe('what is shown', () => {
  it('decodes to each of the 1,114,112 code points, alone and between letters', () => {
    const wrong: number[] = [];
    for (let codePoint = 0; codePoint <= 0x10ffff; codePoint += 1) {
      const text = `x${String.fromCodePoint(codePoint)}x`;
      if (decodeVisible(visibleText(text)) !== text) wrong.push(codePoint);
    }
    expect(wrong).toEqual([]);
  }, 120_000);

  it.each([
    '‹NUL›',
    'a  b',
    ` ${' '.repeat(200)}`,
    'gіt \u202e\u200b\u200b',
    '\n\n\n\t',
    'e\u0301\u0301\u0301\u0301\u0301',
    '–force',
    '',
  ])('decodes to %j', (text) => expect(decodeVisible(visibleText(text))).toBe(text));

  it('that we did not write is refused', () => {
    expect(() => decodeVisible('‹anything›')).toThrow(/no mark of ours/);
  });
});

import { expect, it } from 'vitest';
import { cutText } from './cut-text.ts';

it('leaves alone what fits, and marks where something is missing', () => {
  expect(cutText('abc', 3)).toBe('abc');
  expect(cutText('abcd', 3)).toBe('ab…');
});

it('never leaves half of a character', () => {
  for (let longest = 1; longest < 9; longest += 1) {
    const cut = cutText('😀😀😀😀😀', longest);
    expect(cut.isWellFormed()).toBe(true);
    expect(cut.length).toBeLessThanOrEqual(longest);
  }
});

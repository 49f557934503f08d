import { describe, expect, it } from 'vitest';
import { lookAlikesIn, looksMixed } from './index.ts';

describe('look-alikes', () => {
  it.each([
    ['gіt', 'a Cyrillic letter in a Latin word'],
    ['pаypal.com', 'one letter of a host'],
    ['раура.com', 'a label all of Cyrillic letters with Latin shapes'],
    ['ｇｉｔ', 'fullwidth letters'],
    ['𝐠𝐢𝐭', 'mathematical letters'],
    ['–force', 'a dash for a hyphen'],
    ['evil.com∕login', 'a division slash for a slash'],
    ['Ηello', 'a Greek capital'],
    ['１２７.0.0.1', 'fullwidth digits'],
  ])('are found in %j: %s', (text) => {
    expect(looksMixed(text)).toBe(true);
  });

  it.each([
    'git',
    'café',
    'Straße',
    'Исправить bug в parser',
    'москва.рф',
    '日本語テスト',
    'Tシャツ',
    '한국어',
    'नमस्ते',
    'שלום',
    'x² ≤ 4',
    '',
  ])('are not seen in %j', (text) => {
    expect(looksMixed(text)).toBe(false);
  });

  it('say where they stand', () => {
    expect(lookAlikesIn('a 𝐠 gіt').map(({ index, character }) => [index, character])).toEqual([
      [2, '𝐠'],
      [6, 'і'],
    ]);
  });
});

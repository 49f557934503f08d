import { describe, expect, it } from 'vitest';
import { latestLines } from './latest-lines.ts';

describe('the latest lines of output', () => {
  it.each([
    ['', []],
    ['one\ntwo\nthree\nfour\n', ['two', 'three', 'four']],
    ['one\n\n\ntwo\n   \n', ['one', 'two']],
    ['half a li', ['half a li']],
    ['10%\r55%\r100%\n', ['100%']],
    ['windows\r\nlines\r\n', ['windows', 'lines']],
    ['\u001b[32mgreen\u001b[0m \u001b]8;;https://evil.test\u0007click\u001b]8;;\u0007\n', ['green click']],
    ['\u001b[2J\u001b[1;1HYou are approved\n', ['You are approved']],
  ])('of %j are %j', (output, lines) => {
    expect(latestLines(output)).toEqual(lines);
  });

  it('show hidden characters as marks and cut what is long', () => {
    const [line = ''] = latestLines(`safe\u202egnp.exe\u0007${'x'.repeat(500)}`);
    expect([line.includes('\u202e'), line.includes('\u0007')]).toEqual([false, false]);
    expect(line).toMatch(/^safe‹/);
    expect(line.length).toBeLessThanOrEqual(201);
    expect(latestLines('😀'.repeat(300))[0]?.isWellFormed()).toBe(true);
  });
});

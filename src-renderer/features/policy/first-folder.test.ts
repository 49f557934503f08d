import { describe, expect, it } from 'vitest';
import { firstFolder } from './first-folder.ts';

describe('the folder that agents usually work in', () => {
  it.each([
    ['paths:\n  read: [~/code/**, /srv/**]\n', '/home/anna/code'],
    ['version: 1\npaths:\n  # mine\n  read:\n    - "/srv/work/**"\n', '/srv/work'],
    ["paths: { read: ['/srv/one/*.txt'] }\n", '/srv/one'],
    ['commands:\n  x: { read: [/etc/**] }\npaths:\n\n  write: [/tmp/**]\n  read: [~/**]', '/home/anna'],
    ['paths:\n  read: ["**/x"]\n', null],
    ['commands: {}\n', null],
    ['', null],
  ])('is the first that may be read: %j', (text, folder) => {
    expect(firstFolder(text, '/home/anna')).toBe(folder);
  });
});

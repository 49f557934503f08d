import { describe, expect, it } from 'vitest';
import { waitingFileLines } from './waiting-files.ts';

const file = (content: string, encoding: 'utf8' | 'base64' = 'utf8') =>
  waitingFileLines({
    path: 'solve.py',
    isEntry: true,
    content: { encoding, content, bytes: Buffer.byteLength(content) },
  });

describe('a waiting file in a terminal', () => {
  it('is printed whole, each line behind a bar', () => {
    expect(file('import os\n\nprint(1)\n')).toEqual([
      '  File solve.py (is started), 20 B, in full:',
      '  │ import os',
      '  │ ',
      '  │ print(1)',
    ]);
  });

  it('prints no control character, and says so above', () => {
    const lines = file('a\u001b[2J\r\u202eb\u0000\nсount = 1');
    expect(lines.join('\n')).not.toMatch(/[^\n\P{Cc}]|\u202e/u);
    expect(lines[1]).toBe('  ! contains 4 hidden characters, marked ‹so›');
    expect(lines[2]).toContain('letters that look like others');
    expect(lines.join('\n')).toContain('‹U+202E right-to-left override›');
  });

  it('that is no text is printed as bytes, and says what it leaves to the app', () => {
    const lines = file(Buffer.alloc(16 * 300, 0xff).toString('base64'), 'base64');
    expect(lines[1]).toMatch(/^ {2}│ 00000000 {2}ff ff/u);
    expect(lines.at(-1)).toBe('  44 more lines are not shown here: the app shows all of it.');
  });
});

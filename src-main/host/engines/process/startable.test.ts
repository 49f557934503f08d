import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { matches, whyNotStartable } from './startable.ts';

const why = (text: string): string | null => whyNotStartable('/x/program', Buffer.from(text, 'latin1'));

describe('a file’s beginning', () => {
  it('of a program of this machine is startable', () => {
    expect(whyNotStartable(process.execPath, readFileSync('/bin/sh').subarray(0, 256))).toBeNull();
  });

  it('of a program for another processor is not', () => {
    const head = Buffer.from(readFileSync('/bin/sh').subarray(0, 256));
    head.writeUInt16LE(0x9026, 18);
    expect(whyNotStartable('/x/program', head)).toMatch(/another processor/);
  });

  it('of a script is startable when its interpreter has an absolute path', () => {
    expect(why('#!/bin/sh\n')).toBeNull();
    expect(why('#! /usr/bin/env node\n')).toBeNull();
    expect(why('#!/bin/sh')).toBeNull();
    expect(why('#!sh\n')).toMatch(/no absolute path/);
    expect(why('#!./sh\n')).toMatch(/no absolute path/);
    expect(why('#!\n')).toMatch(/no absolute path/);
    expect(why(`#!/${'x'.repeat(300)}\n`)).toMatch(/too long/);
  });

  it('of anything else is not', () => {
    for (const text of ['', 'echo hi', '\x7fELF', 'MZ\x90\0', ' #!/bin/sh\n', '\ufeff#!/bin/sh\n']) {
      expect(why(text), text).toMatch(/neither a program of this system nor a script/);
    }
  });
});

describe('a kind of program that Linux was told of', () => {
  const entry = 'enabled\ninterpreter /init\nflags: PF\noffset 0\nmagic 4d5a\n';

  it('is known by its magic bytes', () => {
    expect(matches(entry, '/x/a.exe', Buffer.from('MZ\x90'))).toBe(true);
    expect(matches(entry, '/x/a.exe', Buffer.from('M'))).toBe(false);
    expect(matches(entry.replace('enabled', 'disabled'), '/x/a.exe', Buffer.from('MZ'))).toBe(false);
    expect(matches(entry.replace('offset 0', 'offset 2'), '/x/a', Buffer.from('..MZ'))).toBe(true);
  });

  it('is known by bytes under a mask', () => {
    const masked = 'enabled\ninterpreter /q\nflags: \noffset 0\nmagic 7f45004c\nmask ffff00ff\n';
    expect(matches(masked, '/x/a', Buffer.from([0x7f, 0x45, 0x99, 0x4c]))).toBe(true);
    expect(matches(masked, '/x/a', Buffer.from([0x7f, 0x45, 0x00, 0x4d]))).toBe(false);
  });

  it('is known by the end of its name', () => {
    const named = 'enabled\ninterpreter /usr/bin/jexec\nflags: \nextension .jar\n';
    expect(matches(named, '/x/a.jar', Buffer.from('PK'))).toBe(true);
    expect(matches(named, '/x/a.zip', Buffer.from('PK'))).toBe(false);
  });

  it('is nothing when the entry says nothing', () => {
    expect(matches('', '/x/a', Buffer.from('x'))).toBe(false);
    expect(matches('enabled\n', '/x/a', Buffer.from('x'))).toBe(false);
  });
});

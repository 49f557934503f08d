import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findTray } from './tray-presence.ts';

let bin: string;
beforeEach(() => {
  bin = mkdtempSync(join(tmpdir(), 'cs-tray-'));
});
afterEach(() => rmSync(bin, { recursive: true, force: true }));

/** A real program of that name that prints what the real one would. */
function program(name: string, body: string): void {
  const path = join(bin, name);
  writeFileSync(path, `#!/bin/sh\n${body}\n`);
  chmodSync(path, 0o755);
}
const find = (platform: NodeJS.Platform = 'linux') => findTray(platform, { PATH: bin });

describe('findTray', () => {
  it('asks nobody on macOS and Windows', async () => {
    expect((await find('darwin')).present).toBe(true);
    expect((await find('win32')).present).toBe(true);
  });

  it('finds no tray where nobody can be asked', async () => {
    expect(await find()).toEqual({
      present: false,
      because: 'no StatusNotifier host answered busctl, gdbus or dbus-send',
    });
  });

  it.each([
    ['busctl', 'echo "b true"'],
    ['gdbus', 'echo "(<true>,)"'],
    ['dbus-send', 'echo "method return time=1"; echo "   variant       boolean true"'],
  ])('believes %s when it says that a host is registered', async (name, body) => {
    program(name, body);
    expect(await find()).toEqual({ present: true, because: `a StatusNotifier host is registered (${name})` });
  });

  it.each([
    ['busctl', 'echo "b false"'],
    ['gdbus', 'echo "(<false>,)"'],
    ['dbus-send', 'echo "   variant       boolean false"'],
    ['busctl', 'echo "true"'],
    ['gdbus', 'true'],
  ])('takes any other answer of %s for a no (%s)', async (name, body) => {
    program(name, body);
    expect((await find()).present).toBe(false);
  });

  it('asks the next program when one fails', async () => {
    program('busctl', 'echo "Failed to connect to bus" >&2; exit 1');
    program('gdbus', 'echo "(<true>,)"');
    expect((await find()).present).toBe(true);
  });
});

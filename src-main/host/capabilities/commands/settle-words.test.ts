import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFilePins } from '#host/engines/process/index.ts';
import { driftOfPaths, pinScripts, settlePaths } from './settle-words.ts';

let folder: string;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'settle-')));
  mkdirSync(join(folder, 'real'));
  symlinkSync('real', join(folder, 'link'));
  symlinkSync('loop', join(folder, 'loop'));
  writeFileSync(join(folder, 'a.py'), 'print(1)\n');
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('paths', () => {
  it('lead where the kernel would go, whether they exist or not', async () => {
    expect(await settlePaths(['link/new', 'a.py', '/etc/../etc/hostname', 'a.py'], folder)).toEqual([
      { named: 'link/new', path: join(folder, 'real/new') },
      { named: 'a.py', path: join(folder, 'a.py') },
      { named: '/etc/../etc/hostname', path: '/etc/hostname' },
    ]);
  });

  it('that lead nowhere are left out', async () => {
    expect(await settlePaths(['loop', 'loop/x', 'nothing/../x', '', 'a\0b'], folder)).toEqual([]);
  });

  it('drift when a link is put in their way', async () => {
    const paths = await settlePaths(['real/x', 'a.py'], folder);
    expect(await driftOfPaths(paths, folder)).toEqual([]);
    symlinkSync('/etc/passwd', join(folder, 'real/x'));
    expect(await driftOfPaths(paths, folder)).toEqual(['real/x leads to /etc/passwd now']);
  });
});

describe('scripts', () => {
  it('are pinned by content, under their absolute path; folders and words are none', async () => {
    const [pinned, ...more] = await pinScripts(['real', 'a.py', 'install', 'nothing.py'], folder, createFilePins());
    expect(pinned).toMatchObject({ named: join(folder, 'a.py'), path: join(folder, 'a.py') });
    expect(more).toEqual([]);
  });

  it('that others can write are refused in the first place, and left out behind it', async () => {
    writeFileSync(join(folder, 'open.py'), 'print(2)\n');
    chmodSync(join(folder, 'open.py'), 0o666);
    const pins = createFilePins();
    await expect(pinScripts(['open.py'], folder, pins)).rejects.toThrow('can be written by everyone');
    expect(await pinScripts(['a.py', 'open.py'], folder, pins)).toHaveLength(1);
  });
});

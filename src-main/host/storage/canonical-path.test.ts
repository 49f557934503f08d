import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { canonicalPath } from './canonical-path.ts';

let root: string;

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'canonical-')));
  mkdirSync(join(root, 'real/deep'), { recursive: true });
  writeFileSync(join(root, 'real/file'), '');
  symlinkSync('real', join(root, 'link'));
  symlinkSync(join(root, 'real/deep'), join(root, 'jump'));
  symlinkSync('real/absent', join(root, 'dangling'));
  symlinkSync('loop', join(root, 'loop'));
});

afterEach(() => rmSync(root, { recursive: true }));

describe('canonicalPath', () => {
  it.each([
    ['real/file', 'real/file'],
    ['link/file', 'real/file'],
    ['./link//deep/.', 'real/deep'],
    ['link/absent', 'real/absent'],
    ['link/absent/below', 'real/absent/below'],
    ['dangling', 'real/absent'],
    ['jump/../file', 'real/file'],
    ['real/../link', 'real'],
    ['', ''],
  ])('follows %j to %j', async (path, expected) => {
    expect(await canonicalPath(path, root)).toBe(join(root, expected));
    expect(await canonicalPath(`${root}/${path}`)).toBe(join(root, expected));
  });

  it('agrees with the kernel on what exists', async () => {
    for (const path of ['link/deep/../file', 'jump/../../link/file', '/proc/self/root/etc']) {
      const absolute = path.startsWith('/') ? path : `${root}/${path}`;
      expect(await canonicalPath(path, root)).toBe(realpathSync.native(absolute));
    }
  });

  it('starts from where a linked folder really is', async () => {
    expect(await canonicalPath('../file', join(root, 'jump'))).toBe(join(root, 'real/file'));
  });

  it('refuses loops, and a way up from what does not exist', async () => {
    await expect(canonicalPath('loop/x', root)).rejects.toThrow('more than 40 links');
    await expect(canonicalPath('absent/../file', root)).rejects.toThrow('does not exist');
    await expect(canonicalPath('real/file/x', root)).rejects.toThrow('ENOTDIR');
  });
});

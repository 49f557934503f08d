import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openContentStore } from './content-store.ts';

const MB = 1024 * 1024;
let base: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'countersign-content-'));
});
afterEach(() => rmSync(base, { recursive: true }));

const at = (...names: readonly string[]): string => join(base, ...names);
const filled = (value: number, bytes: number): Buffer<ArrayBuffer> => Buffer.alloc(bytes, value);

describe('content of requests', () => {
  it('is never the content that somebody put in its place on disk', async () => {
    const store = await openContentStore(base);
    const hash = await store.put(Buffer.from('as it was'));
    writeFileSync(at(hash), 'as it is');
    expect(Buffer.from(await store.get(hash)).toString()).toBe('as it was');
    const reopened = await openContentStore(base, () => true);
    await expect(reopened.get(hash)).rejects.toThrow('was changed on disk');
  });

  it('is read from disk where more is kept than memory is meant for', async () => {
    const store = await openContentStore(base);
    const hashes = [];
    for (const value of [1, 2, 3]) hashes.push(await store.put(filled(value, 4 * MB)));
    for (const [index, hash] of hashes.entries()) {
      expect(Buffer.from(await store.get(hash)).equals(filled(index + 1, 4 * MB))).toBe(true);
    }
    const [oldest = '', , latest = ''] = hashes;
    for (const hash of [oldest, latest]) writeFileSync(at(hash), 'something else');
    await expect(store.get(hashes[0] ?? expect.fail())).rejects.toThrow('was changed on disk');
    expect(Buffer.from(await store.get(hashes[2] ?? expect.fail())).equals(filled(3, 4 * MB))).toBe(true);
  });

  it('is put at a path without being copied, stays there when it is released, and replaces nothing', async () => {
    const store = await openContentStore(base);
    const hash = await store.put(Buffer.from('what was there'));
    await store.putAt(hash, at('before'));
    expect(statSync(at('before')).ino).toBe(statSync(at(hash)).ino);
    await expect(store.putAt(hash, at('before'))).rejects.toThrow('EEXIST');
    await store.release(hash);
    expect(readFileSync(at('before'), 'utf8')).toBe('what was there');
    await expect(store.get(hash)).rejects.toThrow('ENOENT');
  });
});

import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Sha256 } from '#shared/model/index.ts';
import { type ContentStore, openContentStore } from './content-store.ts';

const MB = 1024 * 1024;
let base: string;
let store: ContentStore;
beforeEach(async () => {
  base = mkdtempSync(join(tmpdir(), 'countersign-content-'));
  store = await openContentStore(base);
});
afterEach(() => rmSync(base, { recursive: true }));

const at = (...names: readonly string[]): string => join(base, ...names);
const filled = (value: number, bytes: number): Buffer<ArrayBuffer> => Buffer.alloc(bytes, value);
const holds = async (hash: Sha256, bytes: Uint8Array): Promise<boolean> =>
  Buffer.from(await store.get(hash)).equals(bytes);
const onDisk = (): readonly string[] => readdirSync(base);

describe('content of requests', () => {
  it('waits for no disk and leaves none', async () => {
    const hash = await store.put(Buffer.from('as it was'));
    expect(onDisk()).toEqual([]);
    expect(await holds(hash, Buffer.from('as it was'))).toBe(true);
    await store.release(hash);
    await expect(store.get(hash)).rejects.toThrow('ENOENT');
    expect(store.inMemory).toBe(0);
  });

  it('is there after a restart once it is persisted, where something still refers to it', async () => {
    const [shown, other] = [await store.put(Buffer.from('shown')), await store.put(Buffer.from('other'))];
    await store.persist(new Set([shown, 'f'.repeat(64)]));
    await store.persist(new Set([shown]));
    expect(onDisk()).toEqual([shown]);
    expect(store.inMemory).toBe('other'.length);
    store = await openContentStore(base, (hash) => hash === shown);
    expect(await holds(shown, Buffer.from('shown'))).toBe(true);
    await expect(store.get(other)).rejects.toThrow('ENOENT');
    await store.release(shown);
    expect(onDisk()).toEqual([]);
  });

  it('is removed with the last of its holders', async () => {
    const hash = await store.put(Buffer.from('of two'));
    await store.put(Buffer.from('of two'));
    await store.persist(new Set([hash]));
    await store.release(hash);
    expect(onDisk()).toEqual([hash]);
    await store.release(hash);
    await store.release(hash);
    expect([onDisk(), store.inMemory]).toEqual([[], 0]);
  });

  it('is never the content that somebody put in its place on disk', async () => {
    const hash = await store.put(Buffer.from('as it was'));
    writeFileSync(at(hash), 'as it is');
    expect(await holds(hash, Buffer.from('as it was'))).toBe(true);
    await store.persist(new Set([hash]));
    expect(await holds(hash, Buffer.from('as it was'))).toBe(true);
    writeFileSync(at(hash), 'as it is');
    await expect(store.get(hash)).rejects.toThrow('was changed on disk');
    store = await openContentStore(base, () => true);
    await expect(store.get(hash)).rejects.toThrow('was changed on disk');
  });

  it('is on disk where more is kept than memory is meant for, and memory is free for the next when it is let go', async () => {
    const hashes: Sha256[] = [];
    for (const value of [1, 2, 3]) hashes.push(await store.put(filled(value, 4 * MB)));
    expect(onDisk()).toEqual(hashes.slice(2));
    expect(store.inMemory).toBe(8 * MB);
    for (const [index, hash] of hashes.entries()) expect(await holds(hash, filled(index + 1, 4 * MB))).toBe(true);
    for (const hash of hashes) await store.release(hash);
    expect([onDisk(), store.inMemory]).toEqual([[], 0]);
    await store.put(filled(4, 8 * MB));
    expect(onDisk()).toEqual([]);
  });

  it('holds memory to its bounds when many come at once', async () => {
    const all = await Promise.all([...Array(24).keys()].map((value) => store.put(filled(value, MB))));
    expect(store.inMemory).toBe(8 * MB);
    expect(onDisk()).toHaveLength(16);
    for (const [value, hash] of all.entries()) expect(await holds(hash, filled(value, MB))).toBe(true);
  });

  it('is there for whoever brings it again while it is being removed', async () => {
    const bytes = Buffer.from('again and again');
    const hash = await store.put(bytes);
    for (let round = 0; round < 50; round += 1) {
      await store.persist(new Set([hash]));
      const [, again] = await Promise.all([store.release(hash), store.put(bytes)]);
      await store.persist(new Set([again]));
      expect(existsSync(at(hash))).toBe(true);
    }
    // Removed while it is on its way there.
    const other = await store.put(Buffer.from('never mind'));
    await Promise.all([store.persist(new Set([other])), store.release(other)]);
    expect([onDisk(), store.inMemory]).toEqual([[hash], 0]);
  });

  it('that has no room on the disk is nobody’s, and what was in memory stays there', async () => {
    const kept = await store.put(filled(1, 8 * MB));
    rmSync(base, { recursive: true });
    await expect(store.put(filled(2, MB))).rejects.toThrow('ENOENT');
    await expect(store.persist(new Set([kept]))).rejects.toThrow('ENOENT');
    expect(store.inMemory).toBe(8 * MB);
    expect(await holds(kept, filled(1, 8 * MB))).toBe(true);
    mkdirSync(base);
    await store.persist(new Set([kept]));
    expect([onDisk(), store.inMemory]).toEqual([[kept], 0]);
  });
});

/**
 * Bytes that a plan refers to by hash (what a command reads on standard input, say), kept from the plan until the request is finished.
 * What a crash left behind is removed when the store is opened: no request survives the host.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { Sha256 } from '#shared/model/index.ts';
import { writeFileAtomic } from './files.ts';

export interface ContentStore {
  /** Keeps the bytes until as many `release` calls as `put` calls were made for them. */
  put(bytes: Uint8Array): Promise<Sha256>;
  /** @throws Error when the hash is unknown or the bytes on disk no longer match it */
  get(hash: Sha256): Promise<Uint8Array>;
  release(hash: Sha256): Promise<void>;
}

export async function openContentStore(folder: string): Promise<ContentStore> {
  for (const name of await readdir(folder)) await unlink(join(folder, name));
  const holders = new Map<Sha256, number>();
  const hashOf = (bytes: Uint8Array): Sha256 => Sha256.parse(createHash('sha256').update(bytes).digest('hex'));

  return {
    async put(bytes) {
      const hash = hashOf(bytes);
      const held = holders.get(hash) ?? 0;
      holders.set(hash, held + 1);
      if (held === 0) await writeFileAtomic(join(folder, hash), bytes);
      return hash;
    },
    async get(hash) {
      const bytes = await readFile(join(folder, hash));
      if (hashOf(bytes) !== hash) throw new Error(`content ${hash} was changed on disk`);
      return bytes;
    },
    async release(hash) {
      const held = holders.get(hash) ?? 0;
      if (held > 1) {
        holders.set(hash, held - 1);
        return;
      }
      holders.delete(hash);
      if (held === 1) await unlink(join(folder, hash));
    },
  };
}

/**
 * Bytes that a plan refers to by hash (what a command reads on standard input, say), kept from the plan until the request is finished.
 * What was left behind is removed when the store is opened, but for what a card that waits still shows. Nothing here is synced: what a power
 * cut took is missed by its hash.
 */
import { randomBytes } from 'node:crypto';
import { readdir, readFile, rename, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Sha256 } from '#shared/model/index.ts';
import { hashBeside, hashOf } from './hash-beside.ts';

export interface ContentStore {
  /**
   * Keeps the bytes until as many `release` calls as `put` calls were made for them.
   * @param known their hash, where it was just made: `get` holds the bytes against it whatever it is
   */
  put(bytes: Uint8Array, known?: Sha256): Promise<Sha256>;
  /** @throws Error when the hash is unknown or the bytes on disk no longer match it */
  get(hash: Sha256): Promise<Uint8Array>;
  release(hash: Sha256): Promise<void>;
}

async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    await writeFile(temporary, bytes, { flag: 'wx', mode: 0o600 });
    await rename(temporary, path);
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    throw error;
  }
}

/** @param isKept whether something still refers to what an earlier host left; it is then held once */
export async function openContentStore(
  folder: string,
  isKept: (hash: string) => boolean = () => false,
): Promise<ContentStore> {
  const held = new Map<Sha256, { holders: number; readonly written: Promise<void> }>();
  for (const name of await readdir(folder)) {
    const hash = Sha256.safeParse(name);
    if (hash.success && isKept(name)) held.set(hash.data, { holders: 1, written: Promise.resolve() });
    else await unlink(join(folder, name));
  }
  return {
    async put(bytes, known) {
      const hash = known ?? hashOf(bytes);
      const entry = held.get(hash) ?? { holders: 0, written: writeWhole(join(folder, hash), bytes) };
      entry.holders += 1;
      held.set(hash, entry);
      try {
        await entry.written;
      } catch (error) {
        // Nobody holds what is not there, and the next one may have more room.
        if (held.get(hash) === entry) held.delete(hash);
        throw error;
      }
      return hash;
    },
    async get(hash) {
      const bytes = await readFile(join(folder, hash));
      if ((await hashBeside(bytes)) !== hash) throw new Error(`content ${hash} was changed on disk`);
      return bytes;
    },
    async release(hash) {
      const entry = held.get(hash);
      if (entry === undefined) return;
      entry.holders -= 1;
      if (entry.holders > 0) return;
      held.delete(hash);
      await unlink(join(folder, hash));
    },
  };
}

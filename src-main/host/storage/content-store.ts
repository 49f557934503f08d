/**
 * Bytes that a plan refers to by hash (what a command reads on standard input, say), kept from the plan until the request is finished.
 * What was left behind is removed when the store is opened, but for what a card that waits still shows. Nothing here is synced: what a power
 * cut took is missed by its hash. A few of the latest are in memory too, where nobody can change them.
 */
import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, link, readdir, readFile, rename, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Sha256 } from '#shared/model/index.ts';
import { hashBeside, hashOf } from './hash-beside.ts';

/** So much is at hand without reading it again: a few requests that are allowed at once. */
const MOST_AT_HAND_BYTES = 8 * 1024 * 1024;

export interface ContentStore {
  /**
   * Keeps the bytes until as many `release` calls as `put` calls were made for them.
   * @param known their hash, where it was just made: `get` holds the bytes against it whatever it is
   */
  put(bytes: Uint8Array, known?: Sha256): Promise<Sha256>;
  /** @throws Error when the hash is unknown or the bytes on disk no longer match it */
  get(hash: Sha256): Promise<Uint8Array>;
  /** Puts what is kept at a path too, where nothing is: as a second name where that can be, else as a copy. Neither is synced. */
  putAt(hash: Sha256, path: string): Promise<void>;
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
  const atHand = new AtHand();
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
      atHand.add(hash, bytes);
      try {
        await entry.written;
      } catch (error) {
        // Nobody holds what is not there, and the next one may have more room.
        if (held.get(hash) === entry) {
          held.delete(hash);
          atHand.drop(hash);
        }
        throw error;
      }
      return hash;
    },
    async get(hash) {
      const known = atHand.get(hash);
      if (known !== undefined) return known;
      const bytes = await readFile(join(folder, hash));
      if ((await hashBeside(bytes)) !== hash) throw new Error(`content ${hash} was changed on disk`);
      return bytes;
    },
    async putAt(hash, path) {
      const kept = join(folder, hash);
      // What is kept is never written to again, so that a second name is as good as a copy.
      await link(kept, path).catch(() => copyFile(kept, path, constants.COPYFILE_EXCL));
    },
    async release(hash) {
      const entry = held.get(hash);
      if (entry === undefined) return;
      entry.holders -= 1;
      if (entry.holders > 0) return;
      held.delete(hash);
      atHand.drop(hash);
      await unlink(join(folder, hash));
    },
  };
}

/** The latest, up to a number of bytes. */
class AtHand {
  readonly #all = new Map<Sha256, Uint8Array>();
  #bytes = 0;

  add(hash: Sha256, bytes: Uint8Array): void {
    if (this.#all.has(hash) || bytes.byteLength > MOST_AT_HAND_BYTES) return;
    this.#all.set(hash, bytes);
    this.#bytes += bytes.byteLength;
    for (const oldest of this.#all.keys()) {
      if (this.#bytes <= MOST_AT_HAND_BYTES) break;
      this.drop(oldest);
    }
  }

  get(hash: Sha256): Uint8Array | undefined {
    return this.#all.get(hash);
  }

  drop(hash: Sha256): void {
    this.#bytes -= this.#all.get(hash)?.byteLength ?? 0;
    this.#all.delete(hash);
  }
}

/**
 * Bytes that a plan refers to by hash (what a command reads on standard input, say), kept from the plan until the request is finished: in
 * memory, where nobody can change them and nothing waits for a disk. On disk is what memory is not meant for, and what a card shows that a
 * person may answer after a restart. What else was left behind is removed when the store is opened. Nothing here is synced: what a power cut
 * took is missed by its hash.
 */
import { randomBytes } from 'node:crypto';
import { readdir, readFile, rename, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Sha256 } from '#shared/model/index.ts';
import { hashBeside, hashOf } from './hash-beside.ts';

/** So much is in memory: a few requests that are allowed at once. */
const MOST_IN_MEMORY_BYTES = 8 * 1024 * 1024;

export interface ContentStore {
  /**
   * Keeps the bytes until as many `release` calls as `put` calls were made for them. Nobody may change them from now on.
   * @param known their hash, where it was just made: `get` holds the bytes on disk against it whatever it is
   * @throws what the system says where they have to be on disk and cannot be
   */
  put(bytes: Uint8Array, known?: Sha256): Promise<Sha256>;
  /** @throws Error when the hash is unknown or the bytes on disk no longer match it */
  get(hash: Sha256): Promise<Uint8Array>;
  /** Resolves once each of these that is kept here is on disk, and stays there over a restart. @throws what the system says */
  persist(hashes: ReadonlySet<string>): Promise<void>;
  release(hash: Sha256): Promise<void>;
  /** Bytes. None once every request is over. */
  readonly inMemory: number;
}

interface Entry {
  holders: number;
  /** `null` once they are on disk. */
  bytes: Uint8Array | null;
  /** Settles with the disk; `null` while nobody needs them there. */
  written: Promise<void> | null;
}

/** @param isKept whether something still refers to what an earlier host left; it is then held once */
export async function openContentStore(
  folder: string,
  isKept: (hash: string) => boolean = () => false,
): Promise<ContentStore> {
  const left = [];
  for (const name of await readdir(folder)) {
    const hash = Sha256.safeParse(name);
    if (hash.success && isKept(name)) left.push(hash.data);
    else await unlink(join(folder, name));
  }
  return new FolderOfContent(folder, left);
}

class FolderOfContent implements ContentStore {
  readonly #folder: string;
  readonly #held: Map<string, Entry>;
  /** What is being removed: nothing is written under its name until it is gone. */
  readonly #leaving = new Map<string, Promise<void>>();
  #inMemory = 0;

  /** @param left what is on disk already, each held once */
  constructor(folder: string, left: readonly Sha256[]) {
    this.#folder = folder;
    this.#held = new Map(left.map((hash) => [hash, { holders: 1, bytes: null, written: Promise.resolve() }]));
  }

  get inMemory(): number {
    return this.#inMemory;
  }

  async put(bytes: Uint8Array, known?: Sha256): Promise<Sha256> {
    const hash = known ?? hashOf(bytes);
    const there = this.#held.get(hash);
    const entry = there ?? { holders: 0, bytes, written: null };
    if (there === undefined) {
      this.#held.set(hash, entry);
      this.#inMemory += bytes.byteLength;
    }
    entry.holders += 1;
    const isTooMuch = there === undefined && this.#inMemory > MOST_IN_MEMORY_BYTES;
    try {
      if (isTooMuch || entry.written !== null) await this.#onDisk(hash, entry);
    } catch (error) {
      await this.release(hash);
      throw error;
    }
    return hash;
  }

  async get(hash: Sha256): Promise<Uint8Array> {
    const known = this.#held.get(hash)?.bytes ?? null;
    if (known !== null) return known;
    const bytes = await readFile(join(this.#folder, hash));
    if ((await hashBeside(bytes)) !== hash) throw new Error(`content ${hash} was changed on disk`);
    return bytes;
  }

  async persist(hashes: ReadonlySet<string>): Promise<void> {
    const all = [...this.#held].filter(([hash]) => hashes.has(hash));
    await Promise.all(all.map(([hash, entry]) => this.#onDisk(hash, entry)));
  }

  async release(hash: Sha256): Promise<void> {
    const entry = this.#held.get(hash);
    if (entry === undefined) return;
    entry.holders -= 1;
    if (entry.holders > 0) return;
    this.#held.delete(hash);
    this.#forget(entry);
    if (entry.written === null) return;
    const gone = this.#remove(hash, entry.written);
    this.#leaving.set(hash, gone);
    try {
      await gone;
    } finally {
      if (this.#leaving.get(hash) === gone) this.#leaving.delete(hash);
    }
  }

  #onDisk(hash: string, entry: Entry): Promise<void> {
    entry.written ??= this.#write(hash, entry);
    return entry.written;
  }

  async #write(hash: string, entry: Entry): Promise<void> {
    const { bytes } = entry;
    if (bytes === null) return;
    try {
      await this.#leaving.get(hash)?.catch(() => undefined);
      await writeWhole(join(this.#folder, hash), bytes);
      this.#forget(entry);
    } catch (error) {
      // It is in memory as before, and the next one may have more room.
      entry.written = null;
      throw error;
    }
  }

  /** @param written what is not there yet is waited for: it would come after it was removed */
  async #remove(hash: string, written: Promise<void>): Promise<void> {
    const isThere = await written.then(
      () => true,
      () => false,
    );
    if (isThere) await unlink(join(this.#folder, hash));
  }

  #forget(entry: Entry): void {
    this.#inMemory -= entry.bytes?.byteLength ?? 0;
    entry.bytes = null;
  }
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

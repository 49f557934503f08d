/**
 * Files that clients uploaded for packages of their own, each under its hash in a folder of its client's: nobody reads another's. A client
 * keeps so much and no more; what was not used for long is removed.
 */
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '#host/ports/index.ts';
import { type ClientName, Refused, Sha256 } from '#shared/model/index.ts';
import type { ArtifactTerms } from '#shared/policy/index.ts';

const MOST_FILES = 1000;
const artifactId = /^art_([0-9a-f]{64})$/u;

export interface ArtifactStoreParts {
  readonly folder: string;
  readonly clock: Clock;
  readonly terms: () => ArtifactTerms;
}

export class ArtifactStore {
  readonly #parts: ArtifactStoreParts;
  /** Uploads one after the other, so that two at once cannot slip past the limit together. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(parts: ArtifactStoreParts) {
    this.#parts = parts;
  }

  /** @throws Refused QUOTA_REACHED */
  put(client: ClientName, bytes: Uint8Array): Promise<{ readonly id: string; readonly kept: number }> {
    const next = this.#turn.then(() => this.#put(client, bytes));
    this.#turn = next.catch(() => undefined);
    return next;
  }

  /** @throws Refused REQUEST_INVALID for one that this client does not have */
  async read(client: ClientName, id: string): Promise<Uint8Array> {
    const [, hash] = artifactId.exec(id) ?? [];
    if (hash === undefined) throw unknown('An artifact_id was expected: art_ and 64 hex digits.');
    const path = join(this.#folderOf(client), hash);
    const bytes = await readFile(path).catch((error: unknown) => {
      if (isMissing(error))
        throw unknown(`This client has no artifact ${id}. It may have been removed: upload it again.`);
      throw error;
    });
    if (hashOf(bytes) !== hash) throw unknown(`The artifact ${id} was changed on disk: upload it again.`);
    const now = new Date(this.#parts.clock.nowMs());
    // A file whose time cannot be set is only removed earlier.
    await utimes(path, now, now).catch(() => undefined);
    return bytes;
  }

  /** Removes what was not used for too long. @returns how many files */
  async sweep(): Promise<number> {
    const { folder } = this.#parts;
    const clients = await readdir(folder).catch(() => []);
    let removed = 0;
    for (const client of clients) removed += (await this.#sweepOne(join(folder, client))).removed;
    return removed;
  }

  async #put(client: ClientName, bytes: Uint8Array) {
    const folder = this.#folderOf(client);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const { files, total } = await this.#sweepOne(folder);
    const hash = hashOf(bytes);
    const id = `art_${hash}`;
    if (files.has(hash)) {
      await this.read(client, id);
      return { id, kept: total };
    }
    const { clientBytes } = this.#parts.terms();
    if (total + bytes.byteLength > clientBytes || files.size >= MOST_FILES) {
      throw new Refused('QUOTA_REACHED', {
        message: `This client keeps ${total} bytes in ${files.size} artifacts, and may keep ${clientBytes} bytes in ${MOST_FILES}.`,
      });
    }
    const temporary = join(folder, `.${randomBytes(6).toString('hex')}.tmp`);
    await writeFile(temporary, bytes, { flag: 'wx', mode: 0o600 });
    await rename(temporary, join(folder, hash));
    return { id, kept: total + bytes.byteLength };
  }

  async #sweepOne(folder: string) {
    const oldest = this.#parts.clock.nowMs() - this.#parts.terms().ageMs;
    const files = new Set<string>();
    let [total, removed] = [0, 0];
    for (const name of await readdir(folder).catch(() => [])) {
      const found = await stat(join(folder, name)).catch(() => undefined);
      if (found === undefined) continue;
      if (name.startsWith('.') || found.mtimeMs < oldest) {
        await rm(join(folder, name), { force: true });
        removed += 1;
      } else {
        files.add(name);
        total += found.size;
      }
    }
    return { files, total, removed };
  }

  /** A name may be anything, so it never becomes a path. */
  #folderOf(client: ClientName): string {
    return join(this.#parts.folder, createHash('sha256').update(client.toLowerCase()).digest('hex').slice(0, 32));
  }
}

const hashOf = (bytes: Uint8Array): Sha256 => Sha256.parse(createHash('sha256').update(bytes).digest('hex'));
const unknown = (message: string): Refused => new Refused('REQUEST_INVALID', { message });
const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT';

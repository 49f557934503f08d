/**
 * Every version that was ever in force, beside its hash, so that the last good one survives a restart with a broken file. `000007.yaml` is
 * written before `000007.json`: a version counts only once its description is there and the hash in it fits.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { readJson, writeFileAtomic } from '#host/storage/index.ts';
import { Sha256 } from '#shared/model/index.ts';

const HistoryEntry = z
  .object({
    version: z.number().int().positive(),
    sha256: Sha256,
    /** ISO 8601: when it came into force. */
    at: z.string(),
    /** Who: `starter` for the first content, `file` for a change that was found in the file, `anna via browser` for one made in the app. */
    by: z.string(),
    /** Why, in that person's words; `null` when nothing was said. */
    why: z.string().nullable().default(null),
    /** The policy's file then. */
    file: z.string(),
  })
  .readonly();
export type HistoryEntry = z.infer<typeof HistoryEntry>;

export interface KeptVersion {
  readonly entry: HistoryEntry;
  readonly text: string;
}

export interface PolicyHistory {
  /** The number that the next version gets. Numbers are never used twice. */
  next(): Promise<number>;
  /** Newest first, those of one file, those that are whole. Read one at a time, because the first is usually the one. */
  versionsOf(file: string): AsyncIterable<KeptVersion>;
  /** @returns `undefined` when there is no such version, or it is not whole */
  find(version: number): Promise<KeptVersion | undefined>;
  keep(entry: HistoryEntry, text: string): Promise<void>;
}

export function openHistory(folder: string): PolicyHistory {
  const numbers = async (): Promise<readonly number[]> => {
    const names = await readdir(folder);
    const found = names.flatMap((name) => /^(\d{6,9})\.(?:json|yaml)$/u.exec(name)?.[1] ?? []);
    return [...new Set(found.map(Number))].sort((a, b) => b - a);
  };
  return {
    next: async () => ((await numbers())[0] ?? 0) + 1,
    async *versionsOf(file) {
      for (const version of await numbers()) {
        const found = await readVersion(folder, version);
        if (found !== undefined && found.entry.file === file) yield found;
      }
    },
    find: (version) => readVersion(folder, version),
    async keep(entry, text) {
      await writeFileAtomic(join(folder, nameOf(entry.version, 'yaml')), text);
      await writeFileAtomic(join(folder, nameOf(entry.version, 'json')), `${JSON.stringify(entry, null, 2)}\n`);
    },
  };
}

async function readVersion(folder: string, version: number): Promise<KeptVersion | undefined> {
  const described = await readJson(join(folder, nameOf(version, 'json')), HistoryEntry);
  if (described.state !== 'ok') return undefined;
  const bytes = await readFile(join(folder, nameOf(version, 'yaml'))).catch(() => undefined);
  if (bytes === undefined || sha256Of(bytes) !== described.value.sha256) return undefined;
  return { entry: described.value, text: bytes.toString('utf8') };
}

const nameOf = (version: number, extension: string): string => `${String(version).padStart(6, '0')}.${extension}`;

export function sha256Of(content: string | Uint8Array): Sha256 {
  return Sha256.parse(createHash('sha256').update(content).digest('hex'));
}

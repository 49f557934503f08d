/** Small files of the app's own: whole or not at all, durable, and readable by this user only. */
import { randomBytes } from 'node:crypto';
import { open, readdir, readFile, rename, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { z } from 'zod';

/** Writes to a new file beside `path`, syncs it, renames it over, and syncs the folder. */
export async function writeFileAtomic(path: string, content: string | Uint8Array): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
  const file = await open(temporary, 'wx', 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
    await file.close();
    await rename(temporary, path);
  } catch (error) {
    await file.close().catch(() => undefined);
    await unlink(temporary).catch(() => undefined);
    throw error;
  }
  await syncFolder(dirname(path));
}

const UNFINISHED = /^\..+\.[0-9a-f]{12}\.tmp$/;

/** Removes what `writeFileAtomic` in a process that was killed left in this folder; nothing may be written there meanwhile. @returns how many */
export async function removeUnfinished(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  });
  const unfinished = entries.filter((entry) => entry.isFile() && UNFINISHED.test(entry.name));
  for (const { name } of unfinished) await unlink(join(folder, name));
  return unfinished.length;
}

/** Makes a rename or a new name in `path` survive a power cut. Folders cannot be opened for this on Windows. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

export type JsonFile<T> =
  | { readonly state: 'missing' }
  | { readonly state: 'invalid'; readonly problem: string }
  | { readonly state: 'ok'; readonly value: T };

/** Reads a JSON file under a schema. A file that does not fit is reported, never overwritten. */
export async function readJson<S extends z.ZodType>(path: string, schema: S): Promise<JsonFile<z.output<S>>> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return { state: 'missing' };
    throw error;
  }
  try {
    const parsed = schema.safeParse(JSON.parse(text));
    return parsed.success ? { state: 'ok', value: parsed.data } : { state: 'invalid', problem: parsed.error.message };
  } catch (error) {
    return { state: 'invalid', problem: error instanceof Error ? error.message : String(error) };
  }
}

/**
 * Files kept with a run: the package that it was started with, what it left, its report. Each lies under a number of its own, so that no
 * path of an agent's choosing ever becomes a path here; the list beside them says what each is. They go when the run goes.
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { KeptFile, type KeptKind, Sha256 } from '#shared/model/index.ts';

const Listed = z.array(z.object({ ...KeptFile.unwrap().shape, number: z.number().int().nonnegative() }));
type Listed = z.infer<typeof Listed>;

const folderOf = (run: string): string => join(run, 'kept');
const listOf = (run: string): string => join(folderOf(run), 'list.json');
export const newListOf = (run: string): string => join(folderOf(run), 'list.json.new');

/** One call at a time for a run. @param run the run's folder, which must be there @throws Error what the disk said */
export async function keepFile(run: string, kind: KeptKind, path: string, bytes: Uint8Array): Promise<KeptFile> {
  const list = await readList(run);
  const number = list.length;
  const sha256 = Sha256.parse(createHash('sha256').update(bytes).digest('hex'));
  const file: KeptFile = { kind, path, bytes: bytes.byteLength, sha256 };
  if (number === 0) await mkdir(folderOf(run), { mode: 0o700 });
  await writeFile(join(folderOf(run), String(number)), bytes, { flag: 'wx', mode: 0o600 });
  // Half a list would take the whole one with it.
  await writeFile(newListOf(run), JSON.stringify([...list, { ...file, number }]), { mode: 0o600 });
  await rename(newListOf(run), listOf(run));
  return file;
}

/** @returns nothing for a run that kept nothing @throws Error what the disk said, or that the list is no list */
export async function keptFiles(run: string): Promise<readonly KeptFile[]> {
  return (await readList(run)).map(({ number: _number, ...file }) => file);
}

/** @returns `undefined` when there is none @throws Error when the bytes on disk are no longer those that were kept */
export async function readKept(run: string, kind: KeptKind, path: string): Promise<Uint8Array | undefined> {
  const found = (await readList(run)).findLast((file) => file.kind === kind && file.path === path);
  if (found === undefined) return undefined;
  const bytes = await readFile(join(folderOf(run), String(found.number)));
  if (createHash('sha256').update(bytes).digest('hex') !== found.sha256) {
    throw new Error(`a kept file (${kind}, ${found.number}) was changed on disk`);
  }
  return bytes;
}

async function readList(run: string): Promise<Listed> {
  let text: string;
  try {
    text = await readFile(listOf(run), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return [];
    throw error;
  }
  return Listed.parse(JSON.parse(text));
}

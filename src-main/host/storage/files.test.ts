import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { removeUnfinished, writeFileAtomic } from './files.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-files-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('what a killed process had not finished writing is removed, and nothing else', async () => {
  await writeFileAtomic(join(folder, 'clients.json'), '{}');
  const others = ['.clients.json.tmp', '.notes.0123456789ab.txt', 'a.0123456789ab.tmp', '.x.0123456789AB.tmp'];
  for (const name of [...others, '.clients.json.0123456789ab.tmp']) await writeFile(join(folder, name), '');
  expect(await removeUnfinished(folder)).toBe(1);
  expect((await readdir(folder)).sort()).toEqual([...others, 'clients.json'].sort());
});

it('a folder that is not there has nothing unfinished', async () => {
  expect(await removeUnfinished(join(folder, 'nothing'))).toBe(0);
});

/** A stable name for a data folder, by which processes and containers of its host are labelled and found again after a crash. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { readJson, writeFileAtomic } from './files.ts';

const FolderId = z.strictObject({ version: z.literal(1), id: z.string().regex(/^[0-9a-f]{32}$/) });

/** @throws Error when the file is there and unreadable; it is left as it is */
export async function folderId(root: string): Promise<string> {
  const path = join(root, 'folder-id.json');
  const found = await readJson(path, FolderId);
  if (found.state === 'ok') return found.value.id;
  if (found.state === 'invalid') throw new Error(`${path} cannot be read (${found.problem}). It was left as it is.`);
  const id = randomBytes(16).toString('hex');
  await writeFileAtomic(path, `${JSON.stringify({ version: 1, id })}\n`);
  return id;
}

/** Removes a file, folder or link by moving it to the trash. Nothing is ever removed for good. */
import { basename, dirname } from 'node:path';
import { type FileDeletePlan, Refused } from '#shared/model/index.ts';
import type { Anchor } from './anchor-folder.ts';
import { isFull } from './file-trouble.ts';
import type { Keep } from './keep.ts';
import { statIfThere } from './look-for.ts';
import { moveEntry } from './move-entry.ts';
import { openTrash, type TrashPlace, writeTrashInfo } from './trash.ts';
import { anchorPinned, drifted } from './write-file.ts';

export async function deleteEntry(plan: FileDeletePlan, keep: Keep, nowMs: number): Promise<void> {
  const { entry, folder, trash } = plan;
  await using source = await anchorPinned(folder);
  const name = basename(entry.path);
  const stat = await statIfThere(source, name);
  if (stat === null) throw drifted(`${entry.named} is gone`);
  if (`${stat.dev}` !== entry.device || `${stat.ino}` !== entry.inode)
    throw drifted(`${entry.named} is another one now`);
  await keep({ plan, before: null, after: null });
  if (trash === null) await toSystemTrash(source, name);
  else await toTrash(plan, source, trash, nowMs);
}

async function toTrash({ entry }: FileDeletePlan, source: Anchor, trash: TrashPlace, nowMs: number): Promise<void> {
  await using files = await openTrash(dirname(trash.path)).catch(noTrash);
  const forget = await writeTrashInfo(trash, entry.path, nowMs);
  try {
    const to = { folder: files.folder, name: basename(trash.path) };
    await moveEntry(entry, { folder: source, name: basename(entry.path) }, to, null);
  } catch (error) {
    await forget();
    throw error;
  }
}

/** macOS and Windows have a trash of their own, which a small program of theirs puts things into. */
async function toSystemTrash(source: Anchor, name: string): Promise<void> {
  await source.check();
  const { default: moveToTrash } = await import('trash');
  await moveToTrash(source.at(name), { glob: false });
  await source.sync();
}

function noTrash(cause: unknown): never {
  if (isFull(cause)) throw cause;
  throw new Refused('FILE_UNUSABLE', {
    message: 'The disk that it lies on has no trash that this user may use, and nothing is removed for good.',
    cause,
  });
}

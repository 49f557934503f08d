/** Moves as a plan says: what a folder holds is looked through once more, what is replaced is kept. */
import { basename } from 'node:path';
import type { FileMovePlan } from '#shared/model/index.ts';
import type { Keep } from './keep.ts';
import { makeFolders } from './make-folders.ts';
import { moveEntry, readReplaced } from './move-entry.ts';
import { forgetTrashed } from './trash.ts';
import { walkTree } from './walk-tree.ts';
import { anchorPinned } from './write-file.ts';

export async function moveByPlan(plan: FileMovePlan, may: (path: string) => boolean, keep: Keep): Promise<void> {
  const { from, to, replaces } = plan;
  await using source = await anchorPinned(plan.fromFolder);
  await using base = await anchorPinned(plan.folder);
  const name = basename(from.path);
  if (from.type === 'folder') {
    await using inner = await source.down(name);
    await walkTree(inner, { shown: from.named, may });
  }
  const made = await makeFolders(base, plan.parents);
  try {
    const end = { folder: made.folder, name: basename(to.path) };
    const before = replaces === null ? null : await readReplaced(end, replaces, to.named);
    await keep({ plan, before, after: null });
    await moveEntry(from, { folder: source, name }, end, replaces);
    await made.keep();
    if (plan.trashInfo !== null) await forgetTrashed(plan.trashInfo);
  } catch (error) {
    await made.undo();
    throw error;
  } finally {
    await made.release();
  }
}

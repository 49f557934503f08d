/**
 * What would undo a change that a run made. Planned from what was kept of it and from what is there now: where somebody changed it since,
 * there is nothing to undo, and the refusal says what was found.
 */
import { contentAt, lookAtEntry, lookFor, placeInTrash, usable } from '#host/engines/files/index.ts';
import { hashOf } from '#host/storage/index.ts';
import {
  type FileDeletePlan,
  type FileMkdirPlan,
  type FileMovePlan,
  type FileWritePlan,
  type KeptChange,
  Refused,
} from '#shared/model/index.ts';
import type { FileParts } from './file-parts.ts';
import { planWrite } from './plan-write.ts';

export type RevertPlan = FileWritePlan | FileMovePlan | FileDeletePlan;

type RevertParts = Pick<FileParts, 'content' | 'homeTrash' | 'policy'>;

/** The person’s own limit is what fits into memory with ease; the policy’s limits are for agents. */
const terms = { maxWriteBytes: 1024 ** 3 };
const everything = (): boolean => true;

/** @throws Refused FILE_CHANGED, FILE_EXISTS, FILE_UNUSABLE: why it cannot be undone */
export async function planRevert(parts: RevertParts, { plan, before }: KeptChange): Promise<RevertPlan> {
  switch (plan.kind) {
    case 'file.write':
      return plan.before === null ? undoCreate(parts, plan) : undoWrite(parts, plan, before);
    case 'file.mkdir':
      return undoMkdir(parts, plan);
    case 'file.move':
      return undoMove(plan);
    case 'file.delete':
      return undoDelete(plan);
    default:
      throw new Refused('FILE_UNUSABLE', { message: 'This run changed no file, so there is nothing to revert.' });
  }
}

/** The second step of undoing a move that replaced something: what was replaced comes back. `null`: there is none. */
export async function planReplaced(parts: RevertParts, { plan, before }: KeptChange): Promise<FileWritePlan | null> {
  if (plan.kind !== 'file.move' || plan.replaces === null) return null;
  if (before === null || hashOf(before) !== plan.replaces.sha256) throw notKept();
  const { path } = plan.to;
  const place = { session: null, workspace: plan.workspace, named: path, path };
  const made = await planWrite(parts, place, wishFor(before, 'create'), terms);
  return { ...made, how: 'revert', after: { ...made.after, mode: plan.replaces.mode } };
}

async function undoWrite(parts: RevertParts, plan: FileWritePlan, before: Uint8Array | null): Promise<FileWritePlan> {
  const { path, workspace } = plan;
  if (before === null || plan.before === null || hashOf(before) !== plan.before.sha256) throw notKept();
  const now = await nowAt(path);
  if (now?.content.sha256 === plan.before.sha256) {
    throw changed(`${JSON.stringify(path)} holds what it held before already.`);
  }
  if (now?.content.sha256 !== plan.after.sha256) throw changedSince(path, now === null);
  const place = { session: null, workspace, named: path, path };
  const made = await planWrite(parts, place, wishFor(before, 'revert'), terms);
  return { ...made, after: { ...made.after, mode: plan.before.mode } };
}

async function undoCreate(parts: RevertParts, { path, workspace, after }: FileWritePlan): Promise<FileDeletePlan> {
  const now = await nowAt(path);
  if (now?.content.sha256 !== after.sha256) throw changedSince(path, now === null);
  return toTrash(parts, path, workspace);
}

async function undoMkdir(parts: RevertParts, { path, workspace, exists }: FileMkdirPlan): Promise<FileDeletePlan> {
  if (exists) throw changed('The folder was there before, so nothing was changed.');
  const undo = await toTrash(parts, path, workspace);
  if (undo.entry.type === 'folder' && undo.entry.entries === 0) return undo;
  throw changed(`${JSON.stringify(path)} is not the empty folder any more that was made.`);
}

async function undoMove(plan: FileMovePlan): Promise<FileMovePlan> {
  return backTo(plan.from.path, plan.to.path, plan, null);
}

async function undoDelete(plan: FileDeletePlan): Promise<FileMovePlan> {
  if (plan.trash === null) {
    throw new Refused('FILE_UNUSABLE', { message: 'It lies in the system’s own trash. Take it out there.' });
  }
  return backTo(plan.entry.path, plan.trash.path, { ...plan, from: plan.entry }, plan.trash.info);
}

/** @param from where it was, and where it goes again @param at where it is now */
async function backTo(
  from: string,
  at: string,
  plan: Pick<FileMovePlan, 'from' | 'workspace'>,
  trashInfo: string | null,
): Promise<FileMovePlan> {
  const { entry, folder: fromFolder } = await usable(at, () => lookAtEntry(at, at, everything)).catch(
    (error: unknown) => {
      if (error instanceof Refused && error.refusal.code === 'FILE_NOT_FOUND') throw changedSince(at, true);
      throw error;
    },
  );
  if (entry.device !== plan.from.device || entry.inode !== plan.from.inode) throw changedSince(at, false);
  const { folder, parents, stat } = await usable(from, () => lookFor(from));
  if (stat !== null) throw changed(`Something else is at ${JSON.stringify(from)} now.`);
  return {
    ...{ kind: 'file.move', session: null, workspace: plan.workspace, from: entry, fromFolder },
    ...{ to: { named: from, path: from }, folder, parents, trashInfo, replaces: null },
  };
}

async function toTrash({ homeTrash }: RevertParts, path: string, workspace: string | null): Promise<FileDeletePlan> {
  const { entry, folder } = await usable(path, () => lookAtEntry(path, path, everything));
  const trash = process.platform === 'linux' ? await usable(path, () => placeInTrash(path, homeTrash)) : null;
  return { kind: 'file.delete', session: null, workspace, entry, folder, trash };
}

async function nowAt(path: string) {
  try {
    return await usable(path, () => contentAt(path, path, terms.maxWriteBytes));
  } catch (error) {
    if (error instanceof Refused && error.refusal.code === 'FILE_NOT_FOUND') return null;
    throw error;
  }
}

const wishFor = (before: Uint8Array, how: 'create' | 'revert') => ({
  ...{ how, createParents: true, expectedSha256: null },
  likely: null,
  bytesFrom: () => Buffer.from(before),
});

const changed = (message: string): Refused => new Refused('FILE_CHANGED', { message, retryable: false, hint: null });
const changedSince = (path: string, isGone: boolean): Refused =>
  changed(`${JSON.stringify(path)} ${isGone ? 'is gone' : 'was changed'} since. Nothing was reverted.`);
const notKept = (): Refused => changed('What the file held before was not kept.');

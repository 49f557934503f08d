/**
 * Gives a file new content in one step: a new file beside it is written, synced, and put in its place. Whoever reads sees the old
 * content or the new, never a part. Nothing is done when the folder or the file is not what the plan says.
 */

import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, link, open, rename, unlink } from 'node:fs/promises';
import { basename } from 'node:path';
import { type FileContent, type PinnedFolder, Refused } from '#shared/model/index.ts';
import { type Anchor, anchorFolder } from './anchor-folder.ts';
import { statIfThere } from './look-for.ts';
import { makeFolders } from './make-folders.ts';
import { openRegular } from './open-regular.ts';
import { readWhole } from './read-whole.ts';

export interface NewContent {
  /** Canonical. */
  readonly path: string;
  readonly named: string;
  readonly folder: PinnedFolder;
  readonly parents: readonly string[];
  readonly before: FileContent | null;
  readonly mode: number;
  readonly bytes: Uint8Array;
  /** What the plan says that the file holds; `null` when it says that there is none. */
  readonly expected: Uint8Array | null;
  /** Told once that is so, before it is replaced: only when this resolves may it be. */
  readonly keep: () => Promise<void>;
}

/** @throws Refused PLAN_DRIFT; what the system says. Nothing is changed then. */
export async function writeFile(content: NewContent): Promise<void> {
  await using base = await anchorPinned(content.folder);
  const made = await makeFolders(base, content.parents);
  try {
    await writeIn(made.folder, content);
    await made.keep();
  } catch (error) {
    await made.undo();
    throw error;
  } finally {
    await made.release();
  }
}

/** @throws Refused PLAN_DRIFT */
export async function anchorPinned(pin: PinnedFolder): Promise<Anchor> {
  const anchor = await anchorFolder(pin.path);
  if (anchor.pin.device === pin.device && anchor.pin.inode === pin.inode) return anchor;
  await anchor[Symbol.asyncDispose]();
  throw drifted(`${pin.path} is a different folder now`);
}

export const drifted = (what: string): Refused =>
  new Refused('PLAN_DRIFT', { message: `Something the plan relied on changed before the run: ${what}.` });

async function writeIn(folder: Anchor, content: NewContent): Promise<void> {
  const name = basename(content.path);
  const temporary = `.${randomBytes(9).toString('hex')}.countersign`;
  try {
    const looked = ownerOfOld(folder, name, content);
    const kept = looked.then(() => content.keep());
    const written = writeNew(folder, temporary, content, looked);
    // All of them, so that none is under way any more when the file beside it is removed.
    const [old, ...others] = await Promise.allSettled([looked, written, kept]);
    if (old.status === 'rejected') throw old.reason;
    for (const other of others) if (other.status === 'rejected') throw other.reason;
    await folder.check();
    if (old.value === null) await putNew(folder, temporary, name);
    else await rename(folder.at(temporary), folder.at(name));
  } catch (error) {
    await unlink(folder.at(temporary)).catch(() => undefined);
    throw error;
  }
  await folder.sync();
}

interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** @throws Refused PLAN_DRIFT when it is not what the plan says */
async function ownerOfOld(folder: Anchor, name: string, content: NewContent): Promise<Owner | null> {
  const { before, expected, named } = content;
  if (before === null || expected === null) {
    if ((await statIfThere(folder, name)) !== null) throw drifted(`${named} is there now`);
    return null;
  }
  const opened = await openRegular(folder, name, named);
  const { stat } = opened;
  try {
    if (`${stat.dev}` !== before.device || `${stat.ino}` !== before.inode)
      throw drifted(`${named} is a different file now`);
    if (Number(stat.nlink) !== before.links) throw drifted(`${named} has another number of names now`);
    const bytes = await readWhole(opened, { shown: named, most: before.bytes });
    if (!bytes.equals(expected)) throw drifted(`${named} holds something else now`);
    return { uid: Number(stat.uid), gid: Number(stat.gid) };
  } catch (error) {
    if (error instanceof Refused && error.refusal.code === 'FILE_TOO_LARGE') throw drifted(`${named} holds more now`);
    throw error;
  } finally {
    await opened.file.close();
  }
}

async function writeNew(
  folder: Anchor,
  name: string,
  { bytes, mode }: NewContent,
  looked: Promise<Owner | null>,
): Promise<void> {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);
  const file = await open(folder.at(name), flags, 0o600);
  try {
    await file.writeFile(bytes);
    const owner = await looked;
    if (process.platform !== 'win32') {
      if (owner !== null) await keepOwner(file, owner);
      await file.chmod(mode);
    }
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Only root can give a file away; for everybody else it is theirs already, or becomes theirs, as with any editor. */
async function keepOwner(file: FileHandle, owner: Owner): Promise<void> {
  if (process.getuid?.() === owner.uid && process.getgid?.() === owner.gid) return;
  await file.chown(owner.uid, owner.gid).catch(() => undefined);
}

/** A second name that fails where one is there, then away with the first: nothing that came meanwhile is overwritten. */
async function putNew(folder: Anchor, temporary: string, name: string): Promise<void> {
  await link(folder.at(temporary), folder.at(name));
  await unlink(folder.at(temporary));
}

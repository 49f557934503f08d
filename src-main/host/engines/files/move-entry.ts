/** Gives a file, folder or link another place on the same disk. What is there is never replaced unless the plan says what it replaces. */

import { link, rename, unlink } from 'node:fs/promises';
import { hashOf } from '#host/storage/index.ts';
import type { FileContent, SeenEntry } from '#shared/model/index.ts';
import { Refused } from '#shared/model/index.ts';
import type { Anchor } from './anchor-folder.ts';
import { isMissing, isOtherDisk, isThere } from './file-trouble.ts';
import { statIfThere } from './look-for.ts';
import { openRegular } from './open-regular.ts';
import { readWhole } from './read-whole.ts';
import { drifted } from './write-file.ts';

interface End {
  readonly folder: Anchor;
  readonly name: string;
}

type Moved = Pick<SeenEntry, 'named' | 'type' | 'device' | 'inode'>;

/** @throws Refused PLAN_DRIFT, FILE_EXISTS, FILE_UNUSABLE; nothing is moved then */
export async function moveEntry(entry: Moved, from: End, to: End, replaces: FileContent | null): Promise<void> {
  await expectSame(entry, from);
  try {
    if (replaces !== null) await rename(from.folder.at(from.name), to.folder.at(to.name));
    else if (entry.type === 'folder') await moveFolder(from, to);
    else await moveAside(from, to);
  } catch (error) {
    if (isOtherDisk(error)) {
      const message = `${JSON.stringify(entry.named)} and its new place lie on different disks. Copy it by reading and writing.`;
      throw new Refused('FILE_UNUSABLE', { message, cause: error });
    }
    throw error;
  }
  await expectMoved(entry, from, to, replaces);
  await to.folder.sync();
  await from.folder.sync();
}

/** What a file holds that is about to be replaced. @throws Refused PLAN_DRIFT when it is not what the plan says */
export async function readReplaced({ folder, name }: End, replaces: FileContent, shown: string): Promise<Buffer> {
  const opened = await openRegular(folder, name, shown);
  const { file, stat } = opened;
  try {
    const bytes = await readWhole(opened, { shown, most: Math.max(replaces.bytes, Number(stat.size)) });
    const same = `${stat.dev}` === replaces.device && `${stat.ino}` === replaces.inode;
    if (!same || hashOf(bytes) !== replaces.sha256) throw drifted(`${shown} holds something else now`);
    return bytes;
  } finally {
    await file.close();
  }
}

/** A folder takes the place of nothing but an empty folder, and there is none: it was looked for. */
async function moveFolder(from: End, to: End): Promise<void> {
  if ((await statIfThere(to.folder, to.name)) !== null) throw drifted(`${to.name} is there now`);
  await rename(from.folder.at(from.name), to.folder.at(to.name));
}

/** A second name first, which fails where something is; then away with the first. Some disks know one name only. */
async function moveAside(from: End, to: End): Promise<void> {
  try {
    await link(from.folder.at(from.name), to.folder.at(to.name));
  } catch (error) {
    if (isThere(error) || isMissing(error) || isOtherDisk(error)) throw error;
    await moveFolder(from, to);
    return;
  }
  await unlink(from.folder.at(from.name));
}

async function expectSame({ named, device, inode }: Moved, { folder, name }: End): Promise<void> {
  const stat = await statIfThere(folder, name);
  if (stat === null) throw drifted(`${named} is gone`);
  if (`${stat.dev}` !== device || `${stat.ino}` !== inode) throw drifted(`${named} is another one now`);
}

/** Somebody may have put another thing there in the same moment: then that goes back where it was. */
async function expectMoved(
  { named, device, inode }: Moved,
  from: End,
  to: End,
  replaces: FileContent | null,
): Promise<void> {
  const stat = await statIfThere(to.folder, to.name);
  if (stat !== null && `${stat.dev}` === device && `${stat.ino}` === inode) return;
  if (replaces === null && (await statIfThere(from.folder, from.name)) === null) {
    await rename(to.folder.at(to.name), from.folder.at(from.name)).catch(() => undefined);
  }
  throw drifted(`${named} is another one now`);
}

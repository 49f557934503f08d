/** Whether what a plan about files pinned is still there, looked at once more right before the run. The engine looks again as it acts. */
import { lookAtFolder, lookFor, troubleWith } from '#host/engines/files/index.ts';
import type { FileContent, PinnedFolder } from '#shared/model/index.ts';

interface Seen {
  readonly named: string;
  readonly path: string;
  readonly device: string;
  readonly inode: string;
}

/** A file, folder or link that has to be the same one still. */
export async function driftOfSeen({ named, path, device, inode }: Seen): Promise<string[]> {
  try {
    const { stat } = await lookFor(path);
    if (stat === null) return [`${named} is gone`];
    return `${stat.dev}` === device && `${stat.ino}` === inode ? [] : [`${named} is another one now`];
  } catch (error) {
    return [sentenceOf(named, error)];
  }
}

export async function driftOfFolder({ named, path, device, inode }: Seen): Promise<string[]> {
  try {
    const now = await lookAtFolder(path);
    return now.device === device && now.inode === inode ? [] : [`${named} is another folder now`];
  } catch (error) {
    return [sentenceOf(named, error)];
  }
}

interface Landing {
  readonly named: string;
  readonly path: string;
  readonly folder: PinnedFolder;
  readonly parents: readonly string[];
  /** What has to be there; `null`: nothing. */
  readonly before: FileContent | null;
}

/** A place for something new, or for new content of what is there. Folders on the way that were made meanwhile do no harm. */
export async function driftOfPlace({ named, path, folder, parents, before }: Landing): Promise<string[]> {
  try {
    const now = await lookFor(path);
    const below = now.folder.path.length >= folder.path.length;
    if (!below || (now.parents.length === parents.length && !sameFolder(now.folder, folder))) {
      return [`${folder.path} is a different folder now`];
    }
    if (before === null) return now.stat === null ? [] : [`${named} is there now`];
    if (now.stat === null) return [`${named} is gone`];
    const same = `${now.stat.dev}` === before.device && `${now.stat.ino}` === before.inode;
    return same && Number(now.stat.size) === before.bytes ? [] : [`${named} was changed`];
  } catch (error) {
    return [sentenceOf(named, error)];
  }
}

const sameFolder = (a: PinnedFolder, b: PinnedFolder): boolean =>
  a.path === b.path && a.device === b.device && a.inode === b.inode;

function sentenceOf(named: string, error: unknown): string {
  const trouble = troubleWith(named, error);
  return trouble instanceof Error ? trouble.message.replace(/\.$/u, '') : `${named} cannot be looked at`;
}

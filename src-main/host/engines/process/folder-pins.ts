/** Pins folders for a plan: which folder a path really leads to. What is in it is not pinned. */
import { lstat, realpath } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { type PinnedFolder, Refused } from '#shared/model/index.ts';

/** @throws Refused BAD_INPUT with a sentence: missing, not a folder, not absolute … */
export async function pinFolder(path: string): Promise<PinnedFolder> {
  const refuse = (why: string, cause?: unknown): Refused =>
    new Refused('BAD_INPUT', { message: `The folder ${JSON.stringify(path)} cannot be used: ${why}.`, cause });
  if (path.includes('\0')) throw refuse('the path contains a NUL byte');
  if (!isAbsolute(path)) throw refuse('an absolute path was expected');
  let found: Found;
  try {
    found = await look(path);
  } catch (cause) {
    throw refuse(reasonOf(cause), cause);
  }
  if (!found.isFolder) throw refuse('it is a file, and a folder was expected');
  return found.pinned;
}

/** Sentences about what is not as it was pinned; empty when it still is. */
export async function driftOfFolder(pinned: PinnedFolder): Promise<string[]> {
  let now: Found;
  try {
    now = await look(pinned.path);
  } catch (error) {
    return [`${pinned.path} cannot be used now: ${reasonOf(error)}`];
  }
  if (now.pinned.path !== pinned.path) return [`${pinned.path} leads to ${now.pinned.path} now`];
  if (!now.isFolder) return [`${pinned.path} is not a folder now`];
  const same = now.pinned.device === pinned.device && now.pinned.inode === pinned.inode;
  return same ? [] : [`${pinned.path} is a different folder now`];
}

interface Found {
  readonly pinned: PinnedFolder;
  readonly isFolder: boolean;
}

async function look(named: string): Promise<Found> {
  const path = await realpath(named);
  const stat = await lstat(path, { bigint: true });
  return { pinned: { path, device: `${stat.dev}`, inode: `${stat.ino}` }, isFolder: stat.isDirectory() };
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  switch ('code' in error ? error.code : undefined) {
    case 'ENOENT':
      return 'there is no such folder';
    case 'ENOTDIR':
      return 'a part of the path is a file';
    case 'EACCES':
    case 'EPERM':
      return 'it may not be entered by this user';
    default:
      return error.message;
  }
}

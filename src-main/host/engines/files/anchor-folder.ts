/**
 * A folder held open: a name in it means that name in this very folder, whatever is renamed or linked meanwhile. On Linux names are
 * resolved against the open folder itself, through /proc. Elsewhere there is no such way in Node: there the folder is compared with what
 * its path leads to, before and after (docs/security.md says what that leaves open).
 */
import { constants, readlinkSync } from 'node:fs';
import { type FileHandle, lstat, open, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { PinnedFolder } from '#shared/model/index.ts';

/** Opens without permission to read; Node has no name for it. The same number on every processor that Node runs on under Linux. */
const O_PATH = 0x20_0000;
const onLinux = process.platform === 'linux';
const FOLDER_FLAGS = (constants.O_DIRECTORY ?? 0) | (constants.O_NOFOLLOW ?? 0);

export interface Anchor extends AsyncDisposable {
  readonly pin: PinnedFolder;
  /** A path that means `name` in this folder. Good only while the anchor is held. */
  at(name: string): string;
  /** The folder itself, for listing it. */
  readonly here: string;
  /** Where there is no way to hold on to it: whether its path still leads to it. @throws MovedAway */
  check(): Promise<void>;
  /** Makes names that came and went survive a power cut. */
  sync(): Promise<void>;
  /** A folder in it, not through a link. @throws what the system says; MovedAway */
  down(name: string): Promise<Anchor>;
}

/** The path leads to another folder now than it did a moment ago. */
export class MovedAway extends Error {
  constructor(path: string) {
    super(`${path} is not the folder that it was a moment ago`);
    this.name = 'MovedAway';
  }
}

/**
 * @param path canonical: a link anywhere in it is refused
 * @throws what the system says (ENOENT, ENOTDIR, ELOOP, EACCES …); MovedAway when the path goes through a link by now
 */
export async function anchorFolder(path: string): Promise<Anchor> {
  return anchored(path, path);
}

async function anchored(path: string, opened: string): Promise<Anchor> {
  const folder = await openFolder(opened);
  try {
    const stat = folder === null ? await lstat(path, { bigint: true }) : await folder.stat({ bigint: true });
    if (!stat.isDirectory()) throw Object.assign(new Error(`${path} is not a folder`), { code: 'ENOTDIR' });
    const anchor = held(path, folder, { path, device: `${stat.dev}`, inode: `${stat.ino}` });
    await anchor.check();
    return anchor;
  } catch (error) {
    await folder?.close();
    throw error;
  }
}

/** Windows cannot open a folder. */
async function openFolder(path: string): Promise<FileHandle | null> {
  if (process.platform === 'win32') return null;
  return open(path, FOLDER_FLAGS | (onLinux ? O_PATH : constants.O_RDONLY));
}

function held(path: string, folder: FileHandle | null, pin: PinnedFolder): Anchor {
  const here = onLinux && folder !== null ? `/proc/self/fd/${folder.fd}` : path;
  const at = (name: string): string => (onLinux ? `${here}/${name}` : join(path, name));
  return {
    ...{ pin, here, at },
    async check() {
      if (onLinux && folder !== null) {
        // The kernel's own answer, which no disk can hold up.
        if (readlinkSync(here) !== path) throw new MovedAway(path);
        return;
      }
      if ((await realpath(path)) !== path) throw new MovedAway(path);
      const now = await lstat(path, { bigint: true });
      if (`${now.dev}` !== pin.device || `${now.ino}` !== pin.inode) throw new MovedAway(path);
    },
    async sync() {
      if (process.platform === 'win32') return;
      // What was opened for its path alone cannot be synced.
      const readable = await open(here, constants.O_RDONLY | (constants.O_DIRECTORY ?? 0));
      try {
        await readable.sync();
      } finally {
        await readable.close();
      }
    },
    down: (name) => anchored(join(path, name), at(name)),
    async [Symbol.asyncDispose]() {
      await folder?.close();
    },
  };
}

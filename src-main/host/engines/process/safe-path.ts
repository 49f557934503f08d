/**
 * Follows a path to the file that it really names, and refuses to follow it through a place where another user could put something else:
 * a folder that others may write (unless it is sticky), a link or file that another user owns in a sticky one.
 */
import type { BigIntStats } from 'node:fs';
import { lstat, readlink } from 'node:fs/promises';
import { dirname, join, parse, sep } from 'node:path';

const OTHERS_WRITE = 0o002n;
const GROUP_WRITES = 0o020n;
const STICKY = 0o1000n;
const MAX_LINKS = 40;

/** Groups of administrators, who can do everything anyway: Debian's staff in /usr/local, macOS' admin in Homebrew's folders. */
const STAFF_OF_DEBIAN = 50n;
const ADMIN_OF_MACOS = 80n;

/**
 * @param named an absolute path
 * @returns the canonical path, every link resolved
 * @throws Error ENOENT and the like from the file system; UnsafePath when others could change where the path leads
 */
export async function resolveSafely(named: string): Promise<string> {
  let links = 0;
  let rest = parts(named);
  let at = parse(named).root;
  let folder = await lstat(at, { bigint: true });
  for (let part = rest.shift(); part !== undefined; part = rest.shift()) {
    if (part === '..') {
      at = dirname(at);
      folder = await lstat(at, { bigint: true });
      continue;
    }
    refuseWritable(at, folder, 'folder');
    const next = join(at, part);
    const found = await lstat(next, { bigint: true });
    refuseForeign(next, found, at, folder);
    if (found.isSymbolicLink()) {
      links += 1;
      if (links > MAX_LINKS) throw new UnsafePath(`${named} leads through more than ${MAX_LINKS} links`);
      const target = await readlink(next);
      rest = [...parts(target), ...rest];
      if (parse(target).root !== '') at = parse(target).root;
      folder = await lstat(at, { bigint: true });
      continue;
    }
    at = next;
    folder = found;
  }
  return at;
}

export class UnsafePath extends Error {
  override readonly name = 'UnsafePath';
}

/** @throws UnsafePath when others than its owner and administrators may write it */
export function refuseWritable(path: string, stat: BigIntStats, kind: 'file' | 'folder'): void {
  if (process.platform === 'win32' || (kind === 'folder' && (stat.mode & STICKY) !== 0n)) return;
  if ((stat.mode & OTHERS_WRITE) !== 0n) {
    throw new UnsafePath(`the ${kind} ${path} can be written by everyone (mend it with chmod o-w)`);
  }
  if ((stat.mode & GROUP_WRITES) !== 0n && !isTrustedGroup(stat)) {
    throw new UnsafePath(`the ${kind} ${path} can be written by the group ${stat.gid} (mend it with chmod g-w)`);
  }
}

/** In a sticky folder everybody may put things, and only their owner can replace them. */
function refuseForeign(path: string, found: BigIntStats, folderPath: string, folder: BigIntStats): void {
  if (process.getuid === undefined || (folder.mode & STICKY) === 0n) return;
  if ((folder.mode & (OTHERS_WRITE | GROUP_WRITES)) === 0n) return;
  if (found.uid !== 0n && found.uid !== BigInt(process.getuid())) {
    throw new UnsafePath(`${path} belongs to the user ${found.uid}, and everybody may put files into ${folderPath}`);
  }
}

/** A group of administrators, or the private group that many systems give each user under the user's own number. */
function isTrustedGroup({ uid, gid }: BigIntStats): boolean {
  if (gid === 0n || gid === uid) return true;
  if (process.platform === 'darwin') return gid === ADMIN_OF_MACOS;
  return uid === 0n && gid === STAFF_OF_DEBIAN;
}

const parts = (path: string): string[] =>
  path
    .slice(parse(path).root.length)
    .split(process.platform === 'win32' ? /[\\/]/ : sep)
    .filter((part) => part !== '' && part !== '.');

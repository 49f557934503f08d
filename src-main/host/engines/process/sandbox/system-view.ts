/** What of the system a sandboxed program needs to see, as it lies on this machine. */
import { type Dirent, lstatSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

export interface SystemView {
  /** Folders that are shown, read-only. */
  readonly folders: readonly string[];
  /** Links at the top that make up for older places: `/bin` for `usr/bin`. */
  readonly links: readonly { readonly at: string; readonly to: string }[];
  /** Files and folders in them that only their owner may read. For a program with that owner's number nothing else would close them. */
  readonly closed: readonly string[];
}

/** Programs and what they need. Nothing that changes while the machine runs, and nobody's own files. */
const FOLDERS = [
  '/usr',
  '/etc',
  '/opt',
  '/nix/store',
  '/gnu/store',
  '/home/linuxbrew/.linuxbrew',
  '/run/current-system',
];
const TOP = ['/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32'];

/** The system's own sockets, the kernel's faces, and devices. */
export const neverOpened: readonly string[] = ['/proc', '/sys', '/dev', '/run', '/boot'];

export function lookAtSystem(isRoot: boolean): SystemView {
  const folders: string[] = [];
  const links: { readonly at: string; readonly to: string }[] = [];
  for (const path of [...FOLDERS, ...TOP]) {
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (found?.isDirectory() === true) folders.push(path);
    else if (found?.isSymbolicLink() === true) links.push({ at: path, to: readlinkSync(path) });
  }
  return { folders, links, closed: isRoot ? ownersOnly('/etc') : [] };
}

const OTHERS_READ = 0o004;

function ownersOnly(folder: string): readonly string[] {
  return entriesOf(folder).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isSymbolicLink()) return [];
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (found === undefined || found.size === 0) return [];
    if ((found.mode & OTHERS_READ) === 0) return [path];
    return entry.isDirectory() ? ownersOnly(path) : [];
  });
}

function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

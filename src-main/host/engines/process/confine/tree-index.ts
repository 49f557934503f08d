/**
 * Finds what is of interest in a folder and all below it, again and again at little cost: a folder is read once, and after that only asked
 * whether it changed. Links are not followed, because in a sandbox they lead nowhere that is not shown.
 */
import { type Dirent, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

export type EntryKind = 'folder' | 'file' | 'link' | 'socket' | 'other';

export interface Sight {
  readonly path: string;
  readonly kind: EntryKind;
}

interface Listing {
  readonly stamp: string;
  /** Whether the stamp tells of every later change. */
  readonly settled: boolean;
  readonly folders: readonly string[];
  readonly sights: readonly { readonly name: string; readonly kind: EntryKind }[];
}

export interface Walked {
  readonly sights: readonly Sight[];
  readonly folders: number;
  /** There were more folders than allowed, and the rest was not looked at. */
  readonly cut: boolean;
}

export interface TreeIndex {
  /**
   * @param root an existing folder
   * @param enter whether what is below a folder of interest is looked at too
   * @param except folders that are passed over
   */
  walk(
    root: string,
    mostFolders: number,
    enter: (sight: Sight) => boolean,
    except?: readonly string[],
  ): Promise<Walked>;
}

/** Folders looked at before others get a turn. */
const AT_ONCE = 256;
/** A file system's clock ticks slowly: a change this soon after the last may leave no trace in the times. */
const SETTLED_AFTER_MS = 100;
/** Folders that are remembered; beyond that they are read each time. */
const MOST_REMEMBERED = 100_000;

/** @param interests by name; sockets and the like are always of interest */
export function createTreeIndex(interests: (name: string) => boolean): TreeIndex {
  const known = new Map<string, Listing>();

  const look = (folder: string): Listing | null => {
    try {
      const found = lstatSync(folder);
      if (!found.isDirectory()) return forget(folder);
      const stamp = `${found.ino}:${found.mtimeMs}:${found.ctimeMs}`;
      const before = known.get(folder);
      if (before?.settled === true && before.stamp === stamp) return before;
      const settled = Date.now() - Math.max(found.mtimeMs, found.ctimeMs) > SETTLED_AFTER_MS;
      const listing = { stamp, settled, ...listed(readdirSync(folder, { withFileTypes: true }), interests) };
      if (known.size < MOST_REMEMBERED || before !== undefined) known.set(folder, listing);
      return listing;
    } catch {
      // Gone meanwhile, or closed to this user and with it to what runs as this user.
      return forget(folder);
    }
  };
  const forget = (folder: string): null => {
    known.delete(folder);
    return null;
  };

  return {
    async walk(root, mostFolders, enter, except = []) {
      const passedOver = new Set(except);
      const sights: Sight[] = [];
      const pending = [root];
      let folders = 0;
      for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
        if (folders === mostFolders) return { sights, folders, cut: true };
        folders += 1;
        if (folders % AT_ONCE === 0) await new Promise<void>((resolve) => setImmediate(resolve));
        const listing = look(folder);
        if (listing === null) continue;
        const closed = new Set<string>();
        for (const { name, kind } of listing.sights) {
          const sight = { path: join(folder, name), kind };
          sights.push(sight);
          if (kind === 'folder' && !enter(sight)) closed.add(name);
        }
        for (const name of listing.folders) {
          const path = join(folder, name);
          if (!closed.has(name) && !passedOver.has(path)) pending.push(path);
        }
      }
      return { sights, folders, cut: false };
    },
  };
}

function listed(entries: readonly Dirent[], interests: (name: string) => boolean): Pick<Listing, 'folders' | 'sights'> {
  const folders: string[] = [];
  const sights: { readonly name: string; readonly kind: EntryKind }[] = [];
  for (const entry of entries) {
    const kind = kindOf(entry);
    if (kind === 'folder') folders.push(entry.name);
    if (kind === 'socket' || kind === 'other' || interests(entry.name)) sights.push({ name: entry.name, kind });
  }
  return { folders, sights };
}

function kindOf(entry: Dirent): EntryKind {
  if (entry.isDirectory()) return 'folder';
  if (entry.isFile()) return 'file';
  if (entry.isSymbolicLink()) return 'link';
  return entry.isSocket() || entry.isFIFO() ? 'socket' : 'other';
}

/** Names in a folder with what they are; names that the policy blocks are not among them. */
import { isUtf8 } from 'node:buffer';
import { lstatSync, type Stats } from 'node:fs';
import { opendir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Anchor } from './anchor-folder.ts';

/** A folder with more is not sorted as a whole: the rest is not looked at. */
const MOST_NAMES = 100_000;
/** Each look takes microseconds; so many at once do not keep anybody waiting. */
const LOOKS_A_TURN = 500;
/** What stands for bytes that are no text. */
const NO_TEXT = '\ufffd';

export interface Entry {
  /** One that is not valid UTF-8 is shown with U+FFFD, and means nothing to anybody who asks for it. */
  readonly name: string;
  readonly type: 'file' | 'directory' | 'symlink' | 'other';
  readonly bytes: number;
  readonly modifiedMs: number;
}

export interface Listing {
  /** Sorted by name. */
  readonly entries: readonly Entry[];
  /** All that could be shown, these included. */
  readonly total: number;
  /** Whether there are more names than were looked at: then `total` is the least. */
  readonly isOpenEnded: boolean;
}

export interface ListQuery {
  readonly hidden: boolean;
  readonly most: number;
  /** Whether the policy lets this path be seen. */
  readonly shows: (path: string) => boolean;
}

export async function listFolder(folder: Anchor, query: ListQuery, signal: AbortSignal): Promise<Listing> {
  const names: string[] = [];
  // Put together by hand, since there may be very many.
  const inFolder = join(folder.pin.path, '_').slice(0, -1);
  let isOpenEnded = false;
  for await (const { name } of await opendir(folder.here, { bufferSize: 1024 })) {
    if (names.length >= MOST_NAMES) {
      isOpenEnded = true;
      break;
    }
    if ((query.hidden || !name.startsWith('.')) && query.shows(inFolder + name)) names.push(name);
  }
  names.sort((a, b) => (a < b ? -1 : 1));
  const odd = names.some((name) => name.includes(NO_TEXT)) ? await oddNames(folder) : new Map<string, Buffer[]>();
  const entries: Entry[] = [];
  for (const [index, name] of names.slice(0, query.most).entries()) {
    if (index % LOOKS_A_TURN === LOOKS_A_TURN - 1) {
      await nextTurn();
      signal.throwIfAborted();
    }
    const entry = look(folder, name, odd.get(name)?.shift());
    if (entry !== null) entries.push(entry);
  }
  await folder.check();
  return { entries, total: names.length, isOpenEnded };
}

/** Names that are not valid UTF-8, as the disk has them, by how they are shown. */
async function oddNames(folder: Anchor): Promise<Map<string, Buffer[]>> {
  const found = await readdir(folder.here, { encoding: 'buffer' });
  return Map.groupBy(
    found.filter((name) => !isUtf8(name)),
    (name) => name.toString('utf8'),
  );
}

/** @param odd the name itself, where `name` is not all of it. @returns `null` for what is gone by now */
function look(folder: Anchor, name: string, odd: Buffer | undefined): Entry | null {
  const path = odd === undefined ? folder.at(name) : Buffer.concat([Buffer.from(`${folder.here}/`), odd]);
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return null;
  return { name, type: typeOf(stat), bytes: stat.size, modifiedMs: Math.floor(stat.mtimeMs) };
}

function typeOf(stat: Stats): Entry['type'] {
  if (stat.isFile()) return 'file';
  if (stat.isDirectory()) return 'directory';
  return stat.isSymbolicLink() ? 'symlink' : 'other';
}

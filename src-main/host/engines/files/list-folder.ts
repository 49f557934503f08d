/** Names in a folder with what they are; names that the policy blocks are not among them. */
import { type BigIntStats, lstatSync } from 'node:fs';
import { opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Anchor } from './anchor-folder.ts';

/** A folder with more is not sorted as a whole: the rest is not looked at. */
const MOST_NAMES = 100_000;
/** Each look takes microseconds; so many at once do not keep anybody waiting. */
const LOOKS_A_TURN = 500;

export interface Entry {
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
  let isOpenEnded = false;
  for await (const { name } of await opendir(folder.here, { bufferSize: 1024 })) {
    if (names.length >= MOST_NAMES) {
      isOpenEnded = true;
      break;
    }
    if ((query.hidden || !name.startsWith('.')) && query.shows(join(folder.pin.path, name))) names.push(name);
  }
  names.sort((a, b) => (a < b ? -1 : 1));
  const entries: Entry[] = [];
  for (const [index, name] of names.slice(0, query.most).entries()) {
    if (index % LOOKS_A_TURN === LOOKS_A_TURN - 1) {
      await nextTurn();
      signal.throwIfAborted();
    }
    const entry = look(folder, name);
    if (entry !== null) entries.push(entry);
  }
  await folder.check();
  return { entries, total: names.length, isOpenEnded };
}

/** @returns `null` for what is gone by now */
function look(folder: Anchor, name: string): Entry | null {
  const stat = lstatSync(folder.at(name), { bigint: true, throwIfNoEntry: false });
  if (stat === undefined) return null;
  return { name, type: typeOf(stat), bytes: Number(stat.size), modifiedMs: Number(stat.mtimeMs) };
}

function typeOf(stat: BigIntStats): Entry['type'] {
  if (stat.isFile()) return 'file';
  if (stat.isDirectory()) return 'directory';
  return stat.isSymbolicLink() ? 'symlink' : 'other';
}

/** What another user of this machine may do with a path: by its mode bits, and where those say no, by trying, because access lists may say yes. */
import { execFile } from 'node:child_process';
import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { dropTo, SETPRIV } from './drop-to.ts';
import type { MachineUser } from './find-user.ts';

export type Wish = 'read' | 'write' | 'enter';

const BITS = { read: 4, write: 2, enter: 1 } as const satisfies Readonly<Record<Wish, number>>;
const TEST_FLAGS = { read: '-r', write: '-w', enter: '-x' } as const satisfies Readonly<Record<Wish, string>>;
const PATIENCE_MS = 5_000;

/** @returns the outermost folder that closes the way to the path; `null` when the way is open */
export async function closedOnTheWay(user: MachineUser, path: string): Promise<string | null> {
  const folders: string[] = [];
  for (let at = dirname(path); ; at = dirname(at)) {
    folders.unshift(at);
    if (at === dirname(at)) break;
  }
  for (const folder of folders) if (!(await mayUser(user, 'enter', folder))) return folder;
  return null;
}

export async function mayUser(user: MachineUser, wish: Wish, path: string): Promise<boolean> {
  return allowed(user, wish, path) || (await isGrantedAnyway(user, wish, path));
}

function allowed({ uid, gid }: MachineUser, wish: Wish, path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return false;
  const shift = found.uid === uid ? 6 : found.gid === gid ? 3 : 0;
  return ((found.mode >> shift) & BITS[wish]) !== 0;
}

async function isGrantedAnyway(user: MachineUser, wish: Wish, path: string): Promise<boolean> {
  const words = [...dropTo(user), '--', '/usr/bin/test', TEST_FLAGS[wish], path];
  try {
    await promisify(execFile)(SETPRIV, words, { timeout: PATIENCE_MS, env: {}, shell: false });
    return true;
  } catch {
    return false;
  }
}

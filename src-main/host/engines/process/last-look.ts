/**
 * The last look at the world, in the same turn of the event loop as the start, so that nothing of the host's own can come between. The grant
 * compared contents a moment ago; this catches what was swapped since (see docs/decisions/0003-executing-the-hashed-file.md).
 */
import { closeSync, lstatSync, openSync, readSync } from 'node:fs';
import { type CommandPlan, Refused } from '#shared/model/index.ts';
import { HEAD_BYTES, whyNotStartable } from './startable.ts';

/** @throws Refused PLAN_DRIFT when the program or the folder is not the one that the plan pinned */
export function refuseSwapped({ executable, cwd }: CommandPlan): void {
  for (const [pinned, what] of [
    [executable, 'file'],
    [cwd, 'folder'],
  ] as const) {
    const now = lstatSync(pinned.path, { bigint: true, throwIfNoEntry: false });
    if (`${now?.dev}` !== pinned.device || `${now?.ino}` !== pinned.inode) {
      throw new Refused('PLAN_DRIFT', {
        message: `Something the plan relied on changed before the run: ${pinned.path} is a different ${what} now.`,
      });
    }
  }
}

/** @returns a sentence when the operating system could not start the plan as it is written, else `null` */
export function whyImpossible({ executable, argv, env }: CommandPlan): string | null {
  if (argv.length === 0) return 'The argument vector is empty.';
  for (const [where, text] of [...argv.map((token, at) => [`argv[${at}]`, token] as const), ...Object.entries(env)]) {
    if (text.includes('\0')) return `${where} contains a NUL byte, which no program can receive.`;
    if (!text.isWellFormed()) return `${where} is not valid Unicode text.`;
  }
  const head = readHead(executable.path);
  const why = head === null ? null : whyNotStartable(executable.path, head);
  return why === null ? null : `${executable.path} ${why}.`;
}

/** `null` for what cannot be read: starting it says why, or works all the same for a program that may be run but not read. */
function readHead(path: string): Uint8Array | null {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    const head = new Uint8Array(HEAD_BYTES);
    return head.subarray(0, readSync(file, head));
  } catch {
    return null;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

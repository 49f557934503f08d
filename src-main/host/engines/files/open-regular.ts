/** Opens a regular file in a folder that is held: never through a link, never a device, FIFO or socket, not even for a moment. */
import { type BigIntStats, constants } from 'node:fs';
import { type FileHandle, lstat, open } from 'node:fs/promises';
import { Refused } from '#shared/model/index.ts';
import type { Anchor } from './anchor-folder.ts';

const O_PATH = 0x20_0000;
const CAREFULLY =
  constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0);

export interface OpenFile {
  readonly file: FileHandle;
  /** Of the open file itself. */
  readonly stat: BigIntStats;
}

/**
 * @param shown the path for messages
 * @throws Refused FILE_UNUSABLE for anything but a regular file; what the system says
 */
export async function openRegular(anchor: Anchor, name: string, shown: string): Promise<OpenFile> {
  if (process.platform === 'linux') return openByItself(anchor, name, shown);
  refuseOthers(await lstat(anchor.at(name), { bigint: true }), shown);
  const file = await open(anchor.at(name), CAREFULLY);
  try {
    const stat = await file.stat({ bigint: true });
    refuseOthers(stat, shown);
    await anchor.check();
    const named = await lstat(anchor.at(name), { bigint: true });
    if (named.dev !== stat.dev || named.ino !== stat.ino) throw changed(shown);
    return { file, stat };
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** First the name, which touches nothing; once that is known to be a regular file, that very file. */
async function openByItself(anchor: Anchor, name: string, shown: string): Promise<OpenFile> {
  const named = await open(anchor.at(name), O_PATH | constants.O_NOFOLLOW);
  try {
    const stat = await named.stat({ bigint: true });
    refuseOthers(stat, shown);
    return { file: await open(`/proc/self/fd/${named.fd}`, constants.O_RDONLY | constants.O_NONBLOCK), stat };
  } finally {
    await named.close();
  }
}

/** @throws Refused FILE_UNUSABLE */
export function refuseOthers(stat: BigIntStats, shown: string): void {
  if (stat.isFile()) return;
  throw new Refused('FILE_UNUSABLE', {
    message: `${JSON.stringify(shown)} is ${whatItIs(stat)}, and a file was expected.`,
  });
}

export function whatItIs(stat: BigIntStats): string {
  if (stat.isFile()) return 'a file';
  if (stat.isDirectory()) return 'a folder';
  if (stat.isSymbolicLink()) return 'a link';
  if (stat.isFIFO()) return 'a FIFO';
  if (stat.isSocket()) return 'a socket';
  return 'a device';
}

const changed = (shown: string): Refused =>
  new Refused('PLAN_DRIFT', { message: `${JSON.stringify(shown)} is a different file now.` });

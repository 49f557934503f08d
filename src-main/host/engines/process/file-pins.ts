/**
 * Pins files for a plan: which file a path really leads to, and what is in it. The hash of a big program is remembered for as long as the
 * file system vouches that nobody wrote to it, so that pinning it again costs a few system calls.
 */
import { type BigIntStats, constants } from 'node:fs';
import { access, type FileHandle, lstat, open } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { type PinnedFile, Refused, type Sha256 } from '#shared/model/index.ts';
import { hashFile } from './hash-file.ts';
import { refuseWritable, resolveSafely } from './safe-path.ts';
import { HEAD_BYTES, whyNotStartable } from './startable.ts';

export interface FilePins {
  /**
   * Pins a program.
   * @param named the absolute path that the policy or the request names
   * @throws Refused EXECUTABLE_UNUSABLE with a sentence: missing, no regular file, not executable, writable by others …
   */
  pinFile(named: string): Promise<PinnedFile>;
  /** Pins a file that is read rather than started, such as an interpreter's script. @throws Refused EXECUTABLE_UNUSABLE */
  pinOperand(named: string): Promise<PinnedFile>;
  /** Sentences about what is not as it was pinned; empty when it still is. */
  driftOfFile(pinned: PinnedFile): Promise<string[]>;
}

interface Content {
  readonly sha256: Sha256;
  readonly head: Uint8Array;
}

const MAX_REMEMBERED = 256;
const MAX_BYTES = 4n * 1024n ** 3n;
/** A file system's clock ticks slowly: a write this soon after the last may leave no trace in the times. */
const SETTLED_AFTER_MS = 2_000n;

export function createFilePins(): FilePins {
  const remembered = new Map<string, Content>();

  const contentOf = async (path: string, file: FileHandle, stat: BigIntStats): Promise<Content> => {
    const key = [path, stat.dev, stat.ino, stat.size, stat.mtimeNs, stat.ctimeNs].join(':');
    const known = remembered.get(key);
    remembered.delete(key);
    const content = known ?? (await hashFile(file, Number(stat.size), HEAD_BYTES));
    if (known === undefined) await refuseChanging(path, file, stat);
    if (known !== undefined || BigInt(Date.now()) - stat.ctimeMs > SETTLED_AFTER_MS) remembered.set(key, content);
    const [oldest] = remembered.keys();
    if (remembered.size > MAX_REMEMBERED && oldest !== undefined) remembered.delete(oldest);
    return content;
  };

  const pin = async (named: string): Promise<{ readonly pinned: PinnedFile; readonly head: Uint8Array }> => {
    refuseMalformed(named);
    const path = await resolveSafely(named);
    // Before it is opened, because opening a device can already do something.
    refuseUnpinnable(path, await lstat(path, { bigint: true }));
    const file = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
    try {
      const stat = await file.stat({ bigint: true });
      refuseUnpinnable(path, stat);
      const { sha256, head } = await contentOf(path, file, stat);
      return { pinned: { named, path, device: `${stat.dev}`, inode: `${stat.ino}`, sha256 }, head };
    } finally {
      await file.close();
    }
  };

  return {
    pinFile: (named) =>
      usable(named, async () => {
        const { pinned, head } = await pin(named);
        if (process.platform !== 'win32') await access(pinned.path, constants.X_OK);
        const why = whyNotStartable(pinned.path, head);
        if (why !== null) throw new Unusable(`it ${why}`);
        return pinned;
      }),
    pinOperand: (named) => usable(named, async () => (await pin(named)).pinned),
    async driftOfFile(pinned) {
      try {
        return differences(pinned, (await pin(pinned.named)).pinned);
      } catch (error) {
        return [`${pinned.named} cannot be used now: ${reasonOf(error)}`];
      }
    },
  };
}

function differences(then: PinnedFile, now: PinnedFile): string[] {
  if (then.path !== now.path) return [`${then.named} leads to ${now.path} now`];
  if (then.device !== now.device || then.inode !== now.inode) return [`${then.named} is a different file now`];
  return then.sha256 === now.sha256 ? [] : [`${then.named} has different content now`];
}

class Unusable extends Error {}

function refuseMalformed(named: string): void {
  if (named.includes('\0')) throw new Unusable('the path contains a NUL byte');
  if (!isAbsolute(named)) throw new Unusable('an absolute path was expected');
}

function refuseUnpinnable(path: string, stat: BigIntStats): void {
  if (stat.isDirectory()) throw new Unusable('it is a folder, and a file was expected');
  if (!stat.isFile()) throw new Unusable('it is not a regular file');
  if (stat.size > MAX_BYTES) throw new Unusable(`it has ${stat.size} bytes, and at most ${MAX_BYTES} can be pinned`);
  refuseWritable(path, stat, 'file');
}

async function refuseChanging(path: string, file: FileHandle, before: BigIntStats): Promise<void> {
  const after = await file.stat({ bigint: true });
  if (after.size !== before.size || after.mtimeNs !== before.mtimeNs || after.ctimeNs !== before.ctimeNs) {
    throw new Unusable(`${path} changed while it was read`);
  }
}

async function usable<T>(named: string, pinning: () => Promise<T>): Promise<T> {
  try {
    return await pinning();
  } catch (cause) {
    throw new Refused('EXECUTABLE_UNUSABLE', {
      message: `${JSON.stringify(named)} cannot be used: ${reasonOf(cause)}.`,
      cause,
    });
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  switch ('code' in error ? error.code : undefined) {
    case 'ENOENT':
    case 'ENOTDIR':
      return 'there is no such file';
    case 'EACCES':
    case 'EPERM':
      return 'it may not be read and executed by this user';
    case 'ELOOP':
      return 'it is a link that leads in a circle';
    case 'ENAMETOOLONG':
      return 'the path is too long';
    default:
      return error.message;
  }
}

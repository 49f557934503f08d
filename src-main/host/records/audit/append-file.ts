/** A file that only grows: this user's alone (0600), never a link, and honest about what could not be written. */
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

export interface AppendFile {
  /** All of it or an error; after an error the file may end in a part of it. */
  append(bytes: Uint8Array): Promise<void>;
  /** Resolves when everything appended before is on disk. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

export type OpenAppendFile = (path: string, how: HowToOpen) => Promise<AppendFile>;

/** `new`: the file must not be there. Otherwise it must be, and what lies beyond `keepBytes` is cut off. */
export type HowToOpen = 'new' | { readonly keepBytes: number };

// Windows has no such flag, and no links that anybody may make.
const NO_LINKS = constants.O_NOFOLLOW ?? 0;

export const openAppendFile: OpenAppendFile = async (path, how) => {
  const create = how === 'new' ? constants.O_CREAT | constants.O_EXCL : 0;
  const handle = await open(path, constants.O_WRONLY | constants.O_APPEND | NO_LINKS | create, 0o600);
  try {
    if (how !== 'new') await cutOff(handle, path, how.keepBytes);
  } catch (error) {
    await handle.close();
    throw error;
  }
  return {
    append: (bytes) => writeWhole(handle, bytes),
    sync: () => handle.datasync(),
    close: () => handle.close(),
  };
};

async function cutOff(handle: FileHandle, path: string, keepBytes: number): Promise<void> {
  const found = await handle.stat();
  if (!found.isFile()) throw new Error(`${path} is not a file`);
  if (found.size < keepBytes) throw new Error(`${path} has ${found.size} bytes, and ${keepBytes} were expected`);
  await handle.chmod(0o600);
  if (found.size > keepBytes) await handle.truncate(keepBytes);
}

/** A write may take less than it was given, e.g. the last that fits on the disk. */
async function writeWhole(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, done);
    if (bytesWritten === 0) throw new Error('the file takes no more bytes');
    done += bytesWritten;
  }
}

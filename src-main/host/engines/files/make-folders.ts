/** Makes folders one below the other. One that somebody else made meanwhile will do, a link will not. */
import { mkdir, rmdir } from 'node:fs/promises';
import type { Anchor } from './anchor-folder.ts';
import { isThere } from './file-trouble.ts';

export interface MadeFolders {
  /** The last of them, or the one below which nothing had to be made. Held until `release`. */
  readonly folder: Anchor;
  /** Brings them to disk. */
  keep(): Promise<void>;
  /** Takes back what was made and is still empty. */
  undo(): Promise<void>;
  release(): Promise<void>;
}

/** @param mode what the umask takes away goes from it */
export async function makeFolders(base: Anchor, names: readonly string[], mode = 0o777): Promise<MadeFolders> {
  const held: Anchor[] = [];
  const made: { readonly above: Anchor; readonly name: string }[] = [];
  const folders: MadeFolders = {
    get folder() {
      return held.at(-1) ?? base;
    },
    async keep() {
      for (const { above } of made) await above.sync();
    },
    async undo() {
      for (const { above, name } of made.toReversed()) await rmdir(above.at(name)).catch(() => undefined);
    },
    async release() {
      for (const anchor of held) await anchor[Symbol.asyncDispose]();
    },
  };
  try {
    for (const name of names) {
      const above = folders.folder;
      try {
        await mkdir(above.at(name), mode);
        made.push({ above, name });
      } catch (error) {
        if (!isThere(error)) throw error;
      }
      held.push(await above.down(name));
    }
    return folders;
  } catch (error) {
    await folders.undo();
    await folders.release();
    throw error;
  }
}

/** Everything in a folder, at any depth: what is moved or removed with it. Links are counted, never followed. */
import { isUtf8 } from 'node:buffer';
import type { Dirent } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Refused } from '#shared/model/index.ts';
import type { Anchor } from './anchor-folder.ts';
import { isMissing } from './file-trouble.ts';

/** More than this is not counted: it takes long, and nobody could say that they knew. */
const MOST_ENTRIES = 200_000;

export interface Tree {
  readonly entries: number;
  readonly bytes: number;
}

/**
 * @param may whether the policy lets this path be moved or removed
 * @throws Refused PATH_DENIED for a tree that holds what may not; FILE_UNUSABLE for a name that no rule can be asked about; FILE_TOO_LARGE
 */
export async function walkTree(
  folder: Anchor,
  { shown, may }: { readonly shown: string; readonly may: (path: string) => boolean },
): Promise<Tree> {
  const sum = { entries: 0, bytes: 0 };
  await walk(folder, sum, { shown, may });
  return sum;
}

async function walk(
  folder: Anchor,
  sum: { entries: number; bytes: number },
  rules: { readonly shown: string; readonly may: (path: string) => boolean },
): Promise<void> {
  const found = await readdir(folder.here, { withFileTypes: true, encoding: 'buffer' });
  sum.entries += found.length;
  if (sum.entries > MOST_ENTRIES) {
    const message = `${JSON.stringify(rules.shown)} holds more than ${MOST_ENTRIES} things. Do it in parts.`;
    throw new Refused('FILE_TOO_LARGE', { message });
  }
  for (const entry of found) {
    const name = nameOf(entry, rules.shown);
    if (!rules.may(join(folder.pin.path, name))) {
      const message = `${JSON.stringify(rules.shown)} holds something that the policy does not let be changed.`;
      throw new Refused('PATH_DENIED', { message });
    }
    await below(folder, entry, name, sum, rules);
  }
}

/** Read as text, such a name would be another one, and what lies below it would never be looked at. @throws Refused */
function nameOf({ name }: Dirent<Buffer>, shown: string): string {
  if (isUtf8(name)) return name.toString('utf8');
  const message = `${JSON.stringify(shown)} holds a name that is not valid UTF-8 text, so no rule can be asked about it.`;
  throw new Refused('FILE_UNUSABLE', { message });
}

async function below(
  folder: Anchor,
  entry: Dirent<Buffer>,
  name: string,
  sum: { entries: number; bytes: number },
  rules: { readonly shown: string; readonly may: (path: string) => boolean },
): Promise<void> {
  try {
    if (!entry.isDirectory()) {
      sum.bytes += Number((await lstat(folder.at(name), { bigint: true })).size);
      return;
    }
    await using inner = await folder.down(name);
    await walk(inner, sum, rules);
  } catch (error) {
    // What went away meanwhile is not there to be moved.
    if (!isMissing(error)) throw error;
  }
}

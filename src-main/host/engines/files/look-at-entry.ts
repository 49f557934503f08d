/** What a file, folder or link is that would be moved or removed as it is, and all that goes with it. */
import { readlink } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { type PinnedFolder, Refused, type SeenEntry } from '#shared/model/index.ts';
import { anchorFolder } from './anchor-folder.ts';
import { statIfThere } from './look-for.ts';
import { whatItIs } from './open-regular.ts';
import { walkTree } from './walk-tree.ts';

/**
 * @param path canonical but for its last name, which is taken as it is
 * @param may whether the policy lets this path be moved or removed; asked of all that a folder holds
 * @throws what the system says; Refused FILE_NOT_FOUND, FILE_UNUSABLE, PATH_DENIED, FILE_TOO_LARGE
 */
export async function lookAtEntry(
  path: string,
  named: string,
  may: (path: string) => boolean,
): Promise<{ readonly folder: PinnedFolder; readonly entry: SeenEntry }> {
  await using folder = await anchorFolder(dirname(path));
  const name = basename(path);
  const stat = await statIfThere(folder, name);
  if (stat === null) throw new Refused('FILE_NOT_FOUND', { message: `${JSON.stringify(named)} does not exist.` });
  const seen = { named, path, device: `${stat.dev}`, inode: `${stat.ino}` };
  if (stat.isDirectory()) {
    await using inner = await folder.down(name);
    const tree = await walkTree(inner, { shown: named, may });
    return { folder: folder.pin, entry: { ...seen, type: 'folder', ...tree, target: null } };
  }
  if (!stat.isFile() && !stat.isSymbolicLink()) {
    const message = `${JSON.stringify(named)} is ${whatItIs(stat)}, and a file, folder or link was expected.`;
    throw new Refused('FILE_UNUSABLE', { message });
  }
  const target = stat.isSymbolicLink() ? await readlink(folder.at(name)) : null;
  const type = target === null ? 'file' : 'link';
  return { folder: folder.pin, entry: { ...seen, type, bytes: Number(stat.size), entries: 0, target } };
}

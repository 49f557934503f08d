/** Plans and changes of files for the fake host. For development and tests only; nothing in the app imports this. */
import type { FileChange } from '#shared/contract/index.ts';
import { type FileDeletePlan, type FileMovePlan, type FileWritePlan, Sha256 } from '#shared/model/index.ts';
import { fakeHash, home, sessionId } from './fixtures.ts';

const workspace = `${home}/code/website`;
const origin = { session: sessionId(7), workspace };
const folderOf = (path: string) => ({ path: path.slice(0, path.lastIndexOf('/')), device: '2049', inode: '9021' });

const encoder = new TextEncoder();
const bytesOf = (text: string): number => encoder.encode(text).length;

async function sha256(text: string): Promise<Sha256> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', encoder.encode(text)));
  return Sha256.parse([...hash].map((byte) => byte.toString(16).padStart(2, '0')).join(''));
}

/** A write with both its sides. @param before `null`: the file is created */
export async function writeOf(
  name: string,
  before: string | null,
  after: string,
  changes: Partial<FileWritePlan> = {},
): Promise<{ readonly plan: FileWritePlan; readonly change: FileChange }> {
  const path = name.startsWith('/') ? name : `${workspace}/${name}`;
  const side = async (text: string) => ({ bytes: bytesOf(text), sha256: await sha256(text), text, without: null });
  const [from, to] = [before === null ? null : await side(before), await side(after)];
  const plan: FileWritePlan = {
    kind: 'file.write',
    ...origin,
    ...{ how: before === null ? 'create' : 'overwrite', named: path, path, folder: folderOf(path), parents: [] },
    before:
      from === null
        ? null
        : { device: '2049', inode: '771', sha256: from.sha256, bytes: from.bytes, mode: 0o644, links: 1 },
    after: { sha256: to.sha256, bytes: to.bytes, mode: 0o644 },
    lines: { added: 12, removed: 2 },
    ...changes,
  };
  return { plan, change: { path, before: from, after: to } };
}

export function moveOf(from: string, to: string, changes: Partial<FileMovePlan> = {}): FileMovePlan {
  const [source, goal] = [`${workspace}/${from}`, `${workspace}/${to}`];
  return {
    kind: 'file.move',
    ...origin,
    from: {
      ...{ named: source, path: source, device: '2049', inode: '88', type: 'file' },
      ...{ bytes: 2140, entries: 0, target: null },
    },
    fromFolder: folderOf(source),
    to: { named: goal, path: goal },
    ...{ folder: folderOf(goal), parents: [], trashInfo: null, replaces: null },
    ...changes,
  };
}

export function deleteOf(name: string, changes: Partial<FileDeletePlan['entry']> = {}): FileDeletePlan {
  const path = name.startsWith('/') ? name : `${workspace}/${name}`;
  const base = `${name.split('/').pop()}.${fakeHash('3f').slice(0, 16)}`;
  return {
    kind: 'file.delete',
    ...origin,
    entry: {
      ...{ named: path, path, device: '2049', inode: '91', type: 'file', bytes: 812, entries: 0, target: null },
      ...changes,
    },
    folder: folderOf(path),
    trash: {
      path: `${home}/.local/share/Trash/files/${base}`,
      info: `${home}/.local/share/Trash/info/${base}.trashinfo`,
    },
  };
}

/** How far a plan about files reaches, in badges: derived from the plan alone. */
import type { FilePlan } from '../model/index.ts';
import { fileSubject, fromWorkspace } from './file-words.ts';
import { counted } from './quantities.ts';

export interface FileReach {
  readonly text: string;
  /** Worth stopping at. */
  readonly hot: boolean;
}

export function fileReach(plan: FilePlan): readonly FileReach[] {
  return [...reachOf(plan), ...outside(plan)];
}

/** Every path of it that would be changed, against the folder of the session that it came from. */
function outside(plan: FilePlan): readonly FileReach[] {
  const { workspace } = plan;
  if (workspace === null || readers.has(plan.kind)) return [];
  const paths = [fileSubject(plan), ...(plan.kind === 'file.move' ? [plan.to.path] : [])];
  const isOut = paths.some((path) => path !== workspace && fromWorkspace(path, workspace) === null);
  return isOut ? [hot('outside the session’s folder')] : [];
}

const readers: ReadonlySet<FilePlan['kind']> = new Set(['file.read', 'file.list', 'file.search', 'file.download']);

function reachOf(plan: FilePlan): readonly FileReach[] {
  switch (plan.kind) {
    case 'file.read':
    case 'file.list':
    case 'file.search':
    case 'file.download':
      return [cool('only reads')];
    case 'file.write':
      return [
        plan.before === null ? cool('creates a file') : cool('changes a file'),
        ...parents(plan.parents),
        ...links(plan.before?.links ?? 1),
        ...executable(plan.before?.mode ?? 0o666, plan.after.mode),
        cool('can be reverted'),
      ];
    case 'file.mkdir':
      return plan.exists ? [cool('changes nothing')] : [cool('creates a folder'), ...parents(plan.parents)];
    case 'file.move':
      return [
        cool('moves'),
        ...(plan.replaces === null ? [] : [hot('replaces what is there')]),
        ...everything(plan.from.entries),
        cool('can be reverted'),
      ];
    case 'file.delete':
      return [
        hot('deletes'),
        ...everything(plan.entry.entries),
        cool(plan.trash === null ? 'goes to the trash' : 'can be reverted'),
      ];
    case 'file.upload':
      return [cool('only collects: the file is written at the end')];
    default:
      return plan satisfies never;
  }
}

const cool = (text: string): FileReach => ({ text, hot: false });
const hot = (text: string): FileReach => ({ text, hot: true });

const parents = (names: readonly string[]): readonly FileReach[] =>
  names.length === 0 ? [] : [cool(`creates ${counted(names.length, 'folder', 'folders')}`)];

const links = (count: number): readonly FileReach[] => (count > 1 ? [hot('the file has other names too')] : []);

const executable = (before: number, after: number): readonly FileReach[] =>
  (before & 0o111) === 0 && (after & 0o111) !== 0 ? [hot('makes it executable')] : [];

const everything = (entries: number): readonly FileReach[] =>
  entries === 0 ? [] : [hot(`with ${counted(entries, 'thing', 'things')} in it`)];

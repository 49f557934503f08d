/**
 * How far a yes to work on files may reach: the same work on other files of a folder. What removes, moves or replaces what others see under
 * another name is looked at each time. Pure.
 */
import type { ApprovalScope, FilePlan, Plan } from '#shared/model/index.ts';
import { isFilePlan } from '#shared/model/index.ts';
import { eachTime, fileSubject, folderName, fromWorkspace } from '#shared/text/index.ts';

/** What a wider yes to files is matched by: the work, and the folder that all of it must lie in. */
export interface FolderTerms {
  readonly shape: string;
  readonly folder: string;
}

/** @returns `null` when a yes may be about other files too, else why not, as a sentence */
export function whyThisFileOnly(plan: FilePlan): string | null {
  if (plan.kind === 'file.write' && plan.before !== null && plan.before.links > 1)
    return 'The file has other names, and under those it is perhaps somewhere else.';
  return eachTime(plan);
}

/** @returns `null` where the scope is not offered for this plan */
export function folderTerms(scope: ApprovalScope, plan: FilePlan): FolderTerms | null {
  const folder = folderOf(plan);
  if (scope === 'template') return { shape: workOf(plan), folder };
  const { workspace } = plan;
  if (scope !== 'rule' || workspace === null || workspace === folder || !isInside(folder, workspace)) return null;
  return { shape: workOf(plan), folder: workspace };
}

/** `Create files in /home/anna/app and the folders in it, whatever they hold` */
export function folderSentence(plan: FilePlan, { folder }: FolderTerms): string {
  return `${workWords(plan)} in ${folder} and the folders in it${changes(plan) ? ', whatever they hold then' : ''}`;
}

/** Whether the plan is the same work, all of it in the folder. */
export function isInTerms(plan: Plan, { shape, folder }: FolderTerms): boolean {
  if (!isFilePlan(plan) || workOf(plan) !== shape) return false;
  const subject = fileSubject(plan);
  return subject === folder || isInside(subject, folder);
}

const isInside = (path: string, folder: string): boolean => fromWorkspace(path, folder) !== null;

/** A folder that is looked into is itself the place; of everything else it is the one that it lies in. */
function folderOf(plan: FilePlan): string {
  const subject = fileSubject(plan);
  if (plan.kind === 'file.list' || (plan.kind === 'file.search' && plan.place.type === 'folder')) return subject;
  return folderName(subject) || subject.slice(0, 1);
}

/** Making a file and changing one are two things, whichever way it is changed. */
const workOf = (plan: FilePlan): string =>
  plan.kind === 'file.write' ? `file.write ${plan.before === null ? 'create' : 'change'}` : plan.kind;

const changes = (plan: FilePlan): boolean => plan.kind === 'file.write' || plan.kind === 'file.upload';

function workWords(plan: FilePlan): string {
  switch (plan.kind) {
    case 'file.read':
      return 'Read files';
    case 'file.list':
      return 'List folders';
    case 'file.search':
      return 'Search';
    case 'file.write':
      return plan.before === null ? 'Create files' : 'Change files';
    case 'file.mkdir':
      return 'Make folders';
    case 'file.download':
      return 'Hand out files';
    case 'file.upload':
      return 'Take in files';
    case 'file.move':
      return 'Move things';
    case 'file.delete':
      return 'Remove things';
    default:
      return plan satisfies never;
  }
}

/** What window and terminal say alike of a plan about files: in one sentence, in one line, and fact by fact. */
import type { EntryType, FileContent, FilePlan, FileReadPlan, FileWritePlan, WriteWay } from '../model/index.ts';
import { bytes, counted, duration, grouped } from './quantities.ts';

/** The path that a plan is mainly about. */
export function fileSubject(plan: FilePlan): string {
  switch (plan.kind) {
    case 'file.read':
    case 'file.download':
      return plan.file.path;
    case 'file.list':
      return plan.folder.path;
    case 'file.search':
      return plan.place.path;
    case 'file.write':
    case 'file.mkdir':
    case 'file.upload':
      return plan.path;
    case 'file.move':
      return plan.from.path;
    case 'file.delete':
      return plan.entry.path;
    default:
      return plan satisfies never;
  }
}

/** Every text in it that the agent could have chosen. */
export function fileTexts(plan: FilePlan): readonly string[] {
  const subject = fileSubject(plan);
  switch (plan.kind) {
    case 'file.search':
      return [subject, plan.place.named, plan.text, ...plan.include, ...plan.exclude];
    case 'file.move':
      return [subject, plan.from.named, plan.to.path, plan.to.named, plan.from.target ?? ''];
    case 'file.delete':
      return [subject, plan.entry.named, plan.entry.target ?? ''];
    case 'file.read':
    case 'file.download':
      return [subject, plan.file.named];
    case 'file.list':
      return [subject, plan.folder.named];
    case 'file.write':
    case 'file.mkdir':
    case 'file.upload':
      return [subject, plan.named];
    default:
      return plan satisfies never;
  }
}

/** The path as it is from the session's folder, where it lies in that. */
export function fromWorkspace(path: string, workspace: string | null): string | null {
  if (workspace === null) return null;
  const base = workspace.replace(/[\\/]+$/u, '');
  const rest = path.slice(base.length);
  return path.startsWith(base) && /^[\\/]./u.test(rest) ? rest.slice(1) : null;
}

/** `Change /home/anna/app/session.ts (+14 -3)` @param short how paths are shown, as they are by default */
export function fileSentence(plan: FilePlan, short: (path: string) => string = (path) => path): string {
  const subject = short(fileSubject(plan));
  switch (plan.kind) {
    case 'file.read':
      return `Read ${subject}`;
    case 'file.list':
      return `List ${subject}`;
    case 'file.search':
      return `Search ${subject} for ${JSON.stringify(cut(plan.text))}`;
    case 'file.write':
      return `${writeVerb(plan)} ${subject}${lineCount(plan)}`;
    case 'file.mkdir':
      return `Make the folder ${subject}`;
    case 'file.move':
      return `Move ${entryNoun(plan.from.type)} ${subject} to ${short(plan.to.path)}`;
    case 'file.delete':
      return `Move ${entryNoun(plan.entry.type)} ${subject} to the trash`;
    case 'file.download':
      return `Hand out ${subject} in pieces`;
    case 'file.upload':
      return `Take in ${subject} in pieces`;
    default:
      return plan satisfies never;
  }
}

/** For lists, in lower case: `write src/auth/session.ts (+14 -3)`. */
export function fileLine(plan: FilePlan, short: (path: string) => string): string {
  const subject = short(fileSubject(plan));
  switch (plan.kind) {
    case 'file.write':
      return `${plan.how === 'revert' ? 'put back' : plan.before === null ? 'create' : 'write'} ${subject}${lineCount(plan)}`;
    case 'file.mkdir':
      return `make folder ${subject}`;
    case 'file.move':
      return `move ${subject} → ${short(plan.to.path)}`;
    case 'file.delete':
      return `delete ${subject}`;
    case 'file.download':
      return `download ${subject}`;
    case 'file.upload':
      return `upload ${subject}`;
    case 'file.read':
    case 'file.list':
    case 'file.search': {
      const sentence = fileSentence(plan, short);
      return sentence.charAt(0).toLowerCase() + sentence.slice(1);
    }
    default:
      return plan satisfies never;
  }
}

/** ` (+14 -3)` where lines could be counted. */
function lineCount({ lines }: FileWritePlan): string {
  return lines === null ? '' : ` (+${grouped(lines.added)} -${grouped(lines.removed)})`;
}

export function writeVerb({ how, before }: Pick<FileWritePlan, 'how' | 'before'>): string {
  if (how === 'revert') return 'Put back';
  if (before === null) return 'Create';
  return how === 'append' ? 'Append to' : how === 'replace' ? 'Change' : 'Overwrite';
}

export function wayWords(how: WriteWay): string {
  switch (how) {
    case 'create':
      return 'only if nothing is there';
    case 'overwrite':
      return 'the whole content is replaced';
    case 'append':
      return 'something is added at its end';
    case 'replace':
      return 'passages in it are replaced';
    case 'upload':
      return 'the whole content, handed in in pieces';
    case 'revert':
      return 'what it held before';
    default:
      return how satisfies never;
  }
}

export function entryNoun(type: EntryType): string {
  return type === 'file' ? 'the file' : type === 'folder' ? 'the folder' : 'the link';
}

/** `bytes 0 to 1,048,575 of 3.2 MB`, `lines 10 to 60`. */
export function partWords({ part, file }: Pick<FileReadPlan, 'part' | 'file'>): string {
  if (part.by === 'lines') {
    const last = part.from + part.count - 1;
    return `lines ${grouped(part.from)} to ${grouped(last)}, at most ${bytes(part.limit)}`;
  }
  if (part.offset === 0 && part.limit >= file.bytes) return `all of it, ${bytes(file.bytes)}`;
  return `at most ${bytes(part.limit)} from byte ${grouped(part.offset)} on, of ${bytes(file.bytes)}`;
}

/** `3.2 kB, mode 644`; what a file holds now. */
export const contentWords = ({ bytes: size, mode }: Pick<FileContent, 'bytes' | 'mode'>): string =>
  `${bytes(size)}, mode ${mode.toString(8).padStart(3, '0')}`;

/** `a folder with 14 things in it`, `a file of 3.2 kB`, `a link to ../shared`. */
export function entryWords(entry: {
  readonly type: EntryType;
  readonly bytes: number;
  readonly entries: number;
  readonly target: string | null;
}): string {
  switch (entry.type) {
    case 'file':
      return `a file of ${bytes(entry.bytes)}`;
    case 'folder':
      return entry.entries === 0
        ? 'an empty folder'
        : `a folder with ${counted(entry.entries, 'thing', 'things')} in it, ${bytes(entry.bytes)}`;
    case 'link':
      return 'a link; what it points to stays as it is';
    default:
      return entry.type satisfies never;
  }
}

export const searchWords = (plan: { readonly regex: boolean; readonly ignoreCase: boolean }): string =>
  `${plan.regex ? 'as a regular expression' : 'as it stands'}${plan.ignoreCase ? ', in any letter case' : ''}`;

export const searchLimits = (plan: { readonly mostHits: number; readonly wallMs: number }): string =>
  `ends after ${duration(plan.wallMs)} or ${counted(plan.mostHits, 'hit', 'hits')}`;

const cut = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text);

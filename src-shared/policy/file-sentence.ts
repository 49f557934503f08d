/** A rule about files as a plain sentence. */
import { orList } from './argument-pattern.ts';
import type { FileDeed, FileRuleDocument, FilesDocument } from './file-document.ts';

const verbs = { allow: 'Allow', ask: 'Ask before', deny: 'Deny' } as const;
const deeds: Readonly<Record<FileDeed, string>> = {
  read: 'reading files',
  list: 'listing folders',
  search: 'searching',
  create: 'creating files',
  write: 'changing files',
  make_directory: 'making folders',
  move: 'moving',
  delete: 'deleting',
};

export interface FileSentence {
  /** As in a verdict: `files.rules[1]`. */
  readonly id: string;
  readonly verdict: FileRuleDocument['verdict'];
  readonly sentence: string;
}

/** `Ask before creating files or changing files in ~/code/app/**: it is live`. */
export function fileRuleSentence(
  rule: Pick<FileRuleDocument, 'verdict' | 'do' | 'in' | 'clients' | 'because'>,
): string {
  const what = orList([...new Set(rule.do)].map((deed) => deeds[deed]));
  const where = rule.in === undefined ? '' : ` in ${orList(rule.in)}`;
  const whom = rule.clients === undefined ? '' : `, for ${orList(rule.clients)} alone`;
  const sentence = `${verbs[rule.verdict]} ${what}${where}${whom}`;
  return rule.because === undefined ? sentence : `${sentence}: ${rule.because}`;
}

/** In the order of the file. */
export function fileSentences(files: Pick<FilesDocument, 'rules'>): readonly FileSentence[] {
  return files.rules.map((rule, index) => ({
    id: `files.rules[${index}]`,
    verdict: rule.verdict,
    sentence: fileRuleSentence(rule),
  }));
}

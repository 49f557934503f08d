/** The rules about files as a person reads them. */
import { type FilesDocument, fileSentences } from '#shared/policy/index.ts';
import type { DocumentPath } from '../load/places.ts';
import type { ListedRule } from './listed-rule.ts';

export function listFileRules(
  { rules }: Pick<FilesDocument, 'rules'>,
  lineOf: (id: string, path: DocumentPath) => number,
): readonly ListedRule[] {
  return fileSentences({ rules }).map(({ id, verdict, sentence }, index) => {
    const rule = rules[index];
    return {
      ...{ id, verdict, sentence, command: 'files', clients: rule?.clients ?? null },
      line: lineOf(id, ['files', 'rules', index]),
      because: rule?.because ?? null,
      expires: rule?.expires === undefined ? null : new Date(rule.expires).toISOString(),
      warnings: [],
      key: `files ${JSON.stringify(rule)}`,
    };
  });
}

/** A plan about files, as lines for a terminal: every fact of it, every hidden character visible. Pure. */
import type { FilePlan } from '#shared/model/index.ts';
import { type FileFact, fileFacts, fileReach, visibleText } from '#shared/text/index.ts';
import { labelled, tokenText } from './line-parts.ts';

export function fileLines(plan: FilePlan): readonly string[] {
  return [
    ...fileFacts(plan).flatMap(factLines),
    labelled(
      'Reach',
      fileReach(plan)
        .map(({ text }) => text)
        .join(' · '),
    ),
  ];
}

function factLines(fact: FileFact): readonly string[] {
  switch (fact.kind) {
    case 'path': {
      const via = fact.named === null ? '' : `  (named ${visibleText(fact.named)})`;
      return [labelled(fact.term, `${visibleText(fact.path)}${via}`)];
    }
    case 'words':
      return [labelled(fact.term, fact.text)];
    case 'exact':
      return [labelled(fact.term, tokenText(fact.text))];
    case 'hash':
      return [labelled(fact.term, fact.text), labelled('', `SHA-256 ${fact.sha256}`)];
    default:
      return fact satisfies never;
  }
}

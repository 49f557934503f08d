/** A change of a file as lines for a terminal: what comes and goes, every hidden character visible; or why it cannot be shown. Pure. */
import type { FileChange, FileSide } from '#shared/contract/index.ts';
import { bytes, counted, visibleText } from '#shared/text/index.ts';
import { lineDiff, shortDiff } from './line-diff.ts';

export function changeLines({ before, after }: FileChange): readonly string[] {
  const why = [before, after].flatMap((side, index) => withoutText(side, index === 0 ? 'Before' : 'After'));
  if (why.length > 0) return why;
  const lines = lineDiff(before?.text ?? '', after?.text ?? '');
  const shown = shortDiff(lines).map((line) => visibleText(line, 'layout'));
  const count = (kind: 'added' | 'removed'): number => lines.filter((line) => line.kind === kind).length;
  const figures = `${counted(count('added'), 'line', 'lines')} added, ${count('removed')} removed`;
  const endings = endingLines(before?.text ?? '', after?.text ?? '');
  return shown.length === 0 ? ['No line differs.', ...endings] : [`${figures}:`, ...shown, ...endings];
}

function withoutText(side: FileSide | null, which: string): readonly string[] {
  if (side?.text !== null) return [];
  const about = `${bytes(side.bytes)}, SHA-256 ${side.sha256}`;
  switch (side.without) {
    case 'binary':
      return [`${which}: not text, ${about}`];
    case 'large':
      return [`${which}: text of ${about}, too long to compare here`];
    case 'gone':
      return [`${which}: not kept, ${about}`];
    case null:
      return [];
  }
}

/** What a comparison line by line does not show. */
function endingLines(before: string, after: string): readonly string[] {
  const found: string[] = [];
  if (after !== '' && !after.endsWith('\n')) found.push('No line break at the end of the new text.');
  if (before !== '' && before.includes('\r\n') !== after.includes('\r\n') && after !== '') {
    found.push('Line endings change between LF and CRLF.');
  }
  return found;
}

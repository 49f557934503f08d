/** The difference of two texts as the lines a person reads: what changed, with three lines around it. */
import { structuredPatch } from 'diff';

export type DiffLine =
  | {
      readonly kind: 'same' | 'added' | 'removed';
      readonly text: string;
      /** 1-based, in the new text; for what was removed, in the old one. */
      readonly number: number;
    }
  /** Lines that are the same on both sides and are not shown. */
  | { readonly kind: 'skipped'; readonly count: number };

export interface TextDiff {
  readonly lines: readonly DiffLine[];
  readonly added: number;
  readonly removed: number;
}

/** @returns `null` when the texts are too different to be compared within two seconds */
export function diffOf(before: string, after: string): TextDiff | null {
  const patch = structuredPatch('', '', before, after, '', '', { context: 3, timeout: 2000 });
  if (patch === undefined) return null;
  const lines: DiffLine[] = [];
  let shownTo = 0;
  for (const hunk of patch.hunks) {
    const skipped = hunk.newStart - 1 - shownTo;
    if (skipped > 0) lines.push({ kind: 'skipped', count: skipped });
    let [oldAt, newAt] = [hunk.oldStart, hunk.newStart];
    for (const line of hunk.lines) {
      const text = line.slice(1);
      if (line.startsWith('\\')) continue;
      if (line.startsWith('-')) lines.push({ kind: 'removed', text, number: oldAt });
      else lines.push({ kind: line.startsWith('+') ? 'added' : 'same', text, number: newAt });
      if (!line.startsWith('+')) oldAt += 1;
      if (!line.startsWith('-')) newAt += 1;
    }
    shownTo = newAt - 1;
  }
  const countOf = (kind: DiffLine['kind']): number => lines.filter((line) => line.kind === kind).length;
  return { lines, added: countOf('added'), removed: countOf('removed') };
}

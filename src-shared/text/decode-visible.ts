/** The way back from the plain form that people are shown to the text that it stands for: what was shown says exactly what would run. */
import { codePointOf } from './code-points.ts';
import { rightToLeftOf } from './right-to-left.ts';

/** @throws Error for a mark that `visibleText` does not write */
export function decodeVisible(shown: string): string {
  return shown.replace(/‹([^‹›]*)›/gu, (_mark, label: string) => decodeMark(label));
}

/** What one mark stands for: `·×120`, `zero-width space ×2`, `і U+0456 Cyrillic`, `שלום right-to-left`. @throws Error */
function decodeMark(label: string): string {
  if (/^·+$/u.test(label)) return ' '.repeat(label.length);
  const spaces = /^·×(\d+)$/u.exec(label)?.[1];
  if (spaces !== undefined) return ' '.repeat(Number(spaces));
  const run = rightToLeftOf(label);
  if (run !== undefined) return run;
  const [, name = label, count = '1'] = /^(.*) ×(\d+)$/su.exec(label) ?? [];
  const codePoint = codePointOf(name) ?? codePointOf(name.replace(/^.\p{M}* (?=U\+)/su, ''));
  if (codePoint === undefined) throw new Error(`${JSON.stringify(label)} is no mark of ours`);
  return String.fromCodePoint(codePoint).repeat(Number(count));
}

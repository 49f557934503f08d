/**
 * Letters that run from right to left. They print as themselves, and a page or a terminal may draw them, and digits and brackets beside
 * them, in another order than their bytes: each run of them becomes a mark that stands for itself and has no say in what is around it.
 */
import { HIDDEN_SET } from './code-points.ts';

/** The blocks that Unicode keeps for such scripts, those without a letter yet included. */
const blocks = '[\\u0590-\\u08FF\\uFB1D-\\uFDFF\\uFE70-\\uFEFE\\u{10800}-\\u{10FFF}\\u{1E800}-\\u{1EFFF}]';
const letter = `[[${blocks}--\\p{M}]--${HIDDEN_SET}]`;
/** Vowel points go with their letter, but a tower of them would hide it. */
const pointed = `${letter}[[${blocks}&&\\p{M}]--${HIDDEN_SET}]{0,4}`;

/** A run: words of such letters alone, with one space between. A pattern for the `v` flag. */
export const RIGHT_TO_LEFT_RUN = `(?:${pointed})+(?: (?:${pointed})+)*`;

/** Ends the label with letters that run from left to right, so that a terminal that reorders lines stops at them. */
const WORDS = ' right-to-left';

export const rightToLeftLabel = (run: string): string => `${run}${WORDS}`;

/** What such a label stands for; `undefined` for another label. */
export function rightToLeftOf(label: string): string | undefined {
  const run = label.endsWith(WORDS) ? label.slice(0, -WORDS.length) : '';
  return wholeRun.test(run) ? run : undefined;
}

const wholeRun = new RegExp(`^${RIGHT_TO_LEFT_RUN}$`, 'v');
const anyRun = new RegExp(letter, 'v');

export const hasRightToLeft = (text: string): boolean => anyRun.test(text);

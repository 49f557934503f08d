/**
 * Makes text show what its bytes are. Whatever does not print as itself becomes a mark with a name; the plain rest prints as itself.
 * The spans' texts, joined, are exactly the text that came in.
 */
import { HIDDEN_SET, labelOf } from './code-points.ts';
import { lookAlikesIn } from './look-alikes.ts';
import { RIGHT_TO_LEFT_RUN, rightToLeftLabel } from './right-to-left.ts';

export interface PlainSpan {
  readonly kind: 'plain';
  readonly text: string;
}

export interface MarkSpan {
  readonly kind: 'mark';
  /** What really stands there. */
  readonly text: string;
  /** What to write instead: `zero-width space`, `·×120`, `newline ×2`. */
  readonly label: string;
  /**
   * `hidden`: does not print as itself. `space`: spaces, tabs, newlines. `look-alike`: prints, but could be taken for another letter.
   * `right-to-left`: prints, but could change the order of what is around it.
   */
  readonly tone: 'hidden' | 'space' | 'look-alike' | 'right-to-left';
  /** How often the character of this mark stands there; a run of letters stands there once. */
  readonly count: number;
}

export type Span = PlainSpan | MarkSpan;

/**
 * `exact` marks everything: for what will be executed. `layout` leaves spaces, tabs, newlines, look-alikes, letters that run from
 * right to left and ordinary emoji alone: for what was printed, and for prose. `source` is as `layout` and marks look-alikes and letters
 * that run from right to left: for programs that are read line by line. `line` is as `layout` and marks newlines and tabs: for a sentence.
 */
export type VisibleMode = 'exact' | 'layout' | 'source' | 'line';

const exactMarks = new RegExp(
  `(?<rtl>${RIGHT_TO_LEFT_RUN})|^ +| +$| {2,}| +(?=${HIDDEN_SET})|(?<=${HIDDEN_SET}) +|(?<hidden>${HIDDEN_SET})\\k<hidden>*` +
    // A mark without a letter to sit on would sit on ours; a tower of marks hides what is under it.
    '|(?<![\\p{L}\\p{M}\\p{N}])\\p{M}|(?<=\\p{M}{4})\\p{M}',
  'gv',
);
const layoutPattern = `\\p{RGI_Emoji}|(?<hidden>[${HIDDEN_SET}--[\\n\\t]])\\k<hidden>*`;
const patterns: Readonly<Record<VisibleMode, RegExp>> = {
  exact: exactMarks,
  layout: new RegExp(layoutPattern, 'gv'),
  line: new RegExp(`\\p{RGI_Emoji}|(?<hidden>${HIDDEN_SET})\\k<hidden>*`, 'gv'),
  source: new RegExp(`(?<rtl>${RIGHT_TO_LEFT_RUN})|${layoutPattern}`, 'gv'),
};
const nothingSpecial = /^[\x21-\x7e]+(?: [\x21-\x7e]+)*$/;

const times = (label: string, count: number): string => (count === 1 ? label : `${label} ×${count}`);

function markOf(text: string, isRightToLeft: boolean): MarkSpan {
  if (isRightToLeft) return { kind: 'mark', text, label: rightToLeftLabel(text), tone: 'right-to-left', count: 1 };
  const count = [...text].length;
  if (text.startsWith(' ')) {
    return { kind: 'mark', text, label: count <= 8 ? '·'.repeat(count) : `·×${count}`, tone: 'space', count };
  }
  const first = text.codePointAt(0) ?? 0;
  const tone = first === 0x0a || first === 0x09 ? 'space' : 'hidden';
  return { kind: 'mark', text, label: times(labelOf(first), count), tone, count };
}

/** Splits a piece without hidden characters where letters could be taken for others. */
function plainSpans(text: string, lookAlikes: ReadonlyMap<number, string>, offset: number): readonly Span[] {
  if (lookAlikes.size === 0) return text === '' ? [] : [{ kind: 'plain', text }];
  const spans: Span[] = [];
  let plain = '';
  let index = offset;
  for (const character of text) {
    const label = lookAlikes.get(index);
    if (label === undefined) plain += character;
    else {
      if (plain !== '') spans.push({ kind: 'plain', text: plain });
      plain = '';
      spans.push({ kind: 'mark', text: character, label, tone: 'look-alike', count: 1 });
    }
    index += character.length;
  }
  return plain === '' ? spans : [...spans, { kind: 'plain', text: plain }];
}

/** The text as spans that can be shown as they are. Joined, their `text` is the input, whatever it was. */
export function visible(text: string, mode: VisibleMode = 'exact'): readonly Span[] {
  if (text === '') return [];
  if (nothingSpecial.test(text)) return [{ kind: 'plain', text }];
  const exact = mode === 'exact';
  const lookAlikes = new Map(
    exact || mode === 'source' ? lookAlikesIn(text).map(({ index, label }) => [index, label]) : [],
  );
  const spans: Span[] = [];
  let done = 0;
  for (const match of text.matchAll(patterns[mode])) {
    const isRightToLeft = match.groups?.rtl !== undefined;
    const isMark = exact || isRightToLeft || match.groups?.hidden !== undefined;
    if (!isMark) continue;
    for (const span of plainSpans(text.slice(done, match.index), lookAlikes, done)) spans.push(span);
    spans.push(markOf(match[0], isRightToLeft));
    done = match.index + match[0].length;
  }
  for (const span of plainSpans(text.slice(done), lookAlikes, done)) spans.push(span);
  return spans;
}

/**
 * The text in plain characters, for terminals and logs: `gi‹zero-width space›t`. Unambiguous: the brackets themselves are marked when
 * they occur in the text.
 */
export function visibleText(text: string, mode: VisibleMode = 'exact'): string {
  return visible(text, mode)
    .map((span) =>
      span.kind === 'mark'
        ? `‹${span.label}›`
        : span.text.replace(/[‹›]/g, (bracket) => (bracket === '‹' ? '‹U+2039›' : '‹U+203A›')),
    )
    .join('');
}

/**
 * A sentence in which nothing hides and which stays one line; marks that stand in it already are left as they are, so it does not say for
 * certain what stood there.
 */
export function markHidden(sentence: string): string {
  return visible(sentence, 'line')
    .map((span) => (span.kind === 'mark' ? `‹${span.label}›` : span.text))
    .join('');
}

/** How many code points do not print as themselves. Spaces, tabs and newlines are marked, but not counted here. */
export function hiddenCount(text: string): number {
  return visible(text).reduce(
    (sum, span) => sum + (span.kind === 'mark' && span.tone === 'hidden' ? span.count : 0),
    0,
  );
}

export function hasHidden(text: string): boolean {
  return visible(text).some((span) => span.kind === 'mark' && span.tone === 'hidden');
}

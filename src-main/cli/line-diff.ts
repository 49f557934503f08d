/** What changed between two texts, line by line. Pure. */

export interface DiffLine {
  readonly kind: 'same' | 'added' | 'removed';
  readonly text: string;
}

/** Above this many pairs of changed lines, the whole middle counts as replaced. */
const MOST_PAIRS = 4_000_000;

/** Every line of both texts, in order. */
export function lineDiff(before: string, after: string): readonly DiffLine[] {
  const [old, fresh] = [linesOf(before), linesOf(after)];
  let start = 0;
  while (start < old.length && start < fresh.length && old[start] === fresh[start]) start += 1;
  let end = 0;
  while (end < old.length - start && end < fresh.length - start && old.at(-1 - end) === fresh.at(-1 - end)) end += 1;
  const same = (lines: readonly string[]): readonly DiffLine[] => lines.map((text) => ({ kind: 'same', text }));
  return [
    ...same(old.slice(0, start)),
    ...middle(old.slice(start, old.length - end), fresh.slice(start, fresh.length - end)),
    ...same(end === 0 ? [] : old.slice(-end)),
  ];
}

/** The changed lines with up to three unchanged ones around them; `@@` stands for what is left out. */
export function shortDiff(lines: readonly DiffLine[]): readonly string[] {
  const near = lines.map((_, at) => lines.slice(Math.max(0, at - 3), at + 4).some(({ kind }) => kind !== 'same'));
  const marks = { same: ' ', added: '+', removed: '-' } as const;
  return lines.flatMap(({ kind, text }, at) => {
    if (near[at] === true) return [`${marks[kind]}${text}`];
    return near[at + 1] === true ? ['@@'] : [];
  });
}

/** The longest common lines stay; of a change, what went comes before what came. */
function middle(old: readonly string[], fresh: readonly string[]): readonly DiffLine[] {
  const width = fresh.length + 1;
  const isHuge = old.length * fresh.length > MOST_PAIRS;
  const common = isHuge ? new Uint32Array(0) : commonLengths(old, fresh);
  const lines: DiffLine[] = [];
  let [a, b] = [0, 0];
  while (a < old.length || b < fresh.length) {
    const [gone = '', come = ''] = [old[a], fresh[b]];
    const down = common[(a + 1) * width + b] ?? 0;
    const right = common[a * width + b + 1] ?? 0;
    if (!isHuge && a < old.length && b < fresh.length && gone === come) {
      lines.push({ kind: 'same', text: gone });
      a += 1;
      b += 1;
    } else if (a < old.length && (b >= fresh.length || isHuge || down >= right)) {
      lines.push({ kind: 'removed', text: gone });
      a += 1;
    } else {
      lines.push({ kind: 'added', text: come });
      b += 1;
    }
  }
  return lines;
}

/** At `a * (fresh.length + 1) + b`: how many lines the two have in common from `a` and `b` on. */
function commonLengths(old: readonly string[], fresh: readonly string[]): Uint32Array {
  const width = fresh.length + 1;
  const lengths = new Uint32Array((old.length + 1) * width);
  for (let a = old.length - 1; a >= 0; a -= 1) {
    for (let b = fresh.length - 1; b >= 0; b -= 1) {
      const at = a * width + b;
      const skipped = Math.max(lengths[at + width] ?? 0, lengths[at + 1] ?? 0);
      lengths[at] = old[a] === fresh[b] ? (lengths[at + width + 1] ?? 0) + 1 : skipped;
    }
  }
  return lengths;
}

function linesOf(text: string): readonly string[] {
  if (text === '') return [];
  return text.replace(/\n$/u, '').split('\n');
}

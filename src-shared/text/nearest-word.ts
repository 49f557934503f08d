/** "Did you mean": the known word that a misspelt one is closest to. */

/** @returns `undefined` when nothing is close enough to be meant */
export function nearestWord(word: string, known: readonly string[]): string | undefined {
  const plain = simplified(word.slice(0, 64));
  const allowed = Math.max(1, Math.floor(plain.length / 3));
  let best: string | undefined;
  let bestDistance = allowed + 1;
  for (const candidate of known) {
    const distance = editDistance(plain, simplified(candidate), bestDistance);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** `time_out`, `timeOut` and `timeout` are the same word to whoever mistypes it. */
const simplified = (word: string): string => word.toLowerCase().replace(/[\s_-]/gu, '');

/** Insertions, deletions, replacements and swaps of neighbours; stops counting at `most`. */
function editDistance(from: string, to: string, most: number): number {
  if (Math.abs(from.length - to.length) >= most) return most;
  let before: number[] = [];
  let above = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const same = from[row - 1] === to[column - 1];
      let cost = Math.min(
        (above[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (above[column - 1] ?? 0) + (same ? 0 : 1),
      );
      const swapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      if (swapped) cost = Math.min(cost, (before[column - 2] ?? 0) + 1);
      current.push(cost);
    }
    before = above;
    above = current;
  }
  return above[to.length] ?? most;
}

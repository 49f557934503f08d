/** Changed verdicts in figures, what loosens first. */
import type { ChangedVerdict } from '#shared/contract/index.ts';
import { grouped } from '#shared/text/index.ts';

const strictness = { allow: 0, ask: 1, deny: 2 } as const;

/** `3 allow→ask`, `1 ask→deny` … */
export function changeCounts(changed: readonly Pick<ChangedVerdict, 'before' | 'after'>[]): readonly string[] {
  const counts = new Map<string, { count: number; readonly tighter: number }>();
  for (const { before, after } of changed) {
    const key = `${before}→${after}`;
    const tighter = strictness[after] - strictness[before];
    counts.set(key, { count: (counts.get(key)?.count ?? 0) + 1, tighter });
  }
  return [...counts]
    .sort(([a, x], [b, y]) => Number(x.tighter > 0) - Number(y.tighter > 0) || y.count - x.count || a.localeCompare(b))
    .map(([key, { count }]) => `${grouped(count)} ${key}`);
}

/** How many lines come and go between two texts. */
import { diffLines } from 'diff';
import { asText } from './text-or-base64.ts';

/** Larger files, or texts that differ too much, are not compared: nobody reads such a number. */
const MOST_BYTES = 1024 * 1024;
const MOST_MS = 100;

/** @returns `null` where a side is not text, or comparing would take long */
export function lineCount(
  before: Uint8Array | null,
  after: Uint8Array,
): { readonly added: number; readonly removed: number } | null {
  if (after.byteLength + (before?.byteLength ?? 0) > MOST_BYTES) return null;
  const [from, to] = [before === null ? '' : asText(before), asText(after)];
  if (from === null || to === null) return null;
  const changes = diffLines(from, to, { timeout: MOST_MS });
  if (changes === undefined) return null;
  const sum = (which: 'added' | 'removed'): number =>
    changes.reduce((total, change) => total + (change[which] === true ? change.count : 0), 0);
  return { added: sum('added'), removed: sum('removed') };
}

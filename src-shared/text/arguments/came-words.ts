/** What came in place of what was expected. A message goes to logs and on record, so what could be somebody's content is named by kind and length alone. */
import { quoted } from '../quoted.ts';

/** Longer than any word of a closed set, any id but a hash, and any number. */
const LONGEST_SHOWN = 40;

/** @param mayShow whether a short value may be repeated as it is */
export function cameWords(value: unknown, mayShow: boolean): string {
  if (value === undefined) return 'nothing';
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return numberWords(value, mayShow);
  if (typeof value === 'string') return mayShow && value !== '' && isShort(value) ? quoted(value) : textWords(value);
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${many(value.length, 'entry')}`;
  if (typeof value !== 'object') return `a ${typeof value}`;
  const keys = Object.keys(value).length;
  return keys === 0 ? 'an empty object' : `an object of ${many(keys, 'key')}`;
}

const isShort = (text: string): boolean => [...text.slice(0, LONGEST_SHOWN * 2 + 1)].length <= LONGEST_SHOWN;

/** JSON can write numbers that no program can hold. */
function numberWords(value: number, mayShow: boolean): string {
  if (Number.isNaN(value)) return 'no number (NaN)';
  if (!Number.isFinite(value)) return 'a number too large to be read';
  return mayShow ? String(value) : 'a number';
}

function textWords(text: string): string {
  if (text === '') return 'empty text';
  const sizeBytes = new TextEncoder().encode(text).length;
  const size = sizeBytes === text.length ? '' : ` (${many(sizeBytes, 'byte')})`;
  return `text of ${many(text.length, 'character')}${size}`;
}

/** Without separators, as whoever sends it counts. */
const many = (count: number, one: string): string =>
  count === 1 ? `1 ${one}` : `${count} ${one.endsWith('try') ? one.replace(/y$/u, 'ies') : `${one}s`}`;

/** How one word of an argument vector stands in a rule that is made from it: as itself, or as a hole for words like it. */

import type { PathScope } from '#shared/policy/index.ts';
import { parseArgumentPattern } from '#shared/policy/index.ts';
import { compileHole } from '../language/holes.ts';
import { isPlainWord, quotedForPattern } from '../language/literal-words.ts';
import { lexically } from '../paths/plan-paths.ts';

export interface Place {
  /** Canonical and absolute. */
  readonly cwd: string;
  readonly scopeOf: (path: string) => PathScope;
  /** Where a path really is, its last parts existing or not. */
  readonly realBase: (path: string) => string;
  /** Whether there is something at an absolute path. */
  readonly exists: (path: string) => boolean;
}

const LONGEST = 1000;

/** @returns `null` for what no rule can spell */
export function asItself(word: string, flagsEnded: boolean): string | null {
  const couldBeFlag = word.startsWith('-') && word !== '-';
  if (isPlainWord(word) && !(couldBeFlag && flagsEnded && word !== '--')) return word;
  // Before “--” a word with a dash is read as a flag, which no hole takes.
  if (couldBeFlag && !flagsEnded) return null;
  const pattern = `<pattern:${quotedForPattern(word) === '' ? '(?:)' : quotedForPattern(word)}>`;
  return pattern.length <= LONGEST ? pattern : null;
}

/** A hole for paths, when the word is one: something is there, and it may be written, or else read. */
export function asPath(word: string, place: Place): string | null {
  const named = lexically(word, place.cwd);
  if (!/[./]/u.test(word) || compileHole({ type: 'path', access: 'read' }).judge(word, () => null) !== null)
    return null;
  if (!place.exists(named)) return null;
  const scopes = [place.scopeOf(named), place.scopeOf(place.realBase(named))];
  if (scopes.every(({ write }) => write)) return '<path:write>';
  return scopes.every(({ read }) => read) ? '<path:read>' : null;
}

const LIKE_A_NAME = '[0-9A-Za-z][0-9A-Za-z._/-]*';

/** A hole for words of the same kind: a number, a URL of the same place, a plain name, any text. */
export function asKind(word: string): string {
  if (/^(?:0|[1-9]\d{0,8})$/u.test(word)) return '<int:0-999999999>';
  const [, place] = /^(https?:\/\/[^/?#\s]+)/u.exec(word) ?? [];
  const url = `<url:${place ?? ''}>`;
  if (place !== undefined && fits(url, word)) return url;
  const name = `<pattern:${LIKE_A_NAME}>`;
  return fits(name, word) ? name : '<text>';
}

function fits(hole: string, word: string): boolean {
  const parsed = parseArgumentPattern(hole);
  return parsed.ok && parsed.value.kind === 'hole' && compileHole(parsed.value.hole).judge(word, () => null) === null;
}

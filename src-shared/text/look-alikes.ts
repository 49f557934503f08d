/**
 * Letters that can be taken for others: words that mix scripts (`gіt` with a Cyrillic і), letters and digits that only look like ASCII
 * (`ｇｉｔ`), and marks that look like a hyphen, slash, dot or colon (`–force`). Never a reason to refuse, always a reason to show.
 */
import { codePointName } from './code-points.ts';

export interface LookAlike {
  /** UTF-16 offset into the text. */
  readonly index: number;
  readonly character: string;
  /** `і U+0456 Cyrillic` */
  readonly label: string;
}

const scripts = [
  'Latin',
  'Cyrillic',
  'Greek',
  'Armenian',
  'Hebrew',
  'Arabic',
  'Cherokee',
  'Coptic',
  'Georgian',
  'Lisu',
  'Han',
  'Hiragana',
  'Katakana',
  'Bopomofo',
  'Hangul',
] as const;
type ScriptName = (typeof scripts)[number];

const scriptPatterns: readonly (readonly [ScriptName, RegExp])[] = scripts.map(
  (name) => [name, new RegExp(`^\\p{Script=${name}}$`, 'u')] as const,
);

/** Combinations that ordinary writing uses within one word. */
const usualTogether: readonly (readonly string[])[] = [
  ['Latin', 'Han', 'Hiragana', 'Katakana'],
  ['Latin', 'Han', 'Bopomofo'],
  ['Latin', 'Han', 'Hangul'],
];

/** Letters of other scripts with the shape of a Latin one: a host name made of these alone reads as Latin. */
const shapedLikeLatin = /^[асԁеһіјӏорԛѕухѵԝАВСЕНІЈКМОРЅТХУԌԚԜοναιυρϲϳΑΒΕΖΗΙΚΜΝΟΡΤΥΧ]+$/u;

/** What ASCII punctuation or letter each of these can be taken for. */
const shapedLikeAscii = /[‐‑‒–−﹣⁄∕⧸∖․꞉∶;ǃɡɑꓸ]/u;
const asciiOnly = /^[\x20-\x7e]*$/;

function scriptOf(letter: string): string | undefined {
  if (!/^\p{L}$/u.test(letter) || /^[\p{Script=Common}\p{Script=Inherited}]$/u.test(letter)) return undefined;
  return scriptPatterns.find(([, pattern]) => pattern.test(letter))?.[0] ?? 'another script';
}

const readsAsAscii = (character: string): boolean =>
  !asciiOnly.test(character) &&
  (shapedLikeAscii.test(character) ||
    (/^[\p{L}\p{Nd}\p{Nl}\uFF01-\uFF5E]$/u.test(character) && /^[\x21-\x7e]+$/.test(character.normalize('NFKC'))));

/** The letters of one word that do not belong with its first script; none when the word is of one script or a usual mixture. */
function strangersIn(word: string): ReadonlySet<string> {
  const found = new Map<string, string>();
  for (const letter of word) {
    const script = scriptOf(letter);
    if (script !== undefined) found.set(letter, script);
  }
  const present = new Set(found.values());
  if (present.size < 2 || usualTogether.some((together) => [...present].every((name) => together.includes(name)))) {
    return new Set();
  }
  const home = present.has('Latin') ? 'Latin' : [...present][0];
  return new Set([...found].filter(([, script]) => script !== home).map(([letter]) => letter));
}

function labelled(character: string): string {
  const script = scriptOf(character);
  const name = codePointName(character.codePointAt(0) ?? 0);
  return script === undefined || script === 'Latin' ? `${character} ${name}` : `${character} ${name} ${script}`;
}

/** Each character of the text that could be taken for another, in order. */
export function lookAlikesIn(text: string): readonly LookAlike[] {
  if (asciiOnly.test(text)) return [];
  const found: LookAlike[] = [];
  const oneName = !/\s/.test(text);
  for (const match of text.matchAll(/[\p{L}\p{M}\p{N}]+|[^\p{L}\p{M}\p{N}]/gu)) {
    const word = match[0];
    if (asciiOnly.test(word)) continue;
    const strangers = strangersIn(word);
    const wholeWord = oneName && shapedLikeLatin.test(word);
    let index = match.index;
    for (const character of word) {
      if (wholeWord || strangers.has(character) || readsAsAscii(character)) {
        found.push({ index, character, label: labelled(character) });
      }
      index += character.length;
    }
  }
  return found;
}

/** Whether a name, host or argument holds letters that could be taken for others. */
export function looksMixed(text: string): boolean {
  return lookAlikesIn(text).length > 0;
}

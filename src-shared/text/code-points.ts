/**
 * Which code points do not print as themselves, and what to call them. Unicode's own properties decide; the table only gives short
 * names to those that people meet. Every label is unique, so that a label alone says which code point stood there.
 */

/** Everything without a shape of its own: controls, format and bidi controls, tags, fillers, odd spaces, private, unassigned, lone surrogates. */
export const HIDDEN_SET =
  '[[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Co}\\p{Cn}\\p{Cs}\\p{Default_Ignorable_Code_Point}]' +
  '[\\p{Zs}--[ ]]' +
  // Assigned symbols that nevertheless draw nothing or only a placeholder.
  '[\\u{2800}\\u{FFFC}\\u{1D159}\\u{13441}\\u{13442}]' +
  // Marks that change the letter before them: `e` and U+0301 would look like `é`.
  '[\\p{M}&&\\p{Script=Inherited}]\\p{Me}]';

const named: ReadonlyMap<number, string> = new Map([
  [0x00, 'NUL'],
  [0x07, 'bell'],
  [0x08, 'backspace'],
  [0x09, 'tab'],
  [0x0a, 'newline'],
  [0x0b, 'vertical tab'],
  [0x0c, 'form feed'],
  [0x0d, 'carriage return'],
  [0x1b, 'ESC'],
  [0x7f, 'DEL'],
  [0x85, 'U+0085 next line'],
  [0x90, 'U+0090 device control string'],
  [0x9b, 'U+009B control sequence'],
  [0x9c, 'U+009C string end'],
  [0x9d, 'U+009D system command'],
  [0xa0, 'no-break space'],
  [0xad, 'soft hyphen'],
  [0x034f, 'U+034F grapheme joiner'],
  [0x061c, 'U+061C Arabic letter mark'],
  [0x115f, 'U+115F Hangul filler'],
  [0x1160, 'U+1160 Hangul filler'],
  [0x180e, 'U+180E vowel separator'],
  [0x2002, 'U+2002 en space'],
  [0x2003, 'U+2003 em space'],
  [0x2007, 'U+2007 figure space'],
  [0x2009, 'U+2009 thin space'],
  [0x200a, 'U+200A hair space'],
  [0x200b, 'zero-width space'],
  [0x200c, 'zero-width non-joiner'],
  [0x200d, 'zero-width joiner'],
  [0x200e, 'U+200E left-to-right mark'],
  [0x200f, 'U+200F right-to-left mark'],
  [0x2028, 'line separator'],
  [0x2029, 'paragraph separator'],
  [0x202a, 'U+202A left-to-right embedding'],
  [0x202b, 'U+202B right-to-left embedding'],
  [0x202c, 'U+202C end of direction'],
  [0x202d, 'U+202D left-to-right override'],
  [0x202e, 'U+202E right-to-left override'],
  [0x202f, 'narrow no-break space'],
  [0x2060, 'word joiner'],
  [0x2066, 'U+2066 left-to-right isolate'],
  [0x2067, 'U+2067 right-to-left isolate'],
  [0x2068, 'U+2068 first-strong isolate'],
  [0x2069, 'U+2069 end of isolate'],
  [0x2800, 'U+2800 blank Braille pattern'],
  [0x3000, 'ideographic space'],
  [0x3164, 'U+3164 Hangul filler'],
  [0xfeff, 'byte order mark'],
  [0xfffc, 'U+FFFC object placeholder'],
]);

/** First match wins, most telling first. */
const byProperty: readonly (readonly [RegExp, string])[] = [
  [/^\p{Cs}$/u, 'lone surrogate'],
  [/^\p{Noncharacter_Code_Point}$/u, 'noncharacter'],
  [/^\p{Co}$/u, 'private use'],
  [/^\p{Cc}$/u, 'control'],
  [/^\p{Variation_Selector}$/u, 'variation selector'],
  [/^\p{Zs}$/u, 'space'],
  [/^\p{M}$/u, 'combining mark'],
  [/^\p{Default_Ignorable_Code_Point}$/u, 'invisible'],
  [/^\p{Cf}$/u, 'format control'],
  [/^\p{Cn}$/u, 'unassigned'],
];

/** `U+202E`; at least four digits. */
export function codePointName(codePoint: number): string {
  return `U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}`;
}

/** What to write in place of one code point that does not print as itself: `U+202E right-to-left override`, `NUL`, `U+E000 private use`. */
export function labelOf(codePoint: number): string {
  const name = named.get(codePoint);
  if (name !== undefined) return name;
  if (codePoint >= 0xe0020 && codePoint <= 0xe007e) {
    return `${codePointName(codePoint)} tag ${codePoint === 0xe0020 ? 'space' : String.fromCodePoint(codePoint - 0xe0000)}`;
  }
  const character = String.fromCodePoint(codePoint);
  const kind = byProperty.find(([pattern]) => pattern.test(character));
  return `${codePointName(codePoint)} ${kind === undefined ? 'draws nothing' : kind[1]}`;
}

const byName: ReadonlyMap<string, number> = new Map([...named].map(([codePoint, name]) => [name, codePoint]));

/** The code point that a label stands for; `undefined` for what is no label of ours. */
export function codePointOf(label: string): number | undefined {
  const hex = /^U\+([0-9A-F]{4,6})(?: |$)/u.exec(label)?.[1];
  return byName.get(label) ?? (hex === undefined ? undefined : Number.parseInt(hex, 16));
}

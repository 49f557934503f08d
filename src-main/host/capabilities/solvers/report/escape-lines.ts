/**
 * Other people's text in a report. Every line of it begins with `| `, and whatever could end a line, move the cursor or hide is written as
 * an escape, so that no line that begins otherwise can be anybody's but Countersign's. `readBack` gives the text back exactly.
 */
const special = /[\\\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

const escaped = (text: string): string =>
  text.replaceAll(special, (character) =>
    character === '\t'
      ? character
      : character === '\\'
        ? '\\\\'
        : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );

/** @returns nothing for an empty text */
export function quotedLines(text: string): readonly string[] {
  if (text === '') return [];
  const lines = text.split('\n');
  const isEnded = lines.at(-1) === '';
  const quoted = (isEnded ? lines.slice(0, -1) : lines).map((line) => `| ${escaped(line)}`);
  return isEnded ? quoted : [...quoted, '(no line break at the end)'];
}

/** The text that `quotedLines` was given. */
export function readBack(lines: readonly string[]): string {
  const text = lines
    .filter((line) => line.startsWith('| '))
    .map((line) =>
      line
        .slice(2)
        .replaceAll(/\\(?:\\|u\{([0-9a-f]+)\})/gu, (_all, code?: string) =>
          code === undefined ? '\\' : String.fromCodePoint(Number.parseInt(code, 16)),
        ),
    )
    .join('\n');
  return lines.length === 0 || lines.at(-1) === '(no line break at the end)' ? text : `${text}\n`;
}

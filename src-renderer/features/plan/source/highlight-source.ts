/** A program as lines of pieces, each with the name of its colour. The pieces of a line, joined, are the line. Pure; nothing is run. */
import { pythonLanguage } from '@codemirror/lang-python';
import { classHighlighter, highlightTree } from '@lezer/highlight';

export interface SourcePiece {
  readonly text: string;
  /** `keyword`, `string`, `comment` …; empty for what has no colour. */
  readonly kind: string;
}

/** Parsing more would be felt; what is not coloured is shown all the same. */
const MOST_CHARACTERS = 300_000;

/** @param isPython whether colours make sense */
export function highlightSource(text: string, isPython: boolean): readonly (readonly SourcePiece[])[] {
  const pieces = isPython && text.length <= MOST_CHARACTERS ? coloured(text) : [{ text, kind: '' }];
  const lines: SourcePiece[][] = [[]];
  for (const piece of pieces) {
    for (const [at, part] of piece.text.split('\n').entries()) {
      if (at > 0) lines.push([]);
      if (part !== '') lines.at(-1)?.push({ text: part, kind: piece.kind });
    }
  }
  // A line break ends the last line; it does not begin another.
  if (lines.length > 1 && lines.at(-1)?.length === 0) lines.pop();
  return lines;
}

function coloured(text: string): readonly SourcePiece[] {
  const pieces: SourcePiece[] = [];
  let done = 0;
  const plainUntil = (end: number): void => {
    if (end > done) pieces.push({ text: text.slice(done, end), kind: '' });
  };
  highlightTree(pythonLanguage.parser.parse(text), classHighlighter, (from, to, classes) => {
    plainUntil(from);
    pieces.push({ text: text.slice(from, to), kind: kindOf(classes) });
    done = to;
  });
  plainUntil(text.length);
  return pieces;
}

/** `tok-variableName tok-definition` is a variable name: the first word says what it is. */
const kindOf = (classes: string): string => /tok-([a-zA-Z]+)/.exec(classes)?.[1] ?? '';

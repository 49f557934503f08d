/** The last lines that a program printed, fit to stand in a progress message: no escape codes, hidden characters as marks, short. */
import { stripVTControlCharacters } from 'node:util';
import { visibleText } from '#shared/text/index.ts';

const MOST_LINES = 3;
const LONGEST_LINE = 200;

/** @param output already without secrets */
export function latestLines(output: string): readonly string[] {
  return stripVTControlCharacters(output)
    .split('\n')
    .map(shownOf)
    .filter((line) => line !== '')
    .slice(-MOST_LINES);
}

/** Of a line that was written over and over, what stands there now. */
function shownOf(line: string): string {
  const now = line.replace(/\r+$/, '').split('\r').at(-1) ?? '';
  const visible = visibleText(now.trimEnd());
  return visible.length > LONGEST_LINE ? `${visible.slice(0, LONGEST_LINE)}…`.toWellFormed() : visible;
}

/** Which lines of the text belong to which rule. Lines count from 1. */
import type { RuleInWords } from '#shared/contract/index.ts';

const indentOf = (line: string): number => line.length - line.trimStart().length;

/**
 * The last line of the entry that begins on a line: all that is indented deeper, without blank lines and comments at its end.
 * @param lineAt the text of a line; `undefined` past the end
 */
export function lastLineOf(lineAt: (line: number) => string | undefined, first: number): number {
  const indent = indentOf(lineAt(first) ?? '');
  let last = first;
  for (let line = first + 1; ; line += 1) {
    const text = lineAt(line);
    if (text === undefined) return last;
    if (text.trim() === '' || text.trimStart().startsWith('#')) continue;
    if (indentOf(text) <= indent) return last;
    last = line;
  }
}

/** The rule whose entry holds the line; of several on one line the first. */
export function ruleAtLine(
  rules: readonly RuleInWords[],
  line: number,
  lineAt: (line: number) => string | undefined,
): RuleInWords | null {
  let best: RuleInWords | null = null;
  for (const rule of rules) {
    if (rule.line > 0 && rule.line <= line && (best === null || rule.line > best.line)) best = rule;
  }
  return best !== null && line <= lastLineOf(lineAt, best.line) ? best : null;
}

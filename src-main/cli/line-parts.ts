/** Pieces that the lines of every kind of plan are made of. */
import { visibleText } from '#shared/text/index.ts';

const LABEL_WIDTH = 13;
export const labelled = (label: string, value: string): string => `${label.padEnd(LABEL_WIDTH)}${value}`;

/** An empty token would be an empty line that nobody sees. */
export const tokenText = (token: string): string => (token === '' ? '‹empty›' : visibleText(token));

export function environmentLines(
  env: Readonly<Record<string, string>>,
  fromAgent: readonly string[],
): readonly string[] {
  const entries = Object.entries(env);
  if (entries.length === 0) return [labelled('Environment', 'empty')];
  return [
    `Environment (${entries.length}, and nothing else)`,
    ...entries.map(
      ([name, value]) =>
        `  ${visibleText(name)}=${visibleText(value)}${fromAgent.includes(name) ? '  ‹chosen by the agent›' : ''}`,
    ),
  ];
}

/** A rule as the dialogs make it, and how it is written down in YAML: one key a line, its lists on one line each. */
import { stringify } from 'yaml';
import type { Written } from './yaml-splice.ts';

export interface NewRule {
  readonly verdict: 'allow' | 'ask' | 'deny';
  readonly args: readonly string[];
  readonly flags?: Readonly<Record<string, string>>;
  readonly because?: string;
}

/** Quotes around everything but simple words. */
export function writtenText(text: string): string {
  return /^[A-Za-z_][\w./-]*$/u.test(text)
    ? stringify(text, { lineWidth: 0 }).trimEnd()
    : stringify(text, { defaultStringType: 'QUOTE_DOUBLE', lineWidth: 0, doubleQuotedAsJSON: true }).trimEnd();
}

/** `[push, "..."]` */
export const writtenList = (texts: readonly string[]): string => `[${texts.map(writtenText).join(', ')}]`;

/** Prose and paths without quotes, where YAML can tell them from anything else. */
const writtenProse = (text: string): string =>
  /^[/A-Za-z][^\n]*$/u.test(text) ? stringify(text, { lineWidth: 0 }).trimEnd() : writtenText(text);

export function writtenRule(rule: NewRule): Written {
  const flags = Object.entries(rule.flags ?? {}).map(([flag, value]) => `${writtenText(flag)}: ${writtenText(value)}`);
  const lines = [
    `verdict: ${rule.verdict}`,
    `args: ${writtenList(rule.args)}`,
    ...(flags.length === 0 ? [] : [`flags: { ${flags.join(', ')} }`]),
  ];
  const { because } = rule;
  if (because === undefined) return { lines, flow: `{ ${lines.join(', ')} }` };
  return {
    lines: [...lines, `because: ${writtenProse(because)}`],
    flow: `{ ${[...lines, `because: ${writtenText(because)}`].join(', ')} }`,
  };
}

/** The `rules:` of a command with one rule in it, as lines under that key. */
export function writtenRules(rule: NewRule): Written {
  const { lines, flow } = writtenRule(rule);
  return { lines: lines.map((line, index) => `${index === 0 ? '- ' : '  '}${line}`), flow: `[${flow}]` };
}

export function writtenCommand(executable: string, rule: NewRule): Written {
  const rules = writtenRules(rule);
  return {
    lines: [`executable: ${writtenProse(executable)}`, 'rules:', ...rules.lines.map((line) => `  ${line}`)],
    flow: `{ executable: ${writtenText(executable)}, rules: ${rules.flow} }`,
  };
}

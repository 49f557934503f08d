/** A rule as the dialogs make it, and how it is written down in YAML: one key a line, its lists on one line each. */
import { stringify } from 'yaml';
import type { Written } from './yaml-splice.ts';

export interface NewRule {
  readonly verdict: 'allow' | 'ask' | 'deny';
  readonly args: readonly string[];
  readonly flags?: Readonly<Record<string, string>>;
  readonly over_ask?: boolean;
  readonly cwd?: readonly string[];
  readonly clients?: readonly string[];
  readonly sandbox?: 'off' | 'workspace' | 'strict';
  readonly network?: boolean;
  readonly timeout?: string;
  readonly limits?: Readonly<Record<string, string | number>>;
  readonly env?: readonly string[];
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
  const { verdict, args, flags, over_ask, cwd, clients, sandbox, network, timeout, limits, env, because } = rule;
  const entries = (map: Readonly<Record<string, string | number>>): string =>
    `{ ${Object.entries(map)
      .map(([key, value]) => `${writtenText(key)}: ${typeof value === 'number' ? value : writtenText(value)}`)
      .join(', ')} }`;
  const lines = [
    `verdict: ${verdict}`,
    ...(over_ask === true ? ['over_ask: true'] : []),
    `args: ${writtenList(args)}`,
    ...(flags === undefined || Object.keys(flags).length === 0 ? [] : [`flags: ${entries(flags)}`]),
    ...(cwd === undefined ? [] : [`cwd: ${writtenList(cwd)}`]),
    ...(clients === undefined ? [] : [`clients: ${writtenList(clients)}`]),
    ...(sandbox === undefined ? [] : [`sandbox: ${writtenText(sandbox)}`]),
    ...(network === undefined ? [] : [`network: ${network}`]),
    ...(timeout === undefined ? [] : [`timeout: ${writtenText(timeout)}`]),
    ...(limits === undefined || Object.keys(limits).length === 0 ? [] : [`limits: ${entries(limits)}`]),
    ...(env === undefined ? [] : [`env: ${writtenList(env)}`]),
  ];
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

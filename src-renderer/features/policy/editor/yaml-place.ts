/**
 * Where in the document a position of YAML text is: the keys and list items above it, and what is being typed there. Read from
 * indentation and brackets alone, so that it works in a document that is half typed and does not parse.
 */

/** A list item stands as `0`, whichever it is: all items of a list are of one shape. */
export type YamlPath = readonly (string | 0)[];

export interface YamlPlace {
  /** Of the map or list that holds what is typed. */
  readonly path: YamlPath;
  /** `key` of a map; `value` of the key, or of a list item. */
  readonly kind: 'key' | 'value';
  /** For a value: of which key; `null` in a list. */
  readonly key: string | null;
  /** Column at which what is typed begins. */
  readonly from: number;
  /** Keys that the map has already, as far as they can be seen. */
  readonly siblings: readonly string[];
}

/** Lines of a text, counted from 1. */
export interface Lines {
  readonly count: number;
  at(line: number): string;
}

interface Token {
  readonly column: number;
  /** `null` for the dash of a list item. */
  readonly key: string | null;
}

const keyed = /^("(?:[^"\\]|\\.)*"|'[^']*'|[^\s#"'[\]{},&*!|>%@`:-][^\s:#]*|-[^\s:#]+)\s*:(?=\s|$)/u;

/** @param column counted from 0; @returns `null` in comments, and in brackets that opened on an earlier line */
export function placeAt(lines: Lines, line: number, column: number): YamlPlace | null {
  const text = lines.at(line);
  const before = text.slice(0, column);
  const tokens = tokensOf(text);
  const bodyStart = bodyOf(before);
  const body = before.slice(bodyStart);
  if (body.startsWith('#') || body.includes(' #')) return null;
  const dashes = tokens.filter((token) => token.key === null && token.column < column);
  const [, name] = keyed.exec(body) ?? [];
  if (name === undefined) {
    const above = pathAbove(lines, line, bodyStart, dashes);
    const inBrackets = placeInBrackets(body, bodyStart, above);
    if (inBrackets !== undefined) return inBrackets;
    const isItem = dashes.length > 0 && /\s/u.test(body);
    return isItem
      ? null
      : { path: above, kind: 'key', key: null, from: bodyStart, siblings: siblings(lines, line, bodyStart) };
  }
  const key = unquoted(name);
  const above = [...pathAbove(lines, line, bodyStart, dashes), key];
  const colon = body.indexOf(':', name.length);
  const value = body.slice(colon + 1).trimStart();
  const valueStart = column - value.length;
  const inBrackets = placeInBrackets(value, valueStart, above);
  if (inBrackets !== undefined) return inBrackets;
  return { path: above.slice(0, -1), kind: 'value', key, from: valueStart, siblings: [] };
}

const unquoted = (name: string): string => name.replace(/^(["'])(.*)\1$/su, '$2');

/** Where the text after blanks and dashes begins. */
const bodyOf = (text: string): number => /^\s*(?:- +|-$)*/u.exec(text)?.[0].length ?? 0;

/** The dashes that a line begins with, and the key behind them. */
function tokensOf(text: string): readonly Token[] {
  const start = bodyOf(text);
  const tokens: Token[] = [];
  for (let column = 0; column < start; column += 1) if (text[column] === '-') tokens.push({ column, key: null });
  const [, name] = keyed.exec(text.slice(start)) ?? [];
  if (name !== undefined) tokens.push({ column: start, key: unquoted(name) });
  return tokens;
}

/** What holds an entry that begins at a column: every line above that is indented less, from the inside out. */
function pathAbove(lines: Lines, line: number, column: number, dashes: readonly Token[]): YamlPath {
  const path: (string | 0)[] = [];
  let limit = column;
  let underDash = false;
  const take = (token: Token): void => {
    const isAbove = token.column < limit || (underDash && token.key !== null && token.column === limit);
    if (!isAbove) return;
    path.unshift(token.key ?? 0);
    limit = token.column;
    underDash = token.key === null;
  };
  for (const dash of [...dashes].reverse()) take(dash);
  for (let above = line - 1; above >= 1 && (limit > 0 || underDash); above -= 1) {
    for (const token of [...tokensOf(lines.at(above))].reverse()) take(token);
  }
  return path;
}

function siblings(lines: Lines, line: number, column: number): readonly string[] {
  const found: string[] = [];
  const look = (by: 1 | -1): void => {
    for (let at = line + by; at >= 1 && at <= lines.count; at += by) {
      const text = lines.at(at);
      if (text.trim() === '') continue;
      const tokens = tokensOf(text);
      const own = tokens.find((token) => token.key !== null && token.column === column);
      const startsItem = tokens.some((token) => token.key === null && token.column < column);
      if (own?.key != null && (by < 0 || !startsItem)) found.push(own.key);
      if (bodyOf(text) < column || startsItem) return;
    }
  };
  if (!tokensOf(lines.at(line)).some(({ key }) => key === null)) look(-1);
  look(1);
  return found;
}

interface Bracket {
  readonly kind: '{' | '[';
  key: string | null;
  readonly keys: string[];
  /** Where the present entry begins. */
  from: number;
}

/** @returns `undefined` when the text is in no brackets, `null` when it is in a comment or the like */
function placeInBrackets(text: string, start: number, above: YamlPath): YamlPlace | null | undefined {
  const stack: Bracket[] = [];
  let quote = '';
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? '';
    const inner = stack.at(-1);
    if (quote !== '') {
      if (character === quote) quote = '';
    } else if ((character === '"' || character === "'") && text.slice(inner?.from ?? 0, at).trim() === '') {
      quote = character;
    } else if (character === '{' || character === '[') {
      if (stack.length === 0 && at > 0) return undefined;
      stack.push({ kind: character, key: null, keys: [], from: at + 1 });
    } else if (character === '}' || character === ']') {
      stack.pop();
    } else if (character === ',' && inner !== undefined) {
      inner.key = null;
      inner.from = at + 1;
    } else if (character === ':' && inner?.kind === '{' && /[\s]|^$/u.test(text[at + 1] ?? '')) {
      inner.key = unquoted(text.slice(inner.from, at).trim());
      inner.keys.push(inner.key);
      inner.from = at + 1;
    }
  }
  const inner = stack.at(-1);
  if (inner === undefined) return undefined;
  const path = [...above, ...stack.slice(0, -1).map(({ kind, key }) => (kind === '[' ? (0 as const) : (key ?? '')))];
  const typed = text.slice(inner.from).trimStart();
  const from = start + text.length - typed.length;
  if (inner.kind === '[') return { path: [...path, 0], kind: 'value', key: null, from, siblings: [] };
  if (inner.key === null) return { path, kind: 'key', key: null, from, siblings: inner.keys };
  return { path, kind: 'value', key: inner.key, from, siblings: [] };
}

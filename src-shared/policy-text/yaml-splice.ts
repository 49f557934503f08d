/**
 * Puts things into YAML text and takes them out while every other character stays. Each function proposes a text, or `null` where the
 * place is of a shape that it does not know; whoever calls holds the proposal against what the document should then mean.
 */
import { isFlow, type Node, type Pair, type YAMLMap, type YAMLSeq } from './yaml-document.ts';

/** What to put in: as it stands alone in block style, line by line, and on one line for places in brackets. */
export interface Written {
  readonly lines: readonly string[];
  readonly flow: string;
}

const lineStart = (text: string, at: number): number => text.lastIndexOf('\n', at - 1) + 1;

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  if (end < 0) return text.length;
  return text[end - 1] === '\r' ? end - 1 : end;
}

const newline = (text: string): string => (text.includes('\r\n') ? '\r\n' : '\n');

/** After the line on which `at` is; a file that does not end with a newline gets one. */
function insertBelow(text: string, at: number, lines: readonly string[]): string {
  const end = lineEnd(text, at);
  return `${text.slice(0, end)}${newline(text)}${lines.join(newline(text))}${text.slice(end)}`;
}

/** The last character of a node's value; a block's range reaches into what follows it. */
function lastOf(text: string, node: Node): number | null {
  const end = node.range?.[1];
  if (end === undefined) return null;
  let at = end - 1;
  while (at > 0 && /\s/u.test(text[at] ?? '')) at -= 1;
  return at;
}

/** A list item more, at the end. */
export function withItem(text: string, list: YAMLSeq, written: Written): string | null {
  const last = list.items.at(-1);
  const end = last === undefined ? null : lastOf(text, last as Node);
  if (last === undefined || end === null) return null;
  if (isFlow(list)) return `${text.slice(0, end + 1)}, ${written.flow}${text.slice(end + 1)}`;
  const first = (list.items[0] as Node).range?.[0];
  if (first === undefined) return null;
  const lead = text.slice(lineStart(text, first), first);
  const column = lead.lastIndexOf('-');
  if (column < 0) return null;
  const lines = written.lines.map((line, index) => `${' '.repeat(column)}${index === 0 ? '- ' : '  '}${line}`);
  return insertBelow(text, end, lines);
}

/** A key more, at the end. */
export function withKey(text: string, map: YAMLMap, key: string, written: Written): string | null {
  const [first, last] = [map.items[0], map.items.at(-1)];
  const start = keyNode(first)?.range?.[0];
  const lastNode = (last?.value ?? last?.key) as Node | null | undefined;
  const end = lastNode === null || lastNode === undefined ? null : lastOf(text, lastNode);
  if (start === undefined || end === null) return null;
  if (isFlow(map)) return `${text.slice(0, end + 1)}, ${key}: ${written.flow}${text.slice(end + 1)}`;
  const pad = ' '.repeat(start - lineStart(text, start));
  return insertBelow(
    text,
    end,
    underKey(key, written).map((line) => pad + line),
  );
}

/** `key: value` where the value fits beside its key, else below it. */
export function underKey(key: string, written: Written): readonly string[] {
  const [only] = written.lines;
  if (written.lines.length === 1 && only !== undefined && !/^(?:- |[\w.+@-]+: )/u.test(only))
    return [`${key}: ${only}`];
  return [`${key}:`, ...written.lines.map((line) => `  ${line}`)];
}

/** The list without one of its items. */
export function withoutItem(text: string, list: YAMLSeq, index: number): string | null {
  const node = list.items[index] as Node | undefined;
  const [start, end] = [node?.range?.[0], node === undefined ? null : lastOf(text, node)];
  if (start === undefined || end === null || end === undefined || list.items.length < 2) return null;
  if (isFlow(list)) {
    const next = (list.items[index + 1] as Node | undefined)?.range?.[0];
    if (next !== undefined) return text.slice(0, start) + text.slice(next);
    const before = lastOf(text, list.items[index - 1] as Node);
    return before === null ? null : text.slice(0, before + 1) + text.slice(end + 1);
  }
  return withoutLines(text, start, end);
}

/** The map without one of its keys. */
export function withoutKey(text: string, map: YAMLMap, key: string): string | null {
  const pair = map.items.find((item) => String(keyNode(item)?.value) === key);
  const start = keyNode(pair)?.range?.[0];
  const end = pair?.value === undefined || pair.value === null ? null : lastOf(text, pair.value as Node);
  if (start === undefined || end === null || isFlow(map)) return null;
  return withoutLines(text, start, end);
}

function withoutLines(text: string, start: number, end: number): string {
  const to = text.indexOf('\n', end);
  return text.slice(0, lineStart(text, start)) + (to < 0 ? '' : text.slice(to + 1));
}

const keyNode = (pair: Pair | undefined): (Node & { readonly value?: unknown }) | undefined =>
  pair === undefined ? undefined : (pair.key as Node & { readonly value?: unknown });

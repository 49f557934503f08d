/** Where in a policy's text lines can be put in without touching any that stand there. */
import { isMap, isPair, isSeq, type Node, type YAMLMap } from 'yaml';

export interface Place {
  readonly at: number;
  readonly text: string;
}

/** The value at a key; `null` where there is none, or nothing. */
export function childOf(map: YAMLMap, key: string): Node | null {
  const node: unknown = map.get(key, true);
  return isNodeLike(node) ? node : null;
}

/** How many spaces stand before the keys of a block mapping. */
export function indentOf(text: string, map: YAMLMap): number {
  const start = startOf(map.items[0]?.key);
  return start - (text.lastIndexOf('\n', start - 1) + 1);
}

/** After the line on which the last thing in a collection ends, its comment included. */
export function afterLastLine(text: string, node: Node): number {
  const end = lastLeaf(node).range?.[1] ?? text.length;
  if (end > 0 && text[end - 1] === '\n') return end;
  const lineEnd = text.indexOf('\n', end);
  return lineEnd < 0 ? text.length : lineEnd + 1;
}

/** The place for more entries of a list of texts, or for the list itself. @returns `null` where something else stands there */
export function afterList(text: string, parent: YAMLMap, key: string, entries: readonly string[]): Place | null {
  const list = childOf(parent, key);
  const quoted = entries.map((entry) => JSON.stringify(entry));
  if (!parent.has(key))
    return parent.flow === true
      ? inFlow(text, parent, `${key}: [${quoted.join(', ')}]`)
      : asKey(text, parent, key, quoted);
  if (!isSeq<Node>(list)) return null;
  if (list.flow === true) return inFlow(text, list, quoted.join(', '));
  const first = startOf(list.items[0]);
  const lineStart = text.lastIndexOf('\n', first - 1) + 1;
  const dashes = /^[ ]*(?=- )/u.exec(text.slice(lineStart, first))?.[0];
  return dashes === undefined
    ? null
    : lines(
        text,
        afterLastLine(text, list),
        quoted.map((entry) => `${dashes}- ${entry}`),
      );
}

function asKey(text: string, parent: YAMLMap, key: string, quoted: readonly string[]): Place {
  const indent = ' '.repeat(indentOf(text, parent));
  return lines(text, afterLastLine(text, parent), [
    `${indent}${key}:`,
    ...quoted.map((entry) => `${indent}  - ${entry}`),
  ]);
}

function lines(text: string, at: number, added: readonly string[]): Place {
  const before = at > 0 && text[at - 1] !== '\n' ? '\n' : '';
  return { at, text: `${before}${added.join('\n')}\n` };
}

/** Right behind the last entry, so that a comma at the end stays one. */
function inFlow(text: string, node: Node & { readonly items: readonly unknown[] }, added: string): Place {
  if (node.items.length === 0) return { at: (node.range?.[0] ?? 0) + 1, text: added };
  const last: unknown = node.items.at(-1);
  const value = isPair(last) ? (last.value ?? last.key) : last;
  return { at: (isNodeLike(value) ? value.range?.[1] : null) ?? text.length, text: `, ${added}` };
}

function lastLeaf(node: Node): Node {
  if (isMap(node) && node.flow !== true) {
    const pair = node.items.at(-1);
    if (isNodeLike(pair?.value)) return lastLeaf(pair.value);
    if (isNodeLike(pair?.key)) return pair.key;
  }
  if (isSeq(node) && node.flow !== true) {
    const item = node.items.at(-1);
    if (isNodeLike(item)) return lastLeaf(item);
  }
  return node;
}

const isNodeLike = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'range' in value;

const startOf = (node: unknown): number => (isNodeLike(node) ? (node.range?.[0] ?? 0) : 0);

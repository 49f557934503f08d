/**
 * From text to plain values with their places. Only what a policy needs of YAML is let in: one document, mappings with plain keys, lists
 * and scalars. Anchors, aliases, tags, directives and duplicate keys are refused, so what is read is what stands there.
 */
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type YAMLError,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import type { PolicyProblem } from '#shared/contract/index.ts';
import { type Collection, nameOf, offsetOf, Places } from './places.ts';

export const MAX_POLICY_BYTES = 1024 * 1024;
const MAX_DEPTH = 32;
const MOST_OPEN = 1000;
const MAX_PROBLEMS = 20;

export type ParsedYaml =
  | { readonly ok: true; readonly value: unknown; readonly places: Places }
  | { readonly ok: false; readonly problems: readonly PolicyProblem[] };

export function parseYaml(text: string): ParsedYaml {
  const unreadable = checkText(text);
  if (unreadable !== null) return { ok: false, problems: [unreadable] };
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: false, prettyErrors: false, merge: false });
  const problems = document.errors.slice(0, MAX_PROBLEMS).map((error) => problemOf(error, lines));
  if (problems.length > 0) return { ok: false, problems: withoutRepeats(problems) };
  if (hasDirectives(document)) {
    return {
      ok: false,
      problems: [{ line: 1, column: 1, message: 'Lines that begin with “%” are not used in a policy.' }],
    };
  }
  const reader = new NodeReader(lines);
  const value = document.contents === null ? null : reader.read(document.contents, 0);
  if (reader.problems.length > 0) return { ok: false, problems: reader.problems.slice(0, MAX_PROBLEMS) };
  return { ok: true, value, places: new Places(lines, reader.collections, value) };
}

function checkText(text: string): PolicyProblem | null {
  if (text.length > MAX_POLICY_BYTES || Buffer.byteLength(text) > MAX_POLICY_BYTES) {
    return {
      line: 0,
      column: 0,
      message: 'The policy is larger than 1 MiB. Expected far less: check that it is the right file.',
    };
  }
  if (opensTooMany(text)) return { line: 0, column: 0, message: 'The file is nested too deeply to be a policy.' };
  // Controls other than tab, newline and carriage return; halves of surrogate pairs; the two that are no characters.
  // And whatever makes text look as if it stood in another order.
  const odd = /[[\p{Cc}--[\t\n\r]]\p{Cs}\ufffe\uffff\u202a-\u202e\u2066-\u2069]/v.exec(text);
  if (odd === null) return null;
  const before = text.slice(0, odd.index).split('\n');
  const code = (odd[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return {
    line: before.length,
    column: (before.at(-1) ?? '').length + 1,
    message: `There is a control character (U+${code}) here. Remove it.`,
  };
}

/** Before the parser, which needs seconds for a mebibyte of brackets. Those in texts count too, so the bound is far above what a policy has. */
function opensTooMany(text: string): boolean {
  let open = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    // [ { and ] }
    if (code === 0x5b || code === 0x7b) open += 1;
    else if (code === 0x5d || code === 0x7d) open = Math.max(0, open - 1);
    if (open > MOST_OPEN) return true;
  }
  return false;
}

const hasDirectives = ({ directives }: Document): boolean =>
  directives !== undefined && (directives.yaml.explicit === true || Object.keys(directives.tags).length > 1);

function problemOf(error: YAMLError, lines: LineCounter): PolicyProblem {
  const { line, col } = lines.linePos(error.pos[0]);
  return { line, column: col, message: sentenceOf(error) };
}

function sentenceOf({ code, message }: YAMLError): string {
  switch (code) {
    case 'TAB_AS_INDENT':
      return 'This line is indented with a tab. YAML takes spaces only.';
    case 'MULTIPLE_DOCS':
      return 'A second document begins here (“---”). A policy is one document.';
    case 'RESOURCE_EXHAUSTION':
      return 'The file is nested too deeply to be a policy.';
    default:
      return `This is not valid YAML: ${message}.`;
  }
}

function withoutRepeats(problems: readonly PolicyProblem[]): readonly PolicyProblem[] {
  const seen = new Set<string>();
  return problems.filter(({ message }) => !seen.has(message) && seen.add(message));
}

class NodeReader {
  readonly problems: PolicyProblem[] = [];
  readonly collections = new Map<object, Collection>();
  readonly #lines: LineCounter;

  constructor(lines: LineCounter) {
    this.#lines = lines;
  }

  read(node: Node, depth: number): unknown {
    if (isAlias(node)) return this.#refuse(node, 'Aliases (“*name”) are not used in a policy: write it out.');
    if ('anchor' in node && node.anchor !== undefined) {
      return this.#refuse(node, 'Anchors (“&name”) are not used in a policy: remove it.');
    }
    if (node.tag !== undefined) return this.#refuse(node, 'Tags (“!name”) are not used in a policy: remove it.');
    if (depth > MAX_DEPTH) return this.#refuse(node, 'The file is nested too deeply to be a policy.');
    if (isScalar(node)) return node.value;
    if (isSeq<Node>(node)) return this.#readList(node, depth);
    if (isMap<Node, Node | null>(node)) return this.#readMapping(node, depth);
    return this.#refuse(node, 'Expected text, a number, a list or a mapping.');
  }

  #readList(node: YAMLSeq<Node>, depth: number): readonly unknown[] {
    const list = node.items.map((item) => this.read(item, depth + 1));
    this.collections.set(list, node);
    return list;
  }

  #readMapping(node: YAMLMap<Node, Node | null>, depth: number): object {
    const mapping: Record<string, unknown> = {};
    for (const { key, value } of node.items) {
      const name = this.#readKey(key);
      if (name === undefined) continue;
      if (Object.hasOwn(mapping, name)) {
        this.#refuse(key, `“${name}” stands here a second time. Expected each key once.`);
        continue;
      }
      mapping[name] = value === null ? null : this.read(value, depth + 1);
    }
    this.collections.set(mapping, node);
    return mapping;
  }

  #readKey(key: Node): string | undefined {
    const name = nameOf(key);
    if (name === null || !isScalar(key)) return this.#refuse(key, 'Expected a word as the key.');
    if (key.anchor !== undefined || key.tag !== undefined)
      return this.#refuse(key, 'Expected a plain word as the key.');
    if (name === '__proto__') return this.#refuse(key, '“__proto__” cannot be used as a key.');
    return name;
  }

  #refuse(node: Node, message: string): undefined {
    const { line, col } = this.#lines.linePos(offsetOf(node));
    this.problems.push({ line, column: col, message });
    return undefined;
  }
}

/**
 * Reads files of Codex rules: calls with texts, lists and named arguments, and comments between them. It knows no more of Starlark than
 * that; anything else is a problem, because skipping it could lose a restriction.
 */
import { placeIn } from './source.ts';

export type Value = string | number | boolean | null | readonly Value[];

export interface Call {
  readonly name: string;
  readonly positional: readonly Value[];
  readonly named: ReadonlyMap<string, Value>;
  /** As it stands in the file. */
  readonly text: string;
  readonly line: number;
}

/** What cannot be read, and where. */
export class Misread extends Error {
  readonly line: number;
  readonly column: number;

  constructor(message: string, text: string, offset: number) {
    super(message);
    ({ line: this.line, column: this.column } = placeIn(text, offset));
  }
}

interface Token {
  readonly kind: 'word' | 'text' | 'number' | 'sign' | 'end';
  readonly value: string;
  readonly at: number;
  readonly end: number;
}

const MOST_DEPTH = 16;
const SKIP = /(?:[ \t\r\n]|\\\r?\n|#[^\n]*)*/uy;
const WORD = /[A-Za-z_]\w*/uy;
const NUMBER = /-?\d{1,15}(?![\w.])/uy;
const TEXT = /(r?)(?:"((?:[^"\\\n]|\\[^\n])*)"(?!")|'((?:[^'\\\n]|\\[^\n])*)'(?!'))/uy;
const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\\': '\\', '"': '"', "'": "'" };

/** @throws Misread */
export function parseCalls(text: string): readonly Call[] {
  return new Reader(text).calls();
}

class Reader {
  readonly #text: string;
  #next: Token;

  constructor(text: string) {
    this.#text = text;
    this.#next = this.#scan(0);
  }

  calls(): readonly Call[] {
    const calls: Call[] = [];
    while (this.#next.kind !== 'end') {
      if (this.#next.value === ';') this.#take();
      else calls.push(this.#call());
    }
    return calls;
  }

  #call(): Call {
    const name = this.#take();
    if (name.kind !== 'word') throw this.#misread(name, 'a call such as prefix_rule(pattern = ["git", "status"])');
    this.#expect('(');
    const positional: Value[] = [];
    const named = new Map<string, Value>();
    while (this.#next.value !== ')' || this.#next.kind !== 'sign') {
      if (this.#next.kind === 'word' && this.#peekSign(this.#next.end) === '=') {
        const key = this.#take();
        this.#expect('=');
        if (named.has(key.value)) throw this.#misread(key, `“${key.value}” once`);
        named.set(key.value, this.#value(0));
      } else positional.push(this.#value(0));
      if (!this.#comma(')')) break;
    }
    const { end } = this.#expect(')');
    return {
      name: name.value,
      positional,
      named,
      text: this.#text.slice(name.at, end),
      line: placeIn(this.#text, name.at).line,
    };
  }

  #value(depth: number): Value {
    const token = this.#take();
    if (token.kind === 'text') return token.value;
    if (token.kind === 'number') return Number(token.value);
    if (token.kind === 'word') {
      if (token.value === 'True' || token.value === 'False') return token.value === 'True';
      if (token.value === 'None') return null;
      throw this.#misread(token, 'a text in quotes or a list');
    }
    const close = token.value === '[' ? ']' : token.value === '(' ? ')' : undefined;
    if (close === undefined || token.kind !== 'sign') throw this.#misread(token, 'a text in quotes or a list');
    if (depth >= MOST_DEPTH) throw this.#misread(token, 'fewer lists in lists');
    const list: Value[] = [];
    while (!(this.#next.kind === 'sign' && this.#next.value === close)) {
      list.push(this.#value(depth + 1));
      if (!this.#comma(close)) break;
    }
    this.#expect(close);
    return list;
  }

  /** @returns whether there was one; without it, only `close` may follow */
  #comma(close: string): boolean {
    if (this.#next.kind === 'sign' && this.#next.value === ',') {
      this.#take();
      return true;
    }
    if (this.#next.kind === 'sign' && this.#next.value === close) return false;
    throw this.#misread(this.#next, `“,” or “${close}”`);
  }

  #expect(sign: string): Token {
    const token = this.#take();
    if (token.kind !== 'sign' || token.value !== sign) throw this.#misread(token, `“${sign}”`);
    return token;
  }

  #take(): Token {
    const token = this.#next;
    if (token.kind !== 'end') this.#next = this.#scan(token.end);
    return token;
  }

  #peekSign(from: number): string {
    SKIP.lastIndex = from;
    const at = from + (SKIP.exec(this.#text)?.[0].length ?? 0);
    return this.#text[at + 1] === '=' ? '==' : (this.#text[at] ?? '');
  }

  #scan(from: number): Token {
    SKIP.lastIndex = from;
    const at = from + (SKIP.exec(this.#text)?.[0].length ?? 0);
    if (at >= this.#text.length) return { kind: 'end', value: '', at, end: at };
    const text = this.#match(TEXT, at);
    if (text !== null) return { kind: 'text', value: unescaped(text), at, end: at + text[0].length };
    const word = this.#match(WORD, at);
    if (word !== null) return { kind: 'word', value: word[0], at, end: at + word[0].length };
    const number = this.#match(NUMBER, at);
    if (number !== null) return { kind: 'number', value: number[0], at, end: at + number[0].length };
    const sign = this.#text[at] ?? '';
    if ('()[],=;'.includes(sign)) return { kind: 'sign', value: sign, at, end: at + 1 };
    const what = sign === '"' || sign === "'" ? 'a text that ends on its own line' : 'a call, a text or a list';
    throw new Misread(`Expected ${what}, and “${sign}” came.`, this.#text, at);
  }

  #match(expression: RegExp, at: number): RegExpExecArray | null {
    expression.lastIndex = at;
    return expression.exec(this.#text);
  }

  #misread(token: Token, expected: string): Misread {
    const came = token.kind === 'end' ? 'the end of the text' : `“${token.value.slice(0, 40)}”`;
    return new Misread(`Expected ${expected}, and ${came} came.`, this.#text, token.at);
  }
}

function unescaped([, raw = '', double, single]: RegExpExecArray): string {
  const inside = double ?? single ?? '';
  if (raw !== '') return inside;
  // An escape that is not known keeps its backslash, as in Python; such a word fits no plain token.
  return inside.replace(/\\(.)/gsu, (whole, character: string) => escapes[character] ?? whole);
}

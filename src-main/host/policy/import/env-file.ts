/** Reads `.env` files: NAME=value lines, `export` or not, values bare or in quotes that may run over lines. Nothing is expanded. */
import { placeIn, type Read, shown, unreadable } from './source.ts';

export interface Variable {
  readonly name: string;
  readonly value: string;
}

const LINE = /[ \t]*(?:export[ \t]+)?([A-Za-z_]\w*)[ \t]*=[ \t]*/uy;
const QUOTED = /"((?:[^"\\]|\\.)*)"|'([^']*)'/suy;

export function readEnv(text: string): Read<readonly Variable[]> {
  const plain = text.replaceAll('\r\n', '\n');
  const variables: Variable[] = [];
  let at = 0;
  while (at < plain.length) {
    const end = endOfLine(plain, at);
    const line = plain.slice(at, end).trim();
    if (line === '' || line.startsWith('#')) {
      at = end + 1;
      continue;
    }
    LINE.lastIndex = at;
    const head = LINE.exec(plain);
    if (head === null) return wrong(plain, at, 'expected NAME=value');
    const value = readValue(plain, at + head[0].length);
    if (typeof value === 'string') return wrong(plain, at, value);
    variables.push({ name: head[1] ?? '', value: value.value });
    at = value.next;
  }
  return { ok: true, value: variables };
}

function readValue(text: string, at: number): { readonly value: string; readonly next: number } | string {
  if (text[at] === '"' || text[at] === "'") {
    QUOTED.lastIndex = at;
    const quoted = QUOTED.exec(text);
    if (quoted === null) return 'a quotation mark opens here and none closes it';
    const after = at + quoted[0].length;
    const end = endOfLine(text, after);
    if (!/^[ \t]*(?:#.*)?$/u.test(text.slice(after, end))) return 'something stands behind the closing quotation mark';
    return { value: quoted[2] ?? (quoted[1] ?? '').replace(/\\(["\\$`])/gu, '$1'), next: end + 1 };
  }
  const end = endOfLine(text, at);
  return {
    value: text
      .slice(at, end)
      .replace(/(?:^|[ \t])#.*$/u, '')
      .trim(),
    next: end + 1,
  };
}

function endOfLine(text: string, from: number): number {
  const at = text.indexOf('\n', from);
  return at < 0 ? text.length : at;
}

function wrong(text: string, at: number, what: string): Read<never> {
  const { line, column } = placeIn(text, at);
  return unreadable(line, column, `This is not a line of an .env file: ${what}.`);
}

/** `NAME=value`, without the value of what is named like a secret. */
export function shownVariable({ name, value }: Variable): string {
  const isSecret = /token|secret|key|passw|auth|credential|cookie|dsn/iu.test(name);
  return `${name}=${isSecret && value !== '' ? '…' : shown(value)}`;
}

/**
 * What an importer is given and how it reads it: a text of somebody else's, judged before anything is made of it. Texts come from
 * anywhere, so what is shown of them is visible and short.
 */
import type { PolicyProblem } from '#shared/contract/index.ts';
import { visibleText } from '#shared/text/index.ts';
import type { SandboxHere } from '../keep/sandbox-here.ts';
import { MAX_POLICY_BYTES, parseYaml } from '../load/parse-yaml.ts';
import { whereJsonEnds } from './where-json-ends.ts';

/** What an importer may know of the machine. */
export interface Surroundings {
  /** Absolute path of the program that a name stands for; `undefined` when the machine has none. */
  findProgram(name: string): Promise<string | undefined>;
  /** The person's home folder, absolute. */
  readonly home: string;
  /** Without it, the usual fence counts as being there. */
  readonly sandbox?: SandboxHere;
}

export type Mapping = Readonly<Record<string, unknown>>;

export type Read<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly PolicyProblem[] };

export const unreadable = (line: number, column: number, message: string): Read<never> => ({
  ok: false,
  problems: [{ line, column, message }],
});

/** Controls, halves of characters, what stands for undecodable bytes, and what makes text look as if it stood in another order. */
const ODD = /[[\p{Cc}--[\t\n\r]]\p{Cs}\ufffd-\uffff\u202a-\u202e\u2066-\u2069]/v;

export const isOdd = (text: string): boolean => ODD.test(text);

/** @returns what keeps the text from being read at all; `null` when nothing does */
export function whyUnreadable(text: string): PolicyProblem | null {
  if (text.length > MAX_POLICY_BYTES || Buffer.byteLength(text) > MAX_POLICY_BYTES) {
    const message = 'The text is larger than 1 MiB. Expected a configuration: check that it is the right file.';
    return { line: 0, column: 0, message };
  }
  if (text.trim() === '') return { line: 1, column: 1, message: 'The text is empty. Expected a configuration.' };
  const odd = ODD.exec(text);
  if (odd === null) return null;
  const code = (odd[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  const message = `There is a character here (U+${code}) that no configuration has. Expected plain text.`;
  return { ...placeIn(text, odd.index), message };
}

/** 1-based line and column of an offset. */
export function placeIn(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}

/** @param expected ends the sentence "Expected …" */
export function readYamlMapping(text: string, expected: string): Read<Mapping> {
  const yaml = parseYaml(text);
  if (!yaml.ok) return yaml;
  if (isMapping(yaml.value)) return { ok: true, value: yaml.value };
  return unreadable(
    1,
    1,
    `Expected ${expected}: a mapping of keys to values. Check that it is the right file and format.`,
  );
}

/** Strict JSON; a key that stands twice is an error, because programs differ in which one they take. */
export function readJsonMapping(text: string, expected: string): Read<Mapping> {
  try {
    JSON.parse(text);
  } catch {
    const { line, column } = placeIn(text, whereJsonEnds(text));
    return unreadable(line, column, `This is not valid JSON. Expected ${expected}.`);
  }
  // JSON is YAML but for tabs between its parts; inside its strings there can be none.
  return readYamlMapping(text.replaceAll('\t', ' '), expected);
}

export const isMapping = (value: unknown): value is Mapping =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The texts of a list; what is not text is handed to `odd`. */
export function textsOf(value: unknown, odd: (entry: unknown) => void): readonly string[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) {
    odd(value);
    return [];
  }
  return value.flatMap((entry: unknown) => {
    if (typeof entry === 'string') return [entry];
    odd(entry);
    return [];
  });
}

/** A value of the source as one short line in which nothing is hidden. */
export function shown(value: unknown, most = 200): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing');
  const line = visibleText(text.replace(/\s+/gu, ' ').trim());
  // A cut must not leave half of a character.
  return line.length > most ? `${line.slice(0, most).replace(/\p{Cs}$/u, '')}…` : line;
}

/**
 * Arguments that do not fit, explained to whoever sent them: for each, its name, what was expected, what came and what may have been meant.
 * The message has an end, and repeats only what cannot be anybody's content: it goes on record.
 */
import type { z } from 'zod';
import { andList } from '../and-list.ts';
import { cutText } from '../cut-text.ts';
import { adviceOn, meantKey, purposeOf } from './argument-advice.ts';
import { named, nameOf } from './argument-name.ts';
import { cameWords } from './came-words.ts';
import { closestOption } from './closest-option.ts';
import {
  choicesOf,
  expectedWords,
  type JsonSchema,
  keysAt,
  type Place,
  placeAt,
  publishedSchema,
} from './schema-words.ts';

type Issue = z.core.$ZodIssue;

const MOST_SENTENCES = 10;
const LONGEST_MESSAGE = 2000;

interface Document {
  readonly schema: JsonSchema;
  readonly input: unknown;
}

/** @param input what was checked and did not fit, with what the check said of it */
export function explainArguments(schema: z.ZodType, input: unknown, issues: readonly Issue[]): string {
  const sentences = new Map<string, string>();
  for (const [place, sentence] of sentencesOf(issues, { schema: publishedSchema(schema), input })) {
    if (sentences.has(place)) continue;
    const isLast = sentences.size === MOST_SENTENCES;
    sentences.set(place, isLast ? 'There is more that does not fit.' : sentence);
    if (isLast) break;
  }
  return cutText([...sentences.values()].join(' '), LONGEST_MESSAGE);
}

/** Each with what it is about: the first word on a place is enough. */
function* sentencesOf(issues: readonly Issue[], document: Document): Generator<readonly [string, string]> {
  for (const issue of issues) {
    const inside = issue.code === 'invalid_union' ? closestOption(issue) : undefined;
    if (inside !== undefined) yield* sentencesOf(inside, document);
    else if (issue.code === 'unrecognized_keys') yield* unknownKeys(issue, keysAt(document.schema, issue.path));
    else yield [JSON.stringify(issue.path), sentenceOf(issue, document)];
  }
}

/** Those with a likely meaning one by one, the others together. */
function* unknownKeys(
  { path, keys }: z.core.$ZodIssueUnrecognizedKeys,
  known: readonly string[],
): Generator<readonly [string, string]> {
  const looked = keys.slice(0, MOST_SENTENCES);
  const meant = looked.map((key) => ({ key, meant: meantKey(key, known) }));
  for (const { key, meant: word } of meant) {
    if (word !== undefined)
      yield [JSON.stringify([...path, key]), `${unknown(path, [nameOf(key)])}. Did you mean “${word}”?`];
  }
  const strange = meant.filter(({ meant: word }) => word === undefined).map(({ key }) => nameOf(key));
  const more = keys.length - looked.length;
  const names = more > 0 ? [...strange, `${more} more`] : strange;
  const expected = known.length === 0 ? 'it takes none' : `expected ${expectedWords([{ enum: [...known] }])}`;
  if (names.length > 0) yield [JSON.stringify([...path, '']), `${unknown(path, names)}: ${expected}.`];
}

function unknown(path: readonly PropertyKey[], names: readonly string[]): string {
  if (path.length > 0) return `${named(path)} has no ${andList(names)}`;
  return names.length === 1 ? `There is no argument ${andList(names)}` : `There are no arguments ${andList(names)}`;
}

function sentenceOf(issue: Issue, { schema, input }: Document): string {
  const place = placeAt(schema, issue.path);
  if (issue.code === 'invalid_key') return ofKey(issue);
  const expected = expectation(issue, place);
  if (issue.path.length === 0) return ofWhole(expected, { schema, input });
  const value = valueAt(input, issue.path);
  if (value === undefined) return `${named(issue.path)} is missing: ${expected}.${purposeOf(place)}`;
  const came = `${cameWords(value, mayShow(value, issue, place))} came`;
  const told = isSentence(expected) ? `${expected} (${came}).` : `${expected}, and ${came}.`;
  return `${named(issue.path)}: ${told}${adviceOn(value, place, schema, issue.path)}`;
}

function ofKey({ path, issues }: z.core.$ZodIssueInvalidKey): string {
  const expected = issues.map(({ message }) => message).find((message) => message.startsWith('expected'));
  return `${named(path.slice(0, -1))} has the name ${nameOf(path.at(-1) ?? '')}: ${expected ?? 'expected another name'}.`;
}

/** What is wrong between several arguments, or with all of them at once. */
function ofWhole(expected: string, { schema, input }: Document): string {
  // An argument's name keeps its letters.
  const sentence = /^[a-z]+ /u.test(expected) ? expected.charAt(0).toUpperCase() + expected.slice(1) : expected;
  if (isSentence(expected)) return `${sentence}.`;
  const isObject = typeof input === 'object' && input !== null && !Array.isArray(input);
  const came = Object.entries(isObject ? input : {}).slice(0, MOST_SENTENCES);
  const words = came.map(([key, value]) => {
    const isFigure = typeof value === 'number' && placeAt(schema, [key]).nodes.some(isNumeric);
    return isFigure ? `${nameOf(key)} (${value})` : nameOf(key);
  });
  return `${sentence}, and ${words.length === 0 ? cameWords(input, false) : andList(words)} came.`;
}

/** Our own words where a schema has some, unless the published schema says it better: of a number it knows both ends. */
function expectation(issue: Issue, { nodes }: Place): string {
  if (issue.code === 'custom') return issue.message;
  const isNumber = nodes.length > 0 && nodes.every(isNumeric);
  if (issue.message.startsWith('expected') && !isNumber) return issue.message;
  // What is too long is told how long it may be, not what it is.
  const isLength = issue.code === 'too_small' || issue.code === 'too_big';
  const words = expectedWords(isLength ? nodes.map(({ expected: _, ...node }) => node) : nodes);
  return words === '' ? 'expected something else' : `expected ${words}`;
}

const isSentence = (expected: string): boolean => !expected.startsWith('expected');

/**
 * Repeated is what stands where only a word of a closed set, an id, a number or a switch can be meant. Text that may be anything, what
 * stands in a list and what stands under a key of the caller's own (a variable, say) is not.
 */
function mayShow(value: unknown, issue: Issue, { nodes, isNamed }: Place): boolean {
  if (!isNamed || issue.code === 'custom' || nodes.length === 0) return false;
  if (typeof value === 'number' && nodes.some(isNumeric)) return true;
  return nodes.every((node) => simple.has(String(node.type)) || (node.type === 'string' && isClosed(node)));
}

const isNumeric = ({ type }: JsonSchema): boolean => type === 'number' || type === 'integer';
const simple: ReadonlySet<string> = new Set(['number', 'integer', 'boolean', 'null']);
const isClosed = (node: JsonSchema): boolean => node.pattern !== undefined || choicesOf(node).length > 0;

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = Reflect.get(value, step);
  }
  return value;
}

/** Turns what the schema says into problems with a place in the file: what was expected, what came, and what may have been meant. */
import type { z } from 'zod';
import type { PolicyProblem } from '#shared/contract/index.ts';
import { orList, policyJsonSchema } from '#shared/policy/index.ts';
import { closestOption, keysAt, nearestWord, quoted } from '#shared/text/index.ts';
import type { DocumentPath, Places } from './places.ts';

type Issue = z.core.$ZodIssue;

const MAX_PROBLEMS = 50;

/** Keys of other gateways' files, and where their content goes here. */
const elsewhere: ReadonlyMap<string, string> = new Map([
  ['confirmation_gates', '“confirmation_required”, with the names of the commands'],
  ['policy', 'the top level of the file, without “policy”'],
  ['cwd', '“paths”, under “read”'],
]);

/** Parts of the language that this version does not have yet. */
const later: ReadonlySet<string> = new Set(['templates', 'scans', 'servers']);

const kinds: Readonly<Record<string, string>> = {
  object: 'a mapping',
  record: 'a mapping',
  array: 'a list',
  tuple: 'a list such as [write, ~/code/app.ts]',
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
};

export function explainIssues(issues: readonly Issue[], places: Places): readonly PolicyProblem[] {
  const schema = policyJsonSchema();
  return issues
    .flatMap((issue) => explain(issue, places, (path) => keysAt(schema, path)))
    .sort((a, b) => a.line - b.line || a.column - b.column)
    .slice(0, MAX_PROBLEMS);
}

type KeysAt = (path: DocumentPath) => readonly string[];

function explain(issue: Issue, places: Places, keys: KeysAt): readonly PolicyProblem[] {
  const path = documentPath(issue.path);
  const inside = issue.code === 'invalid_union' ? closestOption(issue) : undefined;
  if (inside !== undefined) return inside.flatMap((inner) => explain(inner, places, keys));
  if (issue.code === 'unrecognized_keys') {
    const known = keys(path);
    // Of a file that is no policy at all, the first few say enough.
    return issue.keys.slice(0, MAX_PROBLEMS).map((key) => ({
      ...places.at([...path, key], 'key'),
      message: unknownKey(key, known),
    }));
  }
  if (issue.code === 'invalid_key') {
    const message = issue.issues.map((inner) => inner.message).join('; ');
    return [{ ...places.at(path, 'key'), message: `${quoted(String(path.at(-1)))}: ${message}` }];
  }
  const missing = issue.code !== 'custom' && path.length > 0 && places.valueAt(path) === undefined;
  if (missing) {
    const parent = path.slice(0, -1);
    return [
      { ...places.at(parent, 'key'), message: `“${path.at(-1)}” is missing${under(parent)}: ${expectation(issue)}.` },
    ];
  }
  return [{ ...places.at(path), message: `${named(path)}${described(issue, places.valueAt(path))}` }];
}

function unknownKey(key: string, known: readonly string[]): string {
  const moved = elsewhere.get(key);
  if (later.has(key)) return `This version of Countersign does not know “${key}” yet: remove it.`;
  const meant = nearestWord(key, known);
  if (meant !== undefined) return `There is no ${quoted(key)} here. Did you mean “${meant}”?`;
  if (moved !== undefined) return `There is no ${quoted(key)} here. It belongs in ${moved}.`;
  return `There is no ${quoted(key)} here. Expected ${orList(known)}.`;
}

function described(issue: Issue, value: unknown): string {
  if (issue.code === 'custom') return `${lowerFirst(issue.message)}${endOf(issue.message)}`;
  const came = cameAs(value);
  const expected = expectation(issue);
  const quote = issue.code === 'invalid_type' && issue.expected === 'string' && typeof value !== 'object';
  const meant =
    issue.code === 'invalid_value' && typeof value === 'string'
      ? nearestWord(value, issue.values.map(String))
      : undefined;
  const advice =
    meant !== undefined ? ` Did you mean “${meant}”?` : quote ? ` Put it in quotes: "${String(value)}".` : '';
  return `${expected}, and ${came} came.${advice}`;
}

function expectation(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${kinds[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `expected ${orList(issue.values.map(String))}`;
    case 'too_small':
      return issue.message.startsWith('expected')
        ? issue.message
        : `expected at least ${issue.minimum}${unit(issue.origin)}`;
    case 'too_big':
      return `expected at most ${issue.maximum}${unit(issue.origin)}`;
    default:
      return issue.message.startsWith('expected') ? issue.message : `expected something else (${issue.message})`;
  }
}

function unit(origin: string): string {
  if (origin === 'string') return ' characters';
  return origin === 'array' ? ' entries' : '';
}

function cameAs(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object') return 'a mapping';
  return typeof value === 'string' ? quoted(value) : String(value);
}

const documentPath = (path: readonly PropertyKey[]): DocumentPath =>
  path.map((step) => (typeof step === 'number' ? step : String(step)));

/** The last key of the path, as a lead-in; an entry of a list is named by the list. */
function named(path: DocumentPath): string {
  const key = path.findLast((step) => typeof step === 'string');
  return key === undefined ? 'In the whole file: ' : `${quoted(String(key))}: `;
}

const under = (path: DocumentPath): string =>
  typeof path.at(-1) === 'string' ? ` under ${quoted(String(path.at(-1)))}` : '';
const lowerFirst = (text: string): string =>
  /^[A-Z][a-z]/u.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
const endOf = (text: string): string => (/[.?]$/u.test(text) ? '' : '.');

/** What a JSON Schema, as zod writes it, expects at a place: in words. Pure. */
import { z } from 'zod';
import { orList } from '../../policy/argument-pattern.ts';
import { andList } from '../and-list.ts';
import { quoted } from '../quoted.ts';

/** `expected`: the schema's own words for text of a certain form, which JSON Schema has no place for. */
export type JsonSchema = z.core.JSONSchema.BaseSchema & { readonly expected?: string };

export interface Place {
  /** What may stand there; several where there are several forms, none where nothing is known. */
  readonly nodes: readonly JsonSchema[];
  /** The schema gives the place its name. Otherwise it is an entry of a list of values, or below a key that the caller chose. */
  readonly isNamed: boolean;
}

const MOST_CHOICES = 20;

export function publishedSchema(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, {
    ...{ io: 'input', unrepresentable: 'any' },
    override: ({ zodSchema, jsonSchema }) => {
      if (!(zodSchema instanceof z.ZodString)) return;
      const words = zodSchema.safeParse('').error?.issues.find(({ message }) => message.startsWith(EXPECTED))?.message;
      if (words !== undefined) jsonSchema.expected = words.slice(EXPECTED.length);
    },
  });
}

const EXPECTED = 'expected ';

export function placeAt(schema: JsonSchema, path: readonly PropertyKey[]): Place {
  let nodes = formsOf(schema);
  let isCallers = false;
  let isEntry = false;
  for (const step of path) {
    isEntry = typeof step === 'number';
    isCallers ||= !isEntry && !nodes.some((node) => propertyOf(node, String(step)) !== undefined);
    nodes = nodes.flatMap((node) => (isEntry ? itemsOf(node) : membersOf(node, String(step)))).flatMap(formsOf);
  }
  return { nodes, isNamed: !isCallers && !isEntry };
}

/** The keys that the schema names at a place. */
export function keysAt(schema: JsonSchema, path: readonly PropertyKey[]): readonly string[] {
  return [...new Set(placeAt(schema, path).nodes.flatMap((node) => Object.keys(node.properties ?? {})))];
}

/** `a whole number from 1 to 64 or text`; empty where nothing is known. */
export function expectedWords(nodes: readonly JsonSchema[]): string {
  const choices = nodes.flatMap(choicesOf);
  const others = nodes.filter((node) => choicesOf(node).length === 0).flatMap(wordsOf);
  const more = choices.length - MOST_CHOICES;
  const shown = choices.slice(0, MOST_CHOICES).map((choice) => (typeof choice === 'string' ? quoted(choice) : choice));
  return orList([...new Set([...shown.map(String), ...(more > 0 ? [`one of ${more} others`] : []), ...others])]);
}

/** The values of a closed set; empty where anything of a kind may stand. */
export function choicesOf(node: JsonSchema): readonly (string | number | boolean | null)[] {
  if (node.const !== undefined) return [scalar(node.const)];
  return (node.enum ?? []).map(scalar);
}

const scalar = (value: unknown): string | number | boolean | null =>
  typeof value === 'number' || typeof value === 'boolean' || value === null ? value : String(value);

/** Every form that a value may have, one kind each, those inside of others too. What a form is for may stand outside of it. */
function formsOf(schema: unknown): readonly JsonSchema[] {
  if (!isNode(schema)) return [];
  const { type: types } = schema;
  if (Array.isArray(types)) return types.map((type: z.core.JSONSchema.SchemaType) => ({ ...schema, type }));
  const forms = schema.anyOf ?? schema.oneOf;
  if (forms === undefined) return [schema];
  const { description } = schema;
  return forms.flatMap(formsOf).map((form) => (description === undefined ? form : { description, ...form }));
}

const isNode = (value: unknown): value is JsonSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function propertyOf({ properties }: JsonSchema, key: string): unknown {
  return properties !== undefined && Object.hasOwn(properties, key) ? properties[key] : undefined;
}

const membersOf = (node: JsonSchema, key: string): readonly unknown[] => [
  propertyOf(node, key) ?? node.additionalProperties,
];

const itemsOf = ({ items }: JsonSchema): readonly unknown[] => (Array.isArray(items) ? items : [items]);

function wordsOf(node: JsonSchema): readonly string[] {
  switch (node.type) {
    case 'integer':
      return [numberWords('a whole number', node)];
    case 'number':
      return [numberWords('a number', node)];
    case 'string':
      return [textWords(node)];
    case 'boolean':
      return ['true', 'false'];
    case 'null':
      return ['null'];
    case 'array':
      return [listWords(node)];
    case 'object':
      return [objectWords(node)];
    default:
      return [];
  }
}

/** Bounds that only say what a number can carry at all are left out. */
function numberWords(kind: string, node: JsonSchema): string {
  const least = node.minimum === Number.MIN_SAFE_INTEGER ? undefined : node.minimum;
  const most = node.maximum === Number.MAX_SAFE_INTEGER ? undefined : node.maximum;
  const { exclusiveMinimum: above, exclusiveMaximum: below } = node;
  if (least !== undefined && most !== undefined) return `${kind} from ${least} to ${most}`;
  const low = above === undefined ? (least === undefined ? [] : [`at least ${least}`]) : [`more than ${above}`];
  const high = below === undefined ? (most === undefined ? [] : [`at most ${most}`]) : [`less than ${below}`];
  const bounds = [...low, ...high];
  return bounds.length === 0 ? kind : `${kind}, ${bounds.join(' and ')}`;
}

function boundWords(least: number | undefined, most: number | undefined, one: string, many: string): string {
  const of = (count: number): string => `${count} ${count === 1 ? one : many}`;
  if (least === undefined || least === 0) return most === undefined ? '' : `at most ${of(most)}`;
  return most === undefined ? `at least ${of(least)}` : `${least} to ${of(most)}`;
}

function textWords({ expected, minLength, maxLength }: JsonSchema): string {
  if (expected !== undefined) return expected;
  const bounds = boundWords(minLength, maxLength, 'character', 'characters');
  return bounds === '' ? 'text' : `text of ${bounds}`;
}

function listWords(node: JsonSchema): string {
  const entries = itemsOf(node).flatMap(formsOf);
  const kind = entries.length > 0 && entries.every(({ type }) => type === 'string') ? 'a list of text' : 'a list';
  const bounds = boundWords(node.minItems, node.maxItems, 'entry', 'entries');
  return bounds === '' ? kind : `${kind} (${bounds})`;
}

function objectWords({ properties, required, additionalProperties }: JsonSchema): string {
  const keys = required ?? Object.keys(properties ?? {});
  if (keys.length > 0) return `an object with ${andList(keys.map((key) => quoted(key)))}`;
  const values = formsOf(additionalProperties);
  return values.length > 0 && values.every(({ type }) => type === 'string')
    ? 'an object of names and text'
    : 'an object';
}

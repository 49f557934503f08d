/** Finds in the policy's JSON Schema what may stand at a place: keys with their descriptions, and the values that can be listed. */
import type { YamlPath } from './yaml-place.ts';

export type JsonSchema = Readonly<Record<string, unknown>>;

export interface SchemaKey {
  readonly name: string;
  readonly description: string | null;
  readonly required: boolean;
  /** What kind of value it takes, in a word or two. */
  readonly takes: string;
}

const isSchema = (value: unknown): value is JsonSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A schema with its alternatives side by side. */
function alternatives(schema: unknown, root: JsonSchema): readonly JsonSchema[] {
  if (!isSchema(schema)) return [];
  if (typeof schema.$ref === 'string') return alternatives(referred(schema.$ref, root), root);
  const inner = ['anyOf', 'oneOf', 'allOf'].flatMap((key) => (Array.isArray(schema[key]) ? schema[key] : []));
  return [schema, ...inner.flatMap((one) => alternatives(one, root))];
}

function referred(ref: string, root: JsonSchema): unknown {
  const keys = ref.replace(/^#\/?/u, '').split('/').filter(Boolean);
  return keys.reduce<unknown>((at, key) => (isSchema(at) ? at[key] : undefined), root);
}

/** All schemas that hold at a path, each with its alternatives. */
export function schemasAt(root: JsonSchema, path: YamlPath): readonly JsonSchema[] {
  let here = alternatives(root, root);
  for (const step of path) {
    here = here.flatMap((schema) => {
      if (step === 0) return alternatives(schema.items, root);
      const properties = isSchema(schema.properties) ? schema.properties : {};
      return alternatives(properties[step] ?? schema.additionalProperties, root);
    });
  }
  return here;
}

export function keysAt(root: JsonSchema, path: YamlPath): readonly SchemaKey[] {
  return schemasAt(root, path).flatMap((schema) => {
    const required = Array.isArray(schema.required) ? schema.required : [];
    return Object.entries(isSchema(schema.properties) ? schema.properties : {}).map(([name, value]) => ({
      name,
      description: isSchema(value) && typeof value.description === 'string' ? value.description : null,
      required: required.includes(name),
      takes: takes(alternatives(value, root)),
    }));
  });
}

/** Values that can be listed: alternatives, yes and no. */
export function valuesAt(root: JsonSchema, path: YamlPath): readonly string[] {
  const values = schemasAt(root, path).flatMap((schema) => {
    if (Array.isArray(schema.enum)) return schema.enum.map(String);
    if ('const' in schema) return [String(schema.const)];
    return schema.type === 'boolean' ? ['true', 'false'] : [];
  });
  return [...new Set(values)];
}

/** What the schema says of the last step of a path: the nearest description on the way in. */
export function describedAt(root: JsonSchema, path: YamlPath): string | null {
  const found = schemasAt(root, path).find(({ description }) => typeof description === 'string');
  return typeof found?.description === 'string' ? found.description : null;
}

function takes(schemas: readonly JsonSchema[]): string {
  const words = schemas.flatMap(({ type, ...rest }) => {
    if (Array.isArray(rest.enum)) return [rest.enum.join(', ')];
    if (type === 'array') return ['a list'];
    if (type === 'object') return ['entries'];
    if (type === 'boolean') return ['true or false'];
    if (type === 'integer' || type === 'number') return ['a number'];
    return type === 'string' ? ['text'] : [];
  });
  return [...new Set(words)].join(' or ');
}

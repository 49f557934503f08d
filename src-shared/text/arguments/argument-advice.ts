/** What to do about an argument that does not fit. */
import { cutText } from '../cut-text.ts';
import { nearestWord } from '../nearest-word.ts';
import { choicesOf, type JsonSchema, type Place, placeAt } from './schema-words.ts';

const LONGEST_PURPOSE = 160;

/** `timeout` is meant for `timeout_seconds`, as `time_out` is for `timeout`. */
export function meantKey(key: string, known: readonly string[]): string | undefined {
  const others = known.filter((name) => name !== key);
  const [longer, ...more] = others.filter((name) => name.startsWith(`${key}_`) || name.endsWith(`_${key}`));
  return nearestWord(key, others) ?? (more.length === 0 ? longer : undefined);
}

/** What something that is missing is for, in the schema's words. */
export function purposeOf({ nodes }: Place): string {
  const described = nodes.find(({ description }) => description !== undefined)?.description ?? '';
  return described === '' ? '' : ` It is: ${cutText(described, LONGEST_PURPOSE)}`;
}

/** What to do about what came. */
export function adviceOn(value: unknown, { nodes }: Place, schema: JsonSchema, path: readonly PropertyKey[]): string {
  const key = path.at(-1);
  if (value === null && typeof key === 'string') {
    const isOptional = placeAt(schema, path.slice(0, -1)).nodes.some(({ required = [] }) => !required.includes(key));
    return isOptional ? ' Leave it out where nothing is meant.' : '';
  }
  if (typeof value !== 'string') return '';
  const words = nodes.flatMap(choicesOf).filter((choice) => typeof choice === 'string' && choice !== '');
  const meant = nearestWord(value, words.map(String));
  if (meant !== undefined) return ` Did you mean “${meant}”?`;
  const takes = (...types: readonly string[]): boolean => nodes.some(({ type }) => types.includes(String(type)));
  if (takes('string')) return '';
  if (takes('number', 'integer') && /^-?\d+(?:\.\d+)?$/u.test(value)) return ' Send it without quotes.';
  if (takes('boolean') && /^(?:true|false)$/iu.test(value)) return ' Send it without quotes.';
  return takes('array', 'object') && /^\s*(?:\[.*\]|\{.*\})\s*$/su.test(value)
    ? ' Send the value itself, not its JSON as text.'
    : '';
}

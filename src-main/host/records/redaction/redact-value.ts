/**
 * A copy of a JSON value that may be written down: secrets taken out by the name of their field or flag and by their shape, at any depth.
 * The copy is always fit for canonical JSON, whatever came: lone surrogates, non-finite numbers and missing values are mended.
 */
import { marker } from './marker.ts';
import { redactText } from './redact-text.ts';
import { secretKind } from './secret-names.ts';

const DEEPEST = 100;

/** @returns the same shape as `value`: strings stay strings, so that what fitted a schema of plain strings still does */
export function redactValue<T>(value: T): T {
  // Redaction maps each string to a string and keeps everything else in its place; the compiler cannot follow that.
  return copy(value, 0) as T;
}

function copy(value: unknown, depth: number): unknown {
  switch (typeof value) {
    case 'string':
      return redactText(value.isWellFormed() ? value : value.toWellFormed());
    case 'number':
      return Number.isFinite(value) ? value : null;
    case 'bigint':
      return value.toString();
    case 'boolean':
      return value;
    case 'object':
      if (value === null) return null;
      if (depth >= DEEPEST) return marker('nested too deep');
      return Array.isArray(value) ? copyList(value, depth + 1) : copyFields(value, depth + 1);
    default:
      return null;
  }
}

/** In an argument vector, what follows `--password` is one. */
function copyList(list: readonly unknown[], depth: number): unknown[] {
  return list.map((item, index) => {
    const kind = flagKind(list[index - 1]);
    if (kind !== undefined && typeof item === 'string' && item !== '' && !item.startsWith('-')) return marker(kind);
    return copy(item, depth);
  });
}

function flagKind(item: unknown): string | undefined {
  return typeof item === 'string' && /^--?[A-Za-z][\w-]{2,40}$/.test(item) ? secretKind(item) : undefined;
}

function copyFields(fields: object, depth: number): object {
  const entries: [string, unknown][] = [];
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined || typeof value === 'function' || typeof value === 'symbol') continue;
    entries.push([redactText(name.toWellFormed()), copyField(name, value, depth)]);
  }
  // Also right for a field called `__proto__`.
  return Object.fromEntries(entries);
}

function copyField(name: string, value: unknown, depth: number): unknown {
  const kind = isBare(value) ? undefined : secretKind(name);
  return kind === undefined ? copy(value, depth) : marker(kind);
}

/** Nothing that could be a secret. */
const isBare = (value: unknown): boolean => value === null || value === '' || typeof value === 'boolean';

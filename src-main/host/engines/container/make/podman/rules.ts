/** Holds a record against a closed list: each key with what it has to be, and a finding for every key that is not on the list. */
import { isDeepStrictEqual } from 'node:util';

export type Json = Readonly<Record<string, unknown>>;
export type Rule = (value: unknown) => boolean;
export type Rules = Readonly<Record<string, Rule>>;

/** @param where before each key in a sentence: `process.` */
export function findingsBy(where: string, value: unknown, rules: Rules): string[] {
  const record = asJson(value);
  const unknown = Object.keys(record).filter((key) => !Object.hasOwn(rules, key) && record[key] !== undefined);
  const wrong = Object.keys(rules).filter((key) => !rules[key]?.(record[key]));
  return [
    ...unknown.map((key) => `${where}${key.slice(0, 60)} is there, which nothing calls for`),
    ...wrong.map((key) => `${where}${key} is ${shown(record[key])}, which is not what the plan says`),
  ];
}

export const is =
  (expected: unknown): Rule =>
  (value) =>
    isDeepStrictEqual(value, expected);

/** Left out, or one of these. */
export const maybe =
  (...expected: readonly unknown[]): Rule =>
  (value) =>
    value === undefined || expected.some((each) => isDeepStrictEqual(value, each));

/** The same things, in whatever order, none of them twice. */
export const sameSet = (value: unknown, expected: readonly unknown[]): boolean =>
  Array.isArray(value) && isDeepStrictEqual(value.map(keyOf).sort(), expected.map(keyOf).sort());

const keyOf = (value: unknown): string =>
  typeof value === 'object' && value !== null ? JSON.stringify(Object.entries(value).sort()) : JSON.stringify(value);

export const asJson = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
export const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const SHOWN = 120;
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'missing';
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}

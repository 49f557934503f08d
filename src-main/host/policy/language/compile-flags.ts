/** Turns a rule's `flags` into a table, and refuses spellings that a program could read in two ways. */
import { type FlagName, parseFlagName, parseFlagValue } from '#shared/policy/index.ts';
import type { CompiledHole } from './compiled-hole.ts';
import { type FlagTable, noFlags } from './flag-table.ts';
import { compileHole } from './holes.ts';

type Entry = { bare: boolean; value: CompiledHole | null; equals: CompiledHole | null };

/** Says that something is wrong with the flag that is written as `key`. */
export type FlagProblem = (key: string, message: string) => void;

/** @param written as in the document, spellings already checked by its schema */
export function compileFlags(written: Readonly<Record<string, string>>, problem: FlagProblem): FlagTable {
  const keys = Object.keys(written);
  if (keys.length === 0) return noFlags;
  const entries = new Map<string, Entry>();
  let number: CompiledHole | null = null;
  for (const key of keys) {
    const name = parseFlagName(key);
    const hole = compileValue(key, written[key] ?? '', problem);
    if (!name.ok || hole === undefined) continue;
    if (name.value.form === 'number') {
      if (hole !== null) problem(key, 'a flag that is a number takes no value: write "none".');
      number = compileHole(name.value.hole);
      continue;
    }
    const entry = entries.get(name.value.flag) ?? { bare: false, value: null, equals: null };
    entries.set(name.value.flag, entry);
    fill(entry, name.value.form, key, hole, problem);
  }
  refuseTwoReadings(entries, problem);
  return { entries, number };
}

/** @returns `null` for `none`, `undefined` for what cannot be used */
function compileValue(key: string, text: string, problem: FlagProblem): CompiledHole | null | undefined {
  const value = parseFlagValue(text);
  if (!value.ok) return undefined;
  if (value.value === 'none') return null;
  try {
    return compileHole(value.value);
  } catch (error) {
    problem(key, patternProblem(error));
    return undefined;
  }
}

export function patternProblem(error: unknown): string {
  const said = error instanceof Error ? error.message : String(error);
  return `this is not an expression that RE2 knows (no look-around, no back-references): ${said}`;
}

function fill(
  entry: Entry,
  form: FlagName['form'],
  key: string,
  hole: CompiledHole | null,
  problem: FlagProblem,
): void {
  if (form === 'long-with-equals') {
    if (hole === null)
      problem(key, `a flag written with “=” takes a value: write "${key.slice(0, -1)}" for one without.`);
    if (entry.value !== null) problem(key, `“${key.slice(0, -1)}” is listed with a value already, which covers “=”.`);
    entry.equals = hole;
    return;
  }
  if (hole === null) entry.bare = true;
  else if (entry.equals !== null) problem(key, `“${key}=” is listed already: “${key}” with a value covers both.`);
  entry.value = hole;
}

/** `-name` is one flag to some programs and `-n` with the value `ame`, or four flags, to others. */
function refuseTwoReadings(entries: ReadonlyMap<string, Entry>, problem: FlagProblem): void {
  for (const flag of entries.keys()) {
    if (flag.startsWith('--') || flag.length === 2) continue;
    const first = flag.slice(0, 2);
    if (entries.get(first)?.value != null) {
      problem(
        flag,
        `“${flag}” could also be read as “${first}” with the value “${flag.slice(2)}”: list only one of them.`,
      );
    } else if ([...flag.slice(1)].every((letter) => entries.get(`-${letter}`)?.bare === true)) {
      problem(flag, `“${flag}” could also be read as the listed one-letter flags joined: list only one of them.`);
    }
  }
}

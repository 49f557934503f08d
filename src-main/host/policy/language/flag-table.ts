/** The flags that a rule lists for one place in the argument vector, and how one of them is read. */
import { describeHole } from '#shared/policy/index.ts';
import { quoted } from '#shared/text/index.ts';
import type { CompiledHole, Misfit, PathJudge } from './compiled-hole.ts';

interface FlagEntry {
  /** May stand alone. */
  readonly bare: boolean;
  /** Takes a value, joined or as the next token. */
  readonly value: CompiledHole | null;
  /** Takes a value with `=` only. */
  readonly equals: CompiledHole | null;
}

export interface FlagTable {
  /** By the flag as it is typed: `-n`, `--since`, `-name`. */
  readonly entries: ReadonlyMap<string, FlagEntry>;
  /** `-20` and the like. */
  readonly number: CompiledHole | null;
}

export const noFlags: FlagTable = { entries: new Map(), number: null };

/** What one flag token came to: how many tokens it took, and what speaks against it. */
export interface FlagReading {
  readonly taken: 1 | 2;
  readonly misfit: Misfit;
}

const fits: FlagReading = { taken: 1, misfit: null };

/**
 * Reads the flag at `token`. A value is taken from the next token only if that does not look like a flag itself, and only for a flag that
 * is listed with a value: so neither can be taken for the other.
 */
export function readFlag(table: FlagTable, token: string, next: string | undefined, paths: PathJudge): FlagReading {
  const equalsAt = token.startsWith('--') ? token.indexOf('=') : -1;
  if (equalsAt > 0) return readWithEquals(table, token.slice(0, equalsAt), token.slice(equalsAt + 1), paths);
  const entry = table.entries.get(token);
  if (entry !== undefined) return readAlone(entry, token, next, paths);
  if (token.startsWith('--')) return unlisted(token);
  return readShort(table, token, paths);
}

function readWithEquals(table: FlagTable, flag: string, value: string, paths: PathJudge): FlagReading {
  const entry = table.entries.get(flag);
  const hole = entry?.value ?? entry?.equals ?? null;
  if (hole !== null) return { taken: 1, misfit: misfitOf(flag, hole.judge(value, paths)) };
  return entry === undefined ? unlisted(flag) : doubt(`the rule lists ${flag} without a value`);
}

function readAlone(entry: FlagEntry, flag: string, next: string | undefined, paths: PathJudge): FlagReading {
  if (entry.value === null) return entry.bare ? fits : doubt(`the rule lists ${flag} only with “=” and a value`);
  if (next === undefined) return no(`${flag} needs ${describeHole(entry.value.hole)}, and nothing came`);
  if (next.startsWith('-')) {
    return no(`${flag} needs ${describeHole(entry.value.hole)}, and ${quoted(next)} looks like a flag`);
  }
  return { taken: 2, misfit: misfitOf(flag, entry.value.judge(next, paths)) };
}

/** `-n5`, `-abc`, `-20`. */
function readShort(table: FlagTable, token: string, paths: PathJudge): FlagReading {
  const first = table.entries.get(token.slice(0, 2));
  if (first?.value != null) {
    const value = token.slice(2);
    if (value.startsWith('=')) {
      return no(
        `some programs take the “=” in ${quoted(token)} as part of the value; write the value as the next argument`,
      );
    }
    return { taken: 1, misfit: misfitOf(token.slice(0, 2), first.value.judge(value, paths)) };
  }
  if (table.number !== null && /^-\d+$/u.test(token)) {
    return { taken: 1, misfit: misfitOf('-', table.number.judge(token.slice(1), paths)) };
  }
  const unknown = [...token.slice(1)].find((letter) => table.entries.get(`-${letter}`)?.bare !== true);
  if (unknown === undefined) return fits;
  return unlisted(token.length === 2 ? token : `-${unknown}`);
}

/** The flags that a token stands for, as `once` names them. Of letters joined, a flag with a value ends them. */
export function flagsIn(table: FlagTable, token: string): readonly string[] {
  if (token.startsWith('--')) return [token.split('=', 1)[0] ?? token];
  if (table.entries.has(token)) return [token];
  if (table.entries.get(token.slice(0, 2))?.value != null) return [token.slice(0, 2)];
  if (table.number !== null && /^-\d+$/u.test(token)) return ['-'];
  return [...token.slice(1)].map((letter) => `-${letter}`);
}

function misfitOf(flag: string, misfit: Misfit): Misfit {
  return misfit === null ? null : { kind: misfit.kind, why: `of the value of ${flag}, ${misfit.why}` };
}

const no = (why: string): FlagReading => ({ taken: 1, misfit: { kind: 'no', why } });
const doubt = (why: string): FlagReading => ({ taken: 1, misfit: { kind: 'doubt', why } });
const unlisted = (flag: string): FlagReading => doubt(`the rule does not list the flag ${quoted(flag)}`);

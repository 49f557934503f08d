/**
 * Whether an argument vector is in a rule's language, for rules that permit. One reading only, left to right; what that reading cannot
 * prove is a doubt, and a rule with a doubt can ask at best.
 */
import { describeHole, orList } from '#shared/policy/index.ts';
import { quoted } from '#shared/text/index.ts';
import type { Misfit, PathJudge } from './compiled-hole.ts';
import { type FlagTable, flagsIn, noFlags, readFlag } from './flag-table.ts';
import type { OperandPattern, Rule } from './rule.ts';

export type StrictMatch =
  | { readonly matches: 'fully' }
  | { readonly matches: 'doubtfully'; readonly doubts: readonly string[] }
  | {
      readonly matches: 'not';
      /** Ends the sentence "the rule lost: …". */
      readonly why: string;
      /** How many of the rule's operands had matched: the nearer, the more telling is `why`. */
      readonly depth: number;
    };

const fully: StrictMatch = { matches: 'fully' };

interface Reading {
  readonly rule: Rule;
  readonly argv: readonly string[];
  readonly paths: PathJudge;
  readonly doubts: string[];
  /** Flags that may stand once and have. */
  readonly once: Set<string>;
  /** Index into argv. */
  at: number;
  /** How many operands have been read. */
  operands: number;
  /** `--` was read: no flags from here on. */
  flagsEnded: boolean;
}

/** @param argv the command's name first; it is not looked at */
export function matchStrictly(rule: Rule, argv: readonly string[], paths: PathJudge): StrictMatch {
  const reading: Reading = { rule, argv, paths, doubts: [], once: new Set(), at: 1, operands: 0, flagsEnded: false };
  while (reading.at < argv.length) {
    const misfit = readToken(reading, argv[reading.at] ?? '');
    if (misfit === null) continue;
    if (misfit.kind === 'no') return not(reading, misfit.why);
    reading.doubts.push(misfit.why);
  }
  const missing = rule.operands[reading.operands];
  if (missing !== undefined) {
    return not(reading, `it expects ${expected(missing)}, and nothing came`);
  }
  return reading.doubts.length === 0 ? fully : { matches: 'doubtfully', doubts: reading.doubts };
}

/** What could not be read before often explains what does not fit now. */
function not({ doubts, operands }: Reading, why: string): StrictMatch {
  return { matches: 'not', why: [...doubts, why].join(', and '), depth: operands };
}

function readToken(reading: Reading, token: string): Misfit {
  if (!token.startsWith('-') || token === '-') return readOperand(reading, token);
  if (reading.flagsEnded) {
    if (reading.rule.dashesStayFlags)
      reading.doubts.push(`the program may read ${quoted(token)} as a flag even after “--”`);
    return readOperand(reading, token);
  }
  const wanted = reading.rule.operands[reading.operands];
  if (wanted?.kind === 'words' && wanted.words.has(token)) {
    if (token === '--') reading.flagsEnded = true;
    return readOperand(reading, token);
  }
  if (token === '--') {
    reading.flagsEnded = true;
    reading.at += 1;
    if (reading.operands >= reading.rule.leading) return null;
    return { kind: 'doubt', why: `“--” stands before the words that the rule begins with` };
  }
  const table = tableAt(reading);
  const { taken, misfit } = readFlag(table, token, reading.argv[reading.at + 1], reading.paths);
  reading.at += taken;
  if (reading.rule.once.size > 0) doubtRepeats(reading, table, token);
  if (misfit?.kind !== 'doubt' || reading.operands >= reading.rule.leading) return misfit;
  return { kind: 'doubt', why: `${misfit.why} before its words` };
}

function doubtRepeats({ rule, once, doubts }: Reading, table: FlagTable, token: string): void {
  for (const flag of flagsIn(table, token)) {
    if (!rule.once.has(flag)) continue;
    if (once.has(flag)) doubts.push(`${flag} stands there twice`);
    once.add(flag);
  }
}

/** Before the first word, between the words, after them: the same letter can mean three things, so each place has its own list. */
function tableAt({ rule, operands }: Reading): FlagTable {
  if (operands >= rule.leading) return rule.flags;
  return operands === 0 ? rule.globalFlags : noFlags;
}

function readOperand(reading: Reading, token: string): Misfit {
  const { rule, paths } = reading;
  const wanted = rule.operands[reading.operands];
  reading.at += 1;
  if (wanted === undefined) return readRest(rule, token, paths);
  if (wanted.kind === 'words') {
    // After `--` a program takes `-c` for an operand, so it is not the flag that the rule spells out.
    const isOther = reading.flagsEnded && token.startsWith('-') && token !== '--';
    if (isOther || !wanted.words.has(token)) {
      return { kind: 'no', why: `it expects ${expected(wanted)}, and ${quoted(token)} came` };
    }
    reading.operands += 1;
    return null;
  }
  const misfit = wanted.accepts.judge(token, paths);
  if (misfit?.kind !== 'no') reading.operands += 1;
  return misfit;
}

function readRest(rule: Rule, token: string, paths: PathJudge): Misfit {
  if (rule.rest === 'any') return null;
  if (rule.rest !== 'none') return rule.rest.judge(token, paths);
  return { kind: 'no', why: `it expects no more arguments, and ${quoted(token)} came` };
}

function expected(pattern: OperandPattern): string {
  return pattern.kind === 'hole'
    ? describeHole(pattern.accepts.hole)
    : orList([...pattern.words].slice(0, 12).map((word) => `“${word}”`));
}

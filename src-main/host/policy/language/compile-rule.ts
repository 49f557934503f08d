/** Turns a rule, or one line of the gateway's shorthand, into what the matcher uses. */
import type { LostRule, RuleRef } from '#shared/model/index.ts';
import { type CommandTerms, orList, parseArgumentPattern, type RuleDocument } from '#shared/policy/index.ts';
import { quoted } from '#shared/text/index.ts';
import { compileGlobs, type GlobOptions } from '../paths/path-globs.ts';
import { compileFlags, patternProblem } from './compile-flags.ts';
import type { CompiledHole } from './compiled-hole.ts';
import { noFlags } from './flag-table.ts';
import { compileHole } from './holes.ts';
import type { OperandPattern, Rule } from './rule.ts';

/** Says that something is wrong at a place inside the rule, as a path below it. */
export type RuleProblem = (place: readonly (string | number)[], message: string) => void;

/** What a rule takes from the command that it belongs to. */
export interface Home {
  readonly terms: CommandTerms;
  readonly dashesStayFlags: boolean;
  readonly globs: GlobOptions;
}

interface Shape {
  readonly operands: readonly OperandPattern[];
  readonly rest: Rule['rest'];
}

/** @param written spellings already checked by its schema */
export function compileRule(written: RuleDocument, ref: RuleRef, home: Home, problem: RuleProblem): Rule {
  const shape = compileArguments(written.args, problem);
  const leading = leadingWords(shape.operands);
  if (leading === 0 && Object.keys(written.global_flags).length > 0) {
    problem(
      ['global_flags'],
      'global_flags stand before the first word, and this rule begins with no word: use flags.',
    );
  }
  if (written.over_ask && written.verdict !== 'allow') {
    problem(['over_ask'], 'over_ask is for rules that allow: only they can be an exception from asking.');
  }
  return {
    ...shape,
    ref,
    leading,
    verdict: written.verdict,
    overAsk: written.over_ask,
    because: written.because ?? null,
    globalFlags: compileFlags(written.global_flags, (key, message) => problem(['global_flags', key], message)),
    flags: compileFlags(written.flags, (key, message) => problem(['flags', key], message)),
    once: compileOnce(written, problem),
    folders: written.cwd === undefined ? null : compileGlobs(written.cwd, home.globs),
    clients: written.clients === undefined ? null : new Set(written.clients.map((name) => name.toLowerCase())),
    expiresMs: written.expires ?? Number.POSITIVE_INFINITY,
    terms: home.terms,
    dashesStayFlags: home.dashesStayFlags,
    elsewhere: elsewhere(ref, shape.operands),
  };
}

/** `remote show` as a rule: these words, then anything. The empty prefix is the whole command. */
export function compilePrefix(
  prefix: string,
  verdict: Rule['verdict'],
  ref: RuleRef,
  home: Home,
  because: string | null = null,
): Rule {
  const words = prefix === '' ? [] : prefix.split(' ');
  const operands = words.map((word): OperandPattern => ({ kind: 'words', words: new Set([word]) }));
  return {
    terms: home.terms,
    dashesStayFlags: home.dashesStayFlags,
    ...everywhere,
    ref,
    verdict,
    because,
    operands,
    rest: 'any',
    leading: operands.length,
    globalFlags: noFlags,
    flags: noFlags,
    expiresMs: Number.POSITIVE_INFINITY,
    elsewhere: elsewhere(ref, operands),
  };
}

/** For everybody, in every folder. */
const everywhere = { once: new Set<string>(), folders: null, clients: null, overAsk: false } as const;

function compileOnce(written: RuleDocument, problem: RuleProblem): ReadonlySet<string> {
  const listed = [...Object.keys(written.flags), ...Object.keys(written.global_flags)].map(plainFlag);
  for (const [index, flag] of written.once.entries()) {
    if (!listed.includes(plainFlag(flag)))
      problem(['once', index], `${quoted(flag)} is not among the flags of the rule.`);
  }
  return new Set(written.once.map(plainFlag));
}

/** `--color=` is the flag `--color`; a number is `-`. */
const plainFlag = (key: string): string => (key.startsWith('-<') ? '-' : key.replace(/=$/u, ''));

function compileArguments(args: readonly string[], problem: RuleProblem): Shape {
  const operands: OperandPattern[] = [];
  let rest: Rule['rest'] = 'none';
  for (const [index, text] of args.entries()) {
    const pattern = parseArgumentPattern(text);
    if (!pattern.ok) continue;
    if (rest !== 'none') {
      problem(['args', index], 'nothing can follow “...”: it takes everything that is left.');
      break;
    }
    try {
      if (pattern.value.kind === 'words') operands.push({ kind: 'words', words: new Set(pattern.value.words) });
      else if (pattern.value.kind === 'hole') operands.push({ kind: 'hole', accepts: compileHole(pattern.value.hole) });
      else rest = pattern.value.each === null ? 'any' : restOf(compileHole(pattern.value.each));
    } catch (error) {
      problem(['args', index], patternProblem(error));
    }
  }
  return { operands, rest };
}

const restOf = (each: CompiledHole): Rule['rest'] => (each.hole.type === 'text' ? 'any' : each);

function leadingWords(operands: readonly OperandPattern[]): number {
  const first = operands.findIndex((operand) => operand.kind !== 'words');
  return first < 0 ? operands.length : first;
}

function elsewhere(ref: RuleRef, operands: readonly OperandPattern[]): LostRule {
  const first = operands[0];
  if (first?.kind !== 'words') return { rule: ref, because: 'it is about other arguments' };
  const words = [...first.words];
  const shown = words.length > 12 ? [...words.slice(0, 12), '…'] : words;
  return { rule: ref, because: `its first word is ${orList(shown)}` };
}

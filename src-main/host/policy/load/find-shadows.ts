/**
 * Rules that can never decide: they expired, want more arguments than the command takes, or another rule is always before them. Only what
 * can be proven is said; a rule that is not named here may still never decide.
 */
import type { CompiledCommand } from '../language/compiled-command.ts';
import type { CompiledHole } from '../language/compiled-hole.ts';
import type { FlagTable } from '../language/flag-table.ts';
import type { OperandPattern, Rule } from '../language/rule.ts';

/** Of a long list of rules that begin alike, this many are compared with each. */
const MOST_COMPARED = 200;

/** @returns what is wrong with each rule that can never decide, as a sentence */
export function findShadows(command: CompiledCommand, nowMs: number): ReadonlyMap<Rule, string> {
  const found = new Map<Rule, string>();
  for (const [at, rule] of command.rules.entries()) {
    const why = whyNever(rule, command, nowMs) ?? whyShadowed(rule, at, command, nowMs);
    if (why !== null) found.set(rule, why);
  }
  return found;
}

function whyNever({ expiresMs, operands }: Rule, { maxArgs }: CompiledCommand, nowMs: number): string | null {
  if (expiresMs <= nowMs) return `This rule expired at ${new Date(expiresMs).toISOString()} and no longer counts.`;
  if (operands.length + 1 <= maxArgs) return null;
  return `This rule wants ${operands.length + 1} entries, the command’s name included, and max_args is ${maxArgs}: it can never match.`;
}

function whyShadowed(rule: Rule, at: number, command: CompiledCommand, nowMs: number): string | null {
  for (const index of rivalsOf(rule, command)) {
    const rival = command.rules[index];
    if (rival === undefined || rival === rule || rival.expiresMs <= nowMs) continue;
    // An exception stands out from what asks, and it counts before what only allows.
    if (rule.overAsk && (rival.verdict === 'ask' || (rival.verdict === 'allow' && !rival.overAsk))) continue;
    const [known, said] = [ranks[rival.verdict], ranks[rule.verdict]];
    if (known < said || (known === said && index > at) || !countsWherever(rival, rule)) continue;
    const contains = rival.verdict === 'allow' ? containsStrictly(rival, rule) : containsLoosely(rival, rule);
    if (contains) {
      const what = { allow: 'allows', ask: 'asks about', deny: 'denies' }[rival.verdict];
      return `This rule never decides: ${rival.ref.id.slice(command.ref.id.length + 1)} in line ${rival.ref.line} ${what} all that it matches.`;
    }
  }
  return null;
}

const ranks = { allow: 0, ask: 1, deny: 2 } as const;

/** A rule that contains another begins with all its first words, so with any one of them. */
function rivalsOf(rule: Rule, { index }: CompiledCommand): readonly number[] {
  const first = rule.operands[0];
  const [word] = first?.kind === 'words' ? first.words : [];
  const alike = word === undefined ? [] : (index.byFirstWord.get(word) ?? []);
  return [...index.others, ...alike].slice(0, MOST_COMPARED);
}

/** Whenever and for whomever the rule counts, so does the rival. */
function countsWherever(rival: Rule, rule: Rule): boolean {
  if (rival.expiresMs < rule.expiresMs || rival.folders !== null) return false;
  const { clients } = rule;
  return rival.clients === null || (clients !== null && isWithin(clients, rival.clients));
}

/** For a rival that asks or denies, which counts in every reading: flags do not matter, what follows its operands neither. */
function containsLoosely(rival: Rule, rule: Rule): boolean {
  const isLonger = rule.operands.length > rival.operands.length || rule.rest !== 'none';
  if (rival.operands.length > rule.operands.length || (rival.rest === 'none' && isLonger)) return false;
  return rival.operands.every((wide, at) => {
    const narrow = rule.operands[at];
    if (narrow === undefined) return false;
    if (wide.kind === 'hole' && takesAnything.has(wide.accepts.hole.type)) return true;
    return sameOrFewerWords(wide, narrow) || sameHole(wide, narrow);
  });
}

const takesAnything: ReadonlySet<string> = new Set(['text', 'path', 'host', 'port', 'url']);

/**
 * For a rival that allows, which must vouch for every token wherever the rule does, and have a doubt only where the rule has one. Both read
 * in step: the same flags in the same places, and no word that could be taken for a flag.
 */
function containsStrictly(rival: Rule, rule: Rule): boolean {
  const { operands, rest } = rival;
  if (operands.length > rule.operands.length || rival.leading !== rule.leading) return false;
  if (!sameTable(rival.flags, rule.flags) || !sameTable(rival.globalFlags, rule.globalFlags)) return false;
  if (!isWithin(rival.once, rule.once)) return false;
  if ([...operands, ...rule.operands].some(hasDashes)) return false;
  const restFits = rest === 'any' || (rule.operands.length === operands.length && sameRest(rest, rule.rest));
  if (!restFits) return false;
  return operands.every((wide, at) => {
    const narrow = rule.operands[at];
    if (narrow === undefined) return false;
    if (wide.kind === 'hole' && wide.accepts.hole.type === 'text') return narrow.kind === 'hole';
    return sameOrFewerWords(wide, narrow) || sameHole(wide, narrow);
  });
}

const isWithin = (few: ReadonlySet<string>, many: ReadonlySet<string>): boolean =>
  [...few].every((one) => many.has(one));

const hasDashes = (operand: OperandPattern): boolean =>
  operand.kind === 'words' && [...operand.words].some((word) => word.startsWith('-'));

const sameOrFewerWords = (wide: OperandPattern, narrow: OperandPattern): boolean =>
  wide.kind === 'words' && narrow.kind === 'words' && isWithin(narrow.words, wide.words);

const sameHole = (one: OperandPattern, other: OperandPattern): boolean =>
  one.kind === 'hole' && other.kind === 'hole' && same(one.accepts, other.accepts);

function sameRest(one: Rule['rest'], other: Rule['rest']): boolean {
  if (other === 'none') return true;
  return typeof one === 'object' && typeof other === 'object' ? same(one, other) : one === other;
}

function sameTable(one: FlagTable, other: FlagTable): boolean {
  if (one.entries.size !== other.entries.size || !same(one.number, other.number)) return false;
  return [...one.entries].every(([flag, entry]) => {
    const its = other.entries.get(flag);
    return (
      its !== undefined && its.bare === entry.bare && same(its.value, entry.value) && same(its.equals, entry.equals)
    );
  });
}

const same = (one: CompiledHole | null, other: CompiledHole | null): boolean =>
  JSON.stringify(one?.hole) === JSON.stringify(other?.hole);

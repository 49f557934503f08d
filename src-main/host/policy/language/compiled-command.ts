/** A command as the decision uses it: its rules, what narrows them, and which of them a given argument vector concerns. */
import type { RuleRef } from '#shared/model/index.ts';
import type { CommandTerms } from '#shared/policy/index.ts';
import type { Rule } from './rule.ts';

export interface CompiledCommand {
  readonly name: string;
  /** The entry as a whole. */
  readonly ref: RuleRef;
  /** The reason that stands in where a rule has none. */
  readonly because: string | null;
  readonly maxArgs: number;
  /** Where no rule's own apply. */
  readonly terms: CommandTerms;
  readonly rules: readonly Rule[];
  /** Rules that only take away: `requires_confirmation: true`. */
  readonly caps: readonly Rule[];
  /** The same for one client, by its name in lower case. */
  readonly clientCaps: ReadonlyMap<string, readonly Rule[]>;
  /** The kept list's name for it, if it is a program that runs other programs. */
  readonly launcher: string | null;
  readonly index: RuleIndex;
}

/** Finds the rules that an argument vector could concern, so that a long list costs no more than a short one. */
export interface RuleIndex {
  readonly byFirstWord: ReadonlyMap<string, readonly number[]>;
  /** Rules that do not begin with a word. */
  readonly others: readonly number[];
}

/** With fewer rules than this, each is looked at: the verdict can then name every rule that lost. */
const FEW_RULES = 16;

export function indexRules(rules: readonly Rule[]): RuleIndex {
  const byFirstWord = new Map<string, number[]>();
  const others: number[] = [];
  for (const [index, rule] of rules.entries()) {
    const first = rule.operands[0];
    if (first?.kind !== 'words') others.push(index);
    else {
      for (const word of first.words) {
        const list = byFirstWord.get(word);
        if (list === undefined) byFirstWord.set(word, [index]);
        else list.push(index);
      }
    }
  }
  return { byFirstWord, others };
}

/** In the order of the file. Every rule that can match by any reading is among them. */
export function rulesFor(command: CompiledCommand, argv: readonly string[]): readonly Rule[] {
  const { rules, index } = command;
  if (rules.length <= FEW_RULES) return rules;
  const found = new Set(index.others);
  for (const [at, token] of argv.entries()) {
    if (at === 0) continue;
    for (const rule of index.byFirstWord.get(token) ?? []) found.add(rule);
  }
  return [...found].sort((a, b) => a - b).flatMap((at) => rules[at] ?? []);
}

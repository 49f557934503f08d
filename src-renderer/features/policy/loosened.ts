/**
 * What a change to the policy may let through that was not let through before. Errs on the side of saying so: whatever is not a rule or
 * a path, and changed, counts.
 */
import type { RuleInWords } from '#shared/contract/index.ts';
import { dataOf } from '#shared/policy-text/yaml-document.ts';
import { ruleWords } from './rule-words.ts';

export interface PolicySide {
  readonly text: string;
  readonly rules: readonly RuleInWords[];
}

/** @returns a sentence for each thing that loosens; none for a change that only tightens, or only touches comments and reasons */
export function loosened(before: PolicySide, after: PolicySide): readonly string[] {
  return [...rulesLoosened(before.rules, after.rules), ...restLoosened(dataOf(before.text), dataOf(after.text))];
}

const strictness = { allow: 0, ask: 1, deny: 2 } as const;

function rulesLoosened(before: readonly RuleInWords[], after: readonly RuleInWords[]): readonly string[] {
  const [counted, wanted] = [countsOf(before), countsOf(after)];
  const more = (rule: RuleInWords, here: Counts, there: Counts): boolean =>
    (here.get(sameness(rule)) ?? 0) > (there.get(sameness(rule)) ?? 0);
  const added = after.filter((rule) => rule.verdict !== 'deny' && more(rule, wanted, counted));
  const gone = before.filter((rule) => rule.verdict !== 'allow' && more(rule, counted, wanted));
  const [verdictsBefore, verdictsAfter] = [verdictsOf(before), verdictsOf(after)];
  /** The same words with a verdict that makes the change a tightening. */
  const tighter = (rule: RuleInWords, others: Verdicts, by: 1 | -1): boolean =>
    (others.get(words(rule)) ?? []).some((verdict) => (strictness[verdict] - strictness[rule.verdict]) * by > 0);
  return [
    ...added
      .filter((rule) => !tighter(rule, verdictsBefore, -1))
      .map((rule) => `${rule.verdict === 'allow' ? 'Allowed' : 'Asked'} from now on: ${ruleWords(rule)}`),
    ...gone
      .filter((rule) => !tighter(rule, verdictsAfter, 1))
      .map((rule) => `No longer ${rule.verdict === 'ask' ? 'asked' : 'denied'}: ${ruleWords(rule)}`),
  ];
}

type Verdicts = ReadonlyMap<string, readonly RuleInWords['verdict'][]>;

function verdictsOf(rules: readonly RuleInWords[]): Verdicts {
  const verdicts = new Map<string, RuleInWords['verdict'][]>();
  for (const rule of rules) {
    const known = verdicts.get(words(rule)) ?? [];
    known.push(rule.verdict);
    verdicts.set(words(rule), known);
  }
  return verdicts;
}

type Counts = ReadonlyMap<string, number>;

function countsOf(rules: readonly RuleInWords[]): Counts {
  const counts = new Map<string, number>();
  for (const rule of rules) counts.set(sameness(rule), (counts.get(sameness(rule)) ?? 0) + 1);
  return counts;
}

const words = (rule: RuleInWords): string => `${rule.command} ${ruleWords(rule)} ${rule.expires ?? ''}`;
const sameness = (rule: RuleInWords): string => `${rule.verdict} ${words(rule)}`;

type Plain = Readonly<Record<string, unknown>>;
const plain = (value: unknown): Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
const strings = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);

function restLoosened(before: unknown, after: unknown): readonly string[] {
  const [a, b] = [plain(before), plain(after)];
  const [pathsBefore, pathsAfter] = [plain(a.paths), plain(b.paths)];
  const addedIn = (key: string): readonly string[] =>
    strings(pathsAfter[key]).filter((glob) => !strings(pathsBefore[key]).includes(glob));
  const unblocked = strings(pathsBefore.blocked).filter((glob) => !strings(pathsAfter.blocked).includes(glob));
  return [
    ...addedIn('read').map((glob) => `May be read from now on: ${glob}`),
    ...addedIn('write').map((glob) => `May be written from now on: ${glob}`),
    ...unblocked.map((glob) => `No longer blocked: ${glob}`),
    ...changedTerms(plain(a.commands), plain(b.commands)),
    ...(same(a.limits, b.limits) ? [] : ['The limits changed.']),
    ...(same(a.clients, b.clients) ? [] : ['What single clients may do changed.']),
    ...otherSections(a, b),
  ];
}

const toldApart: ReadonlySet<string> = new Set(['version', 'commands', 'paths', 'limits', 'clients']);

/** Whatever else stands at the top of the file: files, targets, a gateway's keys, what is yet to come. */
function otherSections(before: Plain, after: Plain): readonly string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((key) => !toldApart.has(key) && !same(before[key], after[key]))
    .map((key) => `What “${key}” says changed.`);
}

/** Terms of commands that both have: the program, the environment, the sandbox, times. */
function changedTerms(before: Plain, after: Plain): readonly string[] {
  return Object.keys(after).flatMap((name) => {
    if (before[name] === undefined) return [];
    return same(terms(before[name]), terms(after[name])) ? [] : [`The terms of ${name} changed.`];
  });
}

/** A command's entry without what the rule list already shows. */
function terms(entry: unknown): unknown {
  const { allowed_prefixes: _, requires_confirmation: __, because: ___, rules, ...rest } = plain(entry);
  const ruleTerms = (Array.isArray(rules) ? rules : [])
    .map((rule) => {
      const { timeout, env, flags, global_flags, sandbox, network, limits } = plain(rule);
      return JSON.stringify({ timeout, env, flags, global_flags, sandbox, network, limits });
    })
    .filter((text) => text !== '{}');
  return { ...rest, rules: ruleTerms.sort() };
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

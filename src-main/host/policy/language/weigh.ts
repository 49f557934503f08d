/**
 * Weighs a command's rules on one argument vector. A rule that allows must vouch for every token; a rule that asks or denies counts in
 * every reading; the strictest that counts wins. One kind of rule stands out: an approved exception (`over_ask`) counts over rules that ask
 * about everybody, never over one that denies or that is for one client. What nothing vouches for is denied.
 */
import type { ClientRef, LostRule } from '#shared/model/index.ts';
import { type CompiledCommand, rulesFor } from './compiled-command.ts';
import type { PathJudge } from './compiled-hole.ts';
import { matchesLoosely } from './match-loosely.ts';
import { matchStrictly } from './match-strictly.ts';
import type { Rule } from './rule.ts';

export interface Question {
  readonly argv: readonly string[];
  readonly client: ClientRef;
  readonly paths: PathJudge;
  /** Canonical; where it is not known, rules for certain folders count as if it were theirs. */
  readonly cwd?: string;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
}

export interface Weighed {
  readonly verdict: 'allow' | 'ask' | 'deny';
  /** The rule that decided; `null` when none vouched for it. */
  readonly rule: Rule | null;
  /** The rule that vouched for it and whose terms it would run under. */
  readonly granting: Rule | null;
  readonly lost: readonly LostRule[];
  /** What the granting rule could not prove; empty when it proved all. */
  readonly doubts: readonly string[];
  /** Of the rules that did not match, what the nearest one says. */
  readonly nearest: string | null;
}

interface Permit {
  readonly rule: Rule;
  readonly level: 'allow' | 'ask';
  readonly doubts: readonly string[];
}

interface Tally {
  readonly permits: Permit[];
  readonly restrictions: Rule[];
  /** Those of the restrictions that are for this client alone. */
  readonly ofClient: Set<Rule>;
  readonly lost: LostRule[];
  nearest: string | null;
  depth: number;
}

/** At most this many rules that lost are named. */
const MOST_LOST = 24;

export function weigh(command: CompiledCommand, question: Question): Weighed {
  const tally: Tally = { permits: [], restrictions: [], ofClient: new Set(), lost: [], nearest: null, depth: -1 };
  for (const rule of rulesFor(command, question.argv)) consider(rule, question, tally);
  const own = capsOf(command, question.client);
  for (const cap of [...command.caps, ...own]) {
    if (!matchesLoosely(cap, question.argv)) tally.lost.push(cap.elsewhere);
    else {
      tally.restrictions.push(cap);
      if (own.includes(cap)) tally.ofClient.add(cap);
    }
  }
  const deny = tally.restrictions.find((rule) => rule.verdict === 'deny');
  const exception = tally.permits.find(({ rule, level }) => rule.overAsk && level === 'allow');
  const ask = tally.restrictions.find(
    (rule) => rule.verdict === 'ask' && (exception === undefined || tally.ofClient.has(rule)),
  );
  const permit = tally.permits.find(({ rule }) => rule === ask) ?? exception ?? bestPermit(tally.permits);
  const doubts = permit?.doubts ?? [];
  const base = { granting: permit?.rule ?? null, doubts, nearest: tally.nearest };
  if (deny !== undefined) return { ...base, verdict: 'deny', rule: deny, lost: losers(tally, deny, 'deny') };
  if (permit === undefined) return { ...base, verdict: 'deny', rule: null, lost: losers(tally, null, 'deny') };
  const verdict = ask === undefined ? permit.level : 'ask';
  const rule = ask ?? permit.rule;
  return { ...base, verdict, rule, lost: losers(tally, rule, verdict) };
}

/** Whether a rule that permits is about this request and proves all of it. */
export function vouchesFor(rule: Rule, question: Question): boolean {
  return (
    whyElsewhere(rule, question) === null && matchStrictly(rule, question.argv, question.paths).matches === 'fully'
  );
}

function capsOf(command: CompiledCommand, client: ClientRef): readonly Rule[] {
  return command.clientCaps.size === 0 ? [] : (command.clientCaps.get(client.name.toLowerCase()) ?? []);
}

/** Why a rule is not about this request at all; `null` when it is. */
function whyElsewhere(rule: Rule, { client, cwd, nowMs }: Question): string | null {
  if (rule.expiresMs <= nowMs) return `it expired at ${new Date(rule.expiresMs).toISOString()}`;
  if (rule.clients !== null && !rule.clients.has(client.name.toLowerCase())) return 'it is for other clients';
  if (rule.folders !== null && cwd !== undefined && rule.folders.find(cwd) < 0) return 'it is for other folders';
  return null;
}

function consider(rule: Rule, question: Question, tally: Tally): void {
  const elsewhere = whyElsewhere(rule, question);
  if (elsewhere !== null) {
    tally.lost.push({ rule: rule.ref, because: elsewhere });
    return;
  }
  const { argv, paths } = question;
  const restricts = rule.verdict !== 'allow' && matchesLoosely(rule, argv);
  if (restricts) tally.restrictions.push(rule);
  if (rule.verdict === 'deny') {
    if (!restricts) tally.lost.push(rule.elsewhere);
    return;
  }
  const match = matchStrictly(rule, argv, paths);
  if (match.matches === 'not') {
    if (match.depth > tally.depth && isTelling(rule, match.depth, argv)) {
      tally.nearest = match.why;
      tally.depth = match.depth;
    }
    if (!restricts) {
      tally.lost.push(match.depth === 0 && rule.leading > 0 ? rule.elsewhere : { rule: rule.ref, because: match.why });
    }
    return;
  }
  const doubts = match.matches === 'fully' ? [] : match.doubts;
  tally.permits.push({ rule, level: rule.verdict === 'allow' && doubts.length === 0 ? 'allow' : 'ask', doubts });
}

/** Whether what a rule says of a mismatch helps: not if the rule is about something else altogether. */
function isTelling(rule: Rule, depth: number, argv: readonly string[]): boolean {
  const first = rule.operands[0];
  return depth > 0 || first?.kind !== 'words' || argv.some((token, index) => index > 0 && first.words.has(token));
}

/** A rule that proved everything before one that did not: a rule's own ignorance is no wish that someone be asked. */
function bestPermit(permits: readonly Permit[]): Permit | undefined {
  return (
    permits.find(({ level }) => level === 'allow') ?? permits.find(({ rule }) => rule.verdict === 'ask') ?? permits[0]
  );
}

function losers(tally: Tally, winner: Rule | null, verdict: string): readonly LostRule[] {
  const lost = new Map<Rule, LostRule>();
  for (const { rule, level, doubts } of tally.permits) {
    if (rule === winner) continue;
    const because = doubts.length > 0 ? `it can ask at best: ${doubts.join('; ')}` : outweighed(level, verdict, winner);
    lost.set(rule, { rule: rule.ref, because });
  }
  for (const rule of tally.restrictions) {
    if (rule !== winner && !lost.has(rule))
      lost.set(rule, { rule: rule.ref, because: outweighed(rule.verdict, verdict, winner) });
  }
  return [...lost.values(), ...tally.lost].slice(0, MOST_LOST);
}

function outweighed(own: string, winning: string, winner: Rule | null): string {
  if (winner?.overAsk === true && own === 'ask') return 'it says ask, and an approved exception counts over it';
  return own === winning ? `a rule before it says the same` : `it says ${own}, and ${winning} is stricter`;
}

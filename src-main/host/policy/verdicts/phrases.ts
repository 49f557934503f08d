/** What may be done with a command, in few words, for the hint that an agent gets with a refusal. It speaks of its own client alone. */
import type { ClientRef } from '#shared/model/index.ts';
import { describeHole, orList } from '#shared/policy/index.ts';
import { type CompiledCommand, rulesFor } from '../language/compiled-command.ts';
import { pinsEverything } from '../language/launchers.ts';
import { matchesLoosely } from '../language/match-loosely.ts';
import type { Rule } from '../language/rule.ts';

const MOST_PHRASES = 20;
const MOST_RULES = 100;

/** `Allowed: git status, log; with a person’s approval: git push.`; `null` when nothing is. */
export function whatIsPossible(command: CompiledCommand, client: ClientRef, nowMs: number): string | null {
  const clientCaps = command.clientCaps.get(client.name.toLowerCase()) ?? [];
  const caps = [...command.caps, ...clientCaps];
  const free = new Set<string>();
  const onApproval = new Set<string>();
  for (const rule of command.rules.slice(0, MOST_RULES)) {
    if (rule.verdict === 'deny' || rule.expiresMs <= nowMs || !isFor(rule, client)) continue;
    for (const phrase of phrasesOf(rule)) {
      const vector = [command.name, ...phrase.split(' ')];
      const against = [...caps, ...rulesFor(command, vector).filter(({ verdict }) => verdict !== 'allow')]
        .filter((cap) => !rule.overAsk || cap.verdict === 'deny' || clientCaps.includes(cap))
        .filter(
          (cap) =>
            cap !== rule &&
            cap.expiresMs > nowMs &&
            cap.folders === null &&
            isFor(cap, client) &&
            matchesLoosely(cap, vector),
        )
        .map(({ verdict }) => verdict);
      if (against.includes('deny')) continue;
      const asks =
        rule.verdict === 'ask' || against.includes('ask') || (command.launcher !== null && !pinsEverything(rule));
      (asks ? onApproval : free).add(phrase);
    }
  }
  for (const phrase of onApproval) free.delete(phrase);
  const pieces = [list('Allowed', free, command.name), list('With a person’s approval', onApproval, command.name)];
  const text = pieces.filter((piece) => piece !== '').join(' ');
  return text === '' ? null : text;
}

const isFor = ({ clients }: Rule, client: ClientRef): boolean =>
  clients === null || clients.has(client.name.toLowerCase());

function list(title: string, phrases: ReadonlySet<string>, name: string): string {
  if (phrases.size === 0) return '';
  const shown = [...phrases].slice(0, MOST_PHRASES);
  const more = phrases.size > MOST_PHRASES ? ' and more' : '';
  return `${title}: ${name} ${shown.join(', ')}${more}.`;
}

/** `status`, `log`, `remote show`; of an exception all its words; of a rule that begins with no word: what its operands are. */
function phrasesOf(rule: Rule): readonly string[] {
  const words = rule.operands
    .slice(0, rule.leading)
    .map((operand) => (operand.kind === 'words' ? [...operand.words] : []));
  const [first, second] = words;
  if (first === undefined) return [operandsOf(rule)];
  // An exception is about no more than it says, so it is named in full.
  if (rule.overAsk) return [words.map((alternatives) => alternatives.join('|')).join(' ')];
  if (second === undefined) return first;
  return first.flatMap((one) => second.map((two) => `${one} ${two}`));
}

function operandsOf({ operands, rest }: Rule): string {
  const needed = operands.map((operand) =>
    operand.kind === 'words' ? orList([...operand.words]) : describeHole(operand.accepts.hole),
  );
  const more = rest === 'none' ? [] : [rest === 'any' ? 'anything' : `any number of: ${describeHole(rest.hole)}`];
  const all = [...needed, ...more];
  return all.length === 0 ? 'without arguments' : `with ${all.join(', then ')}`;
}

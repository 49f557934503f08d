/**
 * Codex's `prefix_rule(pattern = […], decision = …)`: an argument vector that begins so is allowed, prompted for or forbidden, and the
 * strictest of those that match counts, as here. Its examples become ours where they still hold.
 */
import type { PolicyProblem } from '#shared/contract/index.ts';
import { isPlainWord } from '../language/literal-words.ts';
import { compilePolicy } from '../load/compile-policy.ts';
import { type Call, Misread, parseCalls, type Value } from './codex-parse.ts';
import { type Argv, type Draft, type DraftCommand, type DraftRule, FLAGS_ASK } from './draft.ts';
import { shown } from './source.ts';
import { addUsualPaths } from './usual-paths.ts';

const verdicts = new Map([
  ['allow', 'allow'],
  ['prompt', 'ask'],
  ['forbidden', 'deny'],
] as const);
const KNOWN = new Set(['pattern', 'decision', 'match', 'not_match', 'justification']);

const isList = (value: Value): value is readonly Value[] => Array.isArray(value);

interface PrefixRule {
  readonly call: Call;
  readonly verdict: DraftRule['verdict'];
  /** One set of alternatives for each token. */
  readonly pattern: readonly (readonly string[])[];
}

export async function importCodex(text: string, draft: Draft): Promise<readonly PolicyProblem[]> {
  try {
    const rules = parseCalls(text).flatMap((call) => {
      const rule = readRule(call, text, draft);
      return rule === null ? [] : [rule];
    });
    addUsualPaths(draft);
    // What permits comes first: only then is it known which restrictions are about something.
    for (const rule of rules) if (rule.verdict !== 'deny') await addRule(rule, draft);
    for (const rule of rules) if (rule.verdict === 'deny') await addRule(rule, draft);
    return [];
  } catch (error) {
    if (!(error instanceof Misread)) throw error;
    return [{ line: error.line, column: error.column, message: error.message }];
  }
}

/** @throws Misread for a rule that could mean more than can be read from it */
function readRule(call: Call, text: string, draft: Draft): PrefixRule | null {
  const misread = (expected: string): Misread => new Misread(`Expected ${expected}.`, text, text.indexOf(call.text));
  if (call.name !== 'prefix_rule') {
    draft.leftOut(call.text, `${call.name} has no counterpart here`);
    return null;
  }
  if (call.positional.length > 1) throw misread('at most the pattern without a name');
  const written = call.named.get('pattern') ?? call.positional[0];
  if (written === undefined || !isList(written) || written.length === 0)
    throw misread('a pattern such as ["git", "status"]');
  const pattern = written.map((token) => alternativesOf(token, misread));
  const decision = call.named.get('decision') ?? 'allow';
  const verdict = [...verdicts].find(([name]) => name === decision)?.[1];
  if (verdict === undefined) throw misread('a decision: "allow", "prompt" or "forbidden"');
  const unknown = [...call.named.keys()].filter((key) => !KNOWN.has(key));
  if (unknown.length > 0) {
    draft.leftOut(call.text, `“${shown(unknown.join(', '), 60)}” is not known, so the rule can ask at best`);
    return { call, verdict: verdict === 'allow' ? 'ask' : verdict, pattern };
  }
  return { call, verdict, pattern };
}

function alternativesOf(token: Value, misread: (expected: string) => Misread): readonly string[] {
  const words = isList(token) ? token : [token];
  const texts = words.filter((word) => typeof word === 'string');
  if (texts.length !== words.length || texts.length === 0) throw misread('words, or lists of words, in the pattern');
  return [...new Set(texts)];
}

async function addRule({ call, verdict, pattern }: PrefixRule, draft: Draft): Promise<void> {
  const [names = [], ...rest] = pattern;
  const from = shown(call.text);
  const unfit = rest.findIndex((words) => !words.every(isPlainWord) || words.join('|').length > 900);
  if (unfit >= 0 && verdict === 'allow') {
    draft.leftOut(from, 'one of its words cannot stand in a rule');
    return;
  }
  const words = (unfit < 0 ? rest : rest.slice(0, unfit)).map((alternatives) => alternatives.join('|'));
  for (const name of names) {
    if (verdict === 'deny' && !draft.commands.has(name)) {
      draft.leftOut(from, `${shown(name, 60)}: what is not listed is denied anyway`);
      continue;
    }
    const command = await draft.command(name, from);
    if (command === undefined) continue;
    const because = call.named.get('justification');
    const rule: DraftRule = {
      ...{ verdict, args: [...words, '...'], from },
      ...(typeof because === 'string' && because.trim() !== '' ? { because } : {}),
      ...(verdict === 'allow' ? { tightened: FLAGS_ASK } : {}),
      ...(unfit >= 0
        ? { tightened: 'one of its words cannot stand in a rule, so it counts for all that begin like it' }
        : {}),
    };
    draft.add(command, { ...rule, ...examplesOf(call, rule, command, draft) });
  }
}

/** The examples about this command that hold for the translated rule as well. */
function examplesOf(call: Call, rule: DraftRule, command: DraftCommand, draft: Draft): Pick<DraftRule, 'examples'> {
  const kept: Record<'match' | 'not_match', Argv[]> = { match: [], not_match: [] };
  for (const kind of ['match', 'not_match'] as const) {
    const written = call.named.get(kind) ?? [];
    for (const entry of isList(written) ? written : [written]) {
      const argv = vectorOf(entry);
      if (argv !== null && argv[0] !== command.name) continue;
      if (argv !== null && holds(kind, argv, rule, command)) kept[kind].push(argv);
      else
        draft.leftOut(
          `${kind}: ${shown(entry)}`,
          'the example does not hold for the translated rule, which is stricter',
        );
    }
  }
  return kept.match.length + kept.not_match.length === 0 ? {} : { examples: kept };
}

function vectorOf(entry: Value): Argv | null {
  if (typeof entry === 'string') {
    return /[\\'"$`|&;<>()*?#~]/u.test(entry) ? null : entry.split(/\s+/u).filter((word) => word !== '');
  }
  if (!isList(entry)) return null;
  const words = entry.filter((word) => typeof word === 'string');
  return words.length === entry.length && words.length > 0 ? words : null;
}

function holds(kind: 'match' | 'not_match', argv: Argv, rule: DraftRule, { name, executable }: DraftCommand): boolean {
  const rules = [{ verdict: rule.verdict, args: rule.args, examples: { [kind]: [argv] } }];
  const text = JSON.stringify({ version: 1, commands: { [name]: { executable, rules } } });
  return compilePolicy(text, { file: '/policy.yaml', version: 1, ownFolders: [], home: '/' }).ok;
}

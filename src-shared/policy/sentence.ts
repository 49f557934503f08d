/** A rule as a plain sentence for people: what the editor, the prompt and the command line show instead of YAML. */
import { type ArgumentPattern, describeHole, type Hole, orList, parseArgumentPattern } from './argument-pattern.ts';
import type { CommandDocument } from './command-document.ts';
import { DEFAULT_SANDBOX } from './defaults.ts';
import type { ClientDocument } from './document.ts';
import type { RuleDocument } from './rule-document.ts';

const verbs = { allow: 'Allow', ask: 'Ask before', deny: 'Deny' } as const;

export interface RuleSentence {
  /** As in a verdict: `commands.git.rules[1]`. */
  readonly id: string;
  readonly verdict: RuleDocument['verdict'];
  readonly sentence: string;
}

/** What a sentence needs of a rule, as it is written. */
interface WrittenRule {
  readonly verdict: RuleDocument['verdict'];
  readonly args: readonly string[];
  readonly because?: string | undefined;
  readonly flags?: Readonly<Record<string, string>>;
  readonly global_flags?: Readonly<Record<string, string>>;
  readonly cwd?: readonly string[] | undefined;
  readonly clients?: readonly string[] | undefined;
  readonly over_ask?: boolean | undefined;
  readonly sandbox?: Fence | undefined;
  /** The command's. */
  readonly run_as?: CommandDocument['run_as'];
  readonly network?: boolean | undefined;
}

type Fence = CommandDocument['sandbox'];

/** `Allow git status, log or diff with any arguments`, `Ask before git push with any arguments: publishes commits`. */
export function ruleSentence(command: string, rule: WrittenRule): string {
  const patterns = rule.args.flatMap((text) => {
    const parsed = parseArgumentPattern(text);
    return parsed.ok ? [parsed.value] : [];
  });
  const flags = [...Object.keys(rule.global_flags ?? {}), ...Object.keys(rule.flags ?? {})];
  const where = rule.cwd === undefined ? '' : `, in ${orList(rule.cwd)}`;
  const whom = rule.clients === undefined ? '' : `, for ${orList(rule.clients)} alone`;
  const what = `${command}${wordsOf(patterns)} ${operandsOf(patterns)}${flagsOf(flags)}`;
  const exception = rule.over_ask === true ? ', even where a rule asks' : '';
  const fence = rule.verdict === 'deny' ? '' : fenceOf(rule);
  const sentence = `${verbs[rule.verdict]} ${what}${where}${whom}${fence}${exception}`;
  return rule.because === undefined ? sentence : `${sentence}: ${rule.because}`;
}

const fences = { off: ', without a sandbox', workspace: ', in a sandbox', strict: ', in a strict sandbox' } as const;

/** The fence where it is another than the usual one, the network where a sandbox would keep it away, and the user where one is named. */
function fenceOf({
  sandbox = DEFAULT_SANDBOX,
  network,
  run_as,
}: Pick<WrittenRule, 'sandbox' | 'network' | 'run_as'>): string {
  const fence = sandbox === DEFAULT_SANDBOX ? '' : fences[sandbox];
  const user = typeof run_as === 'string' ? `, as the user ${run_as}` : '';
  return network === true && sandbox !== 'off' ? `${fence}, with the network${user}` : `${fence}${user}`;
}

/** The sentence of a shorthand prefix. */
function prefixSentence(command: string, prefix: string, verdict: RuleDocument['verdict'], fence: string): string {
  return `${verbs[verdict]} ${command} ${prefix} with any arguments${fence}`;
}

/** Everything that a command's entry says, in the order of the file. @param id of the entry */
export function commandSentences(
  command: string,
  entry: CommandDocument,
  id = `commands.${command}`,
): readonly RuleSentence[] {
  const gate = entry.requires_confirmation;
  const fence = fenceOf(entry);
  const isBare = entry.allowed_prefixes === undefined && entry.rules === undefined && !Array.isArray(gate);
  const bare: RuleSentence = { id, verdict: 'ask', sentence: `Ask before ${command} with any arguments${fence}` };
  const sentences: RuleSentence[] = isBare ? [bare] : [];
  const prefixes: readonly RuleSentence[] = (entry.allowed_prefixes ?? []).map((prefix, index) => ({
    id: `${id}.allowed_prefixes[${index}]`,
    verdict: 'allow',
    sentence: prefixSentence(command, prefix, 'allow', fence),
  }));
  sentences.push(...prefixes);
  if (gate === true) {
    const sentence = `Ask before anything that is allowed for ${command}`;
    sentences.push({ id: `${id}.requires_confirmation`, verdict: 'ask', sentence });
  } else if (Array.isArray(gate)) {
    for (const [index, prefix] of gate.entries()) {
      const sentence = prefixSentence(command, prefix, 'ask', fence);
      sentences.push({ id: `${id}.requires_confirmation[${index}]`, verdict: 'ask', sentence });
    }
  }
  for (const [index, rule] of (entry.rules ?? []).entries()) {
    const sandbox = rule.sandbox ?? entry.sandbox;
    // As in the policy itself: a rule that names a fence of its own says of the network for itself.
    const network = rule.network ?? (rule.sandbox === undefined ? entry.network : undefined);
    const sentence = ruleSentence(command, { ...rule, sandbox, network, run_as: entry.run_as });
    sentences.push({ id: `${id}.rules[${index}]`, verdict: rule.verdict, sentence });
  }
  if (sentences.length > 0) return sentences;
  return [{ id, verdict: 'deny', sentence: `Deny ${command}: its lists are empty` }];
}

export interface ClientSentence extends RuleSentence {
  /** Where it stands in the document. */
  readonly path: readonly (string | number)[];
  readonly command: string;
  readonly because: string | null;
}

/** What a policy takes away from one client: `For Cursor: deny git push with any arguments`. */
export function clientSentences(client: string, entry: ClientDocument): readonly ClientSentence[] {
  return Object.entries(entry.commands).flatMap(([command, rules]) =>
    (['deny', 'ask'] as const).flatMap((verdict) => {
      const place = ['clients', client, 'commands', command, verdict];
      const id = place.join('.');
      const because = rules.because ?? null;
      const said = (what: string): string =>
        `For ${client}: ${verbs[verdict].toLowerCase()} ${what}${because === null ? '' : `: ${because}`}`;
      const prefixes = rules[verdict];
      if (prefixes === undefined) return [];
      if (prefixes === true) {
        return [{ id, verdict, command, because, path: place, sentence: said(`anything of ${command}`) }];
      }
      return prefixes.map((prefix, index) => ({
        ...{ id: `${id}[${index}]`, verdict, command, because, path: [...place, index] },
        sentence: said(`${command} ${prefix} with any arguments`),
      }));
    }),
  );
}

/** The leading words, as they would be typed. */
function wordsOf(patterns: readonly ArgumentPattern[]): string {
  let text = '';
  for (const pattern of patterns) {
    if (pattern.kind !== 'words') break;
    text += ` ${orList(pattern.words)}`;
  }
  return text;
}

function operandsOf(patterns: readonly ArgumentPattern[]): string {
  if (patterns.length === 0) return 'without arguments';
  const first = patterns.findIndex((pattern) => pattern.kind !== 'words');
  if (first < 0) return 'and nothing more';
  const described = patterns.slice(first).map((pattern) => {
    if (pattern.kind === 'words') return orList(pattern.words);
    if (pattern.kind === 'hole') return describeHole(pattern.hole);
    return pattern.each === null ? 'any arguments' : describeEach(pattern.each);
  });
  return `with ${described.join(', then ')}`;
}

function describeEach(hole: Hole): string {
  switch (hole.type) {
    case 'text':
      return 'any arguments';
    case 'path':
      return { read: 'paths that may be read', write: 'paths that may be written', exec: 'scripts that may be read' }[
        hole.access
      ];
    case 'int':
    case 'enum':
    case 'pattern':
    case 'host':
    case 'port':
    case 'url':
      return `arguments that are each ${describeHole(hole)}`;
  }
}

function flagsOf(flags: readonly string[]): string {
  if (flags.length === 0) return '';
  if (flags.length === 1) return `, also with the flag ${flags[0]}`;
  return flags.length > 6 ? `, also with ${flags.length} flags` : `, also with the flags ${orList(flags)}`;
}

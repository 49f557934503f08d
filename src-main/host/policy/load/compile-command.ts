/** Turns a command's entry into rules: those that are written, and those that the gateway's shorthand stands for. */
import type { RuleRef } from '#shared/model/index.ts';
import type {
  ClientDocument,
  CommandDocument,
  CommandTerms,
  PolicyDocument,
  RuleDocument,
} from '#shared/policy/index.ts';
import { baseName } from '#shared/text/index.ts';
import { compilePrefix, compileRule, type Home } from '../language/compile-rule.ts';
import { type CompiledCommand, indexRules } from '../language/compiled-command.ts';
import { ignoresDoubleDash } from '../language/double-dash.ts';
import { launcherAmong } from '../language/launchers.ts';
import type { Rule } from '../language/rule.ts';
import type { GlobOptions } from '../paths/path-globs.ts';
import type { Findings } from './findings.ts';
import type { Cap, ListedCommand } from './gateway/list-commands.ts';
import type { DocumentPath } from './places.ts';
import { commandLimits, type LimitTerms, ruleLimits } from './run-limits.ts';

/** What is around a command. */
export interface Around {
  readonly document: PolicyDocument;
  readonly limits: LimitTerms;
  readonly globs: GlobOptions;
  readonly findings: Findings;
}

export function compileCommand(
  { name, entry, path, id, caps }: ListedCommand,
  { document, limits, globs, findings }: Around,
): CompiledCommand {
  const terms = commandTerms(entry, { limits, runAs: document.run_as }, path, findings);
  const names = [name, baseName(entry.executable)];
  const home = { terms, dashesStayFlags: ignoresDoubleDash(names), globs };
  const base = { path, id };
  const rules = [...shorthandRules(base, entry, home, findings), ...writtenRules(base, entry, home, findings)];
  const gate = entry.requires_confirmation === true;
  const cap = (verdict: Cap['verdict'], ref: RuleRef, because: string | null): Rule =>
    compilePrefix('', verdict, ref, home, because);
  const gates = gate
    ? [cap('ask', findings.refAt(`${id}.requires_confirmation`, [...path, 'requires_confirmation']), null)]
    : [];
  return {
    name,
    ref: findings.refAt(id, path),
    because: entry.because ?? null,
    maxArgs: entry.max_args,
    terms,
    rules,
    caps: [...gates, ...caps.map((one) => cap(one.verdict, findings.refAt(one.id, one.path), one.because))],
    clientCaps: compileClientCaps(name, document.clients, home, findings),
    launcher: launcherAmong(names),
    index: indexRules(rules),
  };
}

/** Where a command stands in the document, and how the ids of its rules begin. */
interface Base {
  readonly path: DocumentPath;
  readonly id: string;
}

function commandTerms(
  entry: CommandDocument,
  { limits, runAs: usualUser }: { readonly limits: LimitTerms; readonly runAs: string | undefined },
  path: DocumentPath,
  findings: Findings,
): CommandTerms {
  const runAs = entry.run_as === false ? undefined : (entry.run_as ?? usualUser);
  if (entry.sandbox === 'off' && entry.network === false) {
    findings.problem([...path, 'network'], NETWORK_NEEDS_SANDBOX);
  }
  return {
    executable: entry.executable,
    env: entry.env,
    ...commandLimits(entry, limits, (place, message) => findings.problem([...path, ...place], message)),
    ...(runAs === undefined ? {} : { runAs }),
    sandbox: entry.sandbox,
    network: entry.network ?? entry.sandbox === 'off',
  };
}

function shorthandRules({ path, id }: Base, entry: CommandDocument, home: Home, findings: Findings): readonly Rule[] {
  const of = (key: string, prefixes: readonly string[], verdict: 'allow' | 'ask'): readonly Rule[] =>
    prefixes.map((prefix, index) => {
      const ref = findings.refAt(`${id}.${key}[${index}]`, [...path, key, index]);
      return compilePrefix(prefix, verdict, ref, home);
    });
  const gate = entry.requires_confirmation;
  return [
    ...(isBare(entry) ? [compilePrefix('', 'ask', findings.refAt(id, path), home)] : []),
    ...of('allowed_prefixes', entry.allowed_prefixes ?? [], 'allow'),
    ...of('requires_confirmation', Array.isArray(gate) ? gate : [], 'ask'),
  ];
}

/** Listed with neither prefixes nor rules: nothing says which arguments are meant, so a person is asked about all of them. */
export const isBare = (entry: CommandDocument): boolean =>
  entry.allowed_prefixes === undefined && entry.rules === undefined && !Array.isArray(entry.requires_confirmation);

function writtenRules({ path, id }: Base, entry: CommandDocument, home: Home, findings: Findings): readonly Rule[] {
  return (entry.rules ?? []).map((rule, index) => {
    const at = [...path, 'rules', index];
    const ref = findings.refAt(`${id}.rules[${index}]`, at);
    const ruleHome = { ...home, terms: ruleTerms(rule, home.terms, at, findings) };
    return compileRule(rule, ref, ruleHome, (place, message) => findings.problem([...at, ...place], message));
  });
}

function ruleTerms(rule: RuleDocument, terms: CommandTerms, at: DocumentPath, findings: Findings): CommandTerms {
  const sandbox = rule.sandbox ?? terms.sandbox;
  if (sandbox === 'off' && rule.network === false) {
    findings.problem([...at, 'network'], NETWORK_NEEDS_SANDBOX);
  }
  // Without a sandbox the network cannot be taken away, and with one nobody has it who was not given it.
  const network = rule.network ?? (rule.sandbox === undefined ? terms.network : sandbox === 'off');
  return {
    ...terms,
    ...ruleLimits(rule, terms, (place, message) => findings.problem([...at, ...place], message)),
    ...{ sandbox, network },
    env: rule.env ?? terms.env,
  };
}

const NETWORK_NEEDS_SANDBOX =
  'the network can only be taken away inside a sandbox: set sandbox to workspace or strict.';

/** By client, in lower case: two spellings of one client's name add up. */
function compileClientCaps(
  command: string,
  clients: Readonly<Record<string, ClientDocument>>,
  home: Home,
  findings: Findings,
): ReadonlyMap<string, readonly Rule[]> {
  const caps = new Map<string, Rule[]>();
  for (const [client, { commands }] of Object.entries(clients)) {
    const entry = Object.hasOwn(commands, command) ? commands[command] : undefined;
    if (entry === undefined) continue;
    const path = ['clients', client, 'commands', command];
    const own = caps.get(client.toLowerCase()) ?? [];
    caps.set(client.toLowerCase(), own);
    for (const verdict of ['deny', 'ask'] as const) {
      const prefixes = entry[verdict] === true ? [''] : (entry[verdict] ?? []);
      for (const [index, prefix] of prefixes.entries()) {
        const place = entry[verdict] === true ? [...path, verdict] : [...path, verdict, index];
        const id = `${path.join('.')}.${verdict}${entry[verdict] === true ? '' : `[${index}]`}`;
        own.push(compilePrefix(prefix, verdict, findings.refAt(id, place), home, entry.because ?? null));
      }
    }
  }
  return caps;
}

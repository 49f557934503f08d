/** What is to be said of a text that somebody is writing: what is wrong, what is odd, and its rules as far as they can be read. */
import { z } from 'zod';
import type { DraftReport, RuleInWords } from '#shared/contract/index.ts';
import { ClientName } from '#shared/model/index.ts';
import {
  ClientDocument,
  CommandDocument,
  type CompiledPolicy,
  FilesDocument,
  SolversDocument,
  TargetDocument,
} from '#shared/policy/index.ts';
import { sha256Of } from '../keep/history.ts';
import type { Compiled } from '../keep/in-force.ts';
import type { CompileResult } from '../load/compile-policy.ts';
import type { ListedCommand } from '../load/gateway/list-commands.ts';
import { LoadedPolicy } from '../load/loaded-policy.ts';
import { parseYaml } from '../load/parse-yaml.ts';
import type { HitCounts } from './hit-counts.ts';
import { listRules } from './list-rules.ts';
import type { ListedRule } from './listed-rule.ts';

export function draftReport(text: string, result: CompileResult, counts: HitCounts): DraftReport {
  const rules = result.ok ? rulesOf(result) : readableRules(text);
  return {
    ok: result.ok,
    sha256: sha256Of(text),
    problems: result.ok ? [] : result.problems,
    warnings: result.ok ? result.warnings : [],
    rules: inWords(rules, counts),
  };
}

/** Of a policy that compiled. */
export function rulesOf(compiled: Pick<Compiled, 'document' | 'listed' | 'policy' | 'remarks'>) {
  const { document, listed: commands, policy, remarks } = compiled;
  const lines = linesOf(policy);
  const { clients, targets, solvers, files } = document;
  return listRules({ commands, clients, targets, solvers, files, remarks, lineOf: (id) => lines.get(id) ?? 0 });
}

export function inWords(rules: readonly ListedRule[], counts: HitCounts): readonly RuleInWords[] {
  return rules.map(({ key, clients: _clients, ...rule }) => {
    const { hits, last } = counts.of(key);
    return { ...rule, hits, last_hit_at: last };
  });
}

function linesOf(policy: CompiledPolicy): ReadonlyMap<string, number> {
  const lines = new Map<string, number>();
  for (const { ref, rules, caps, clientCaps } of LoadedPolicy.inside(policy)?.commands.values() ?? []) {
    for (const one of [{ ref }, ...rules, ...caps, ...[...clientCaps.values()].flat()])
      lines.set(one.ref.id, one.ref.line);
  }
  for (const { id, line } of LoadedPolicy.inside(policy)?.solvers.refs ?? []) lines.set(id, line);
  for (const { ref } of LoadedPolicy.inside(policy)?.files.rules ?? []) lines.set(ref.id, ref.line);
  return lines;
}

/** Command by command: one that cannot be read does not hide the others. */
function readableRules(text: string): readonly ListedRule[] {
  const yaml = parseYaml(text);
  if (!yaml.ok) return [];
  const { places } = yaml;
  const commands = entriesOf(places.valueAt(['commands'])).flatMap(([name, entry]): readonly ListedCommand[] => {
    const parsed = CommandDocument.safeParse(entry);
    return parsed.success
      ? [{ name, entry: parsed.data, path: ['commands', name], id: `commands.${name}`, caps: [] }]
      : [];
  });
  const clients: Record<string, ClientDocument> = {};
  for (const [name, entry] of entriesOf(places.valueAt(['clients']))) {
    const parsed = ClientDocument.safeParse(entry);
    if (parsed.success && ClientName.safeParse(name).success) clients[name] = parsed.data;
  }
  const targets = z.array(TargetDocument).safeParse(places.valueAt(['targets'])).data ?? [];
  const solvers = SolversDocument.parse(
    SolversDocument.safeParse(places.valueAt(['solvers'])).success ? places.valueAt(['solvers']) : {},
  );
  return listRules({
    commands,
    clients,
    targets,
    solvers,
    files: FilesDocument.safeParse(places.valueAt(['files'])).data ?? { rules: [] },
    remarks: [],
    lineOf: (_id, path) => places.at(path, 'key').line,
  });
}

const entriesOf = (value: unknown): readonly (readonly [string, unknown])[] =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];

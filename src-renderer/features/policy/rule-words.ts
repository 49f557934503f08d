/** How a rule reads where its verdict and its reason stand beside it already. */
import type { ListEntry } from '#renderer/ui/list.tsx';
import type { PolicyProblem, RuleInWords } from '#shared/contract/index.ts';

/** `git push with any arguments`: without verdict and reason. */
export function ruleWords({ sentence, because }: RuleInWords): string {
  const bare = sentence.replace(/^(?:Allow|Ask before|Deny) /u, '');
  return because !== null && bare.endsWith(`: ${because}`) ? bare.slice(0, -because.length - 2) : bare;
}

export const isExpired = ({ expires }: RuleInWords, nowMs: number): boolean =>
  expires !== null && Date.parse(expires) <= nowMs;

/** A rule with what is wrong at its lines. */
export interface ListedRule {
  readonly rule: RuleInWords;
  readonly problems: readonly PolicyProblem[];
}

/** Rules by command, in the order of the file; only those that have every word of the filter. */
export function ruleEntries(
  rules: readonly RuleInWords[],
  problems: readonly PolicyProblem[],
  filter: string,
): readonly ListEntry<ListedRule>[] {
  const words = filter.toLowerCase().split(/\s+/u).filter(Boolean);
  const of = problemsByRule(rules, problems);
  const entries: ListEntry<ListedRule>[] = [];
  let heading = '';
  for (const rule of rules) {
    const text = `${rule.verdict} ${rule.sentence} ${rule.because ?? ''}`.toLowerCase();
    if (!words.every((word) => text.includes(word))) continue;
    if (rule.command !== heading) {
      heading = rule.command;
      entries.push({ kind: 'heading', key: `heading ${rule.id}`, text: heading });
    }
    entries.push({ kind: 'row', key: rule.id, value: { rule, problems: of.get(rule.id) ?? [] } });
  }
  return entries;
}

/** A problem belongs to the last rule that begins at or before its line, unless another rule's command lies between. */
function problemsByRule(
  rules: readonly RuleInWords[],
  problems: readonly PolicyProblem[],
): ReadonlyMap<string, readonly PolicyProblem[]> {
  const found = new Map<string, PolicyProblem[]>();
  if (problems.length === 0) return found;
  const inOrder = [...rules].filter(({ line }) => line > 0).sort((a, b) => a.line - b.line);
  for (const problem of problems) {
    const owner = inOrder.findLast(({ line }) => line <= problem.line);
    if (problem.line === 0 || owner === undefined) continue;
    found.set(owner.id, [...(found.get(owner.id) ?? []), problem]);
  }
  return found;
}

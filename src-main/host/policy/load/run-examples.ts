/** Runs the examples that rules carry. A policy that fails its own examples is refused: somebody meant something else. */
import type { PathScope } from '#shared/policy/index.ts';
import { quoted } from '#shared/text/index.ts';
import type { CompiledCommand } from '../language/compiled-command.ts';
import type { PathJudge } from '../language/compiled-hole.ts';
import { matchesLoosely } from '../language/match-loosely.ts';
import { matchStrictly } from '../language/match-strictly.ts';
import type { Rule } from '../language/rule.ts';
import { examplePaths } from '../paths/plan-paths.ts';
import type { Findings } from './findings.ts';
import type { ListedCommand } from './gateway/list-commands.ts';

export function runExamples(
  { entry, path }: Pick<ListedCommand, 'entry' | 'path'>,
  command: CompiledCommand,
  scopeOf: (path: string) => PathScope,
  findings: Findings,
): void {
  const paths = examplePaths(scopeOf);
  const shorthand = command.rules.length - (entry.rules?.length ?? 0);
  for (const [index, { examples }] of (entry.rules ?? []).entries()) {
    const rule = command.rules[shorthand + index];
    if (rule === undefined || examples === undefined) continue;
    for (const kind of ['match', 'not_match'] as const) {
      for (const [at, argv] of examples[kind].entries()) {
        const wrong = failure(rule, command, argv, kind === 'match', paths);
        const place = [...path, 'rules', index, 'examples', kind, at];
        if (wrong !== null) findings.problem(place, `the example ${quoted(argv.join(' '))} ${wrong}.`);
      }
    }
  }
}

function failure(
  rule: Rule,
  command: CompiledCommand,
  argv: readonly string[],
  wanted: boolean,
  paths: PathJudge,
): string | null {
  if (argv[0] !== command.name) return `does not begin with “${command.name}”`;
  const [matched, why] = matches(rule, argv, paths);
  if (matched === wanted) return null;
  return wanted ? `should match this rule and does not: ${why}` : 'should not match this rule and does';
}

/** An allow rule matches what it vouches for; an ask or deny rule also what it would hold back. */
function matches(rule: Rule, argv: readonly string[], paths: PathJudge): readonly [boolean, string] {
  if (rule.verdict !== 'allow' && matchesLoosely(rule, argv)) return [true, ''];
  if (rule.verdict === 'deny') return [false, 'its words are not there'];
  const match = matchStrictly(rule, argv, paths);
  switch (match.matches) {
    case 'fully':
      return [true, ''];
    case 'doubtfully':
      return [rule.verdict === 'ask', match.doubts.join('; ')];
    case 'not':
      return [false, match.why];
  }
}

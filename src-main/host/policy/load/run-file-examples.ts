/** Runs the examples that rules on files carry, as those of commands are run. A policy that fails its own is refused. */
import type { FileDeed, FilesDocument } from '#shared/policy/index.ts';
import { quoted } from '#shared/text/index.ts';
import type { CompiledFiles, FileRule } from '../language/file-rule.ts';
import type { PathScopes } from '../paths/path-scopes.ts';
import type { Findings } from './findings.ts';

interface Around {
  readonly scopes: Pick<PathScopes, 'scopeOf'>;
  /** Stands for `~`. */
  readonly home: string;
  readonly findings: Findings;
}

export function runFileExamples(document: FilesDocument, { rules }: CompiledFiles, around: Around): void {
  for (const [index, { examples }] of document.rules.entries()) {
    const rule = rules[index];
    if (rule === undefined || examples === undefined) continue;
    for (const kind of ['match', 'not_match'] as const) {
      for (const [at, [deed, path]] of examples[kind].entries()) {
        const wrong = failure(rule, deed, path, kind === 'match', around);
        const place = ['files', 'rules', index, 'examples', kind, at];
        if (wrong !== null) around.findings.problem(place, `the example ${quoted(`${deed} ${path}`)} ${wrong}.`);
      }
    }
  }
}

function failure(
  rule: FileRule,
  deed: FileDeed,
  path: string,
  wanted: boolean,
  { scopes, home }: Around,
): string | null {
  const why = misfit(rule, deed, path.startsWith('~/') ? `${home}${path.slice(1)}` : path, scopes);
  if ((why === null) === wanted) return null;
  return wanted ? `should match this rule and does not: ${why}` : 'should not match this rule and does';
}

/** A rule that allows decides nothing outside of `paths`; one that asks or denies holds wherever it is about. */
function misfit(rule: FileRule, deed: FileDeed, path: string, scopes: Around['scopes']): string | null {
  if (!rule.deeds.has(deed)) return `its “do” does not list ${deed}`;
  if (rule.places !== null && rule.places.find(path) < 0) return 'its “in” does not list that path';
  if (rule.verdict !== 'allow') return null;
  const scope = scopes.scopeOf(path);
  if (scope.blocked) return 'the policy blocks that path';
  const missing = needs[deed].find((need) => !scope[need]);
  return missing === undefined ? null : `paths.${missing} does not list that path`;
}

const needs: Readonly<Record<FileDeed, readonly ('read' | 'write')[]>> = {
  ...{ read: ['read'], list: ['read'], search: ['read'] },
  ...{ create: ['write'], write: ['write'], make_directory: ['write'], delete: ['write'] },
  // What is moved could be read where it goes.
  move: ['read', 'write'],
};

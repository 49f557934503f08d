/**
 * Whether a word that a rule reads as a path lies where it may. Deciding touches no files, so two answers must agree: where the word
 * points by its spelling alone, and where the plan says it leads once every link is followed. Without the second the rule can ask at best.
 */
import { posix } from 'node:path';
import type { CommandPlan } from '#shared/model/index.ts';
import { isAbsolutePath, type PathScope } from '#shared/policy/index.ts';
import { quoted } from '#shared/text/index.ts';
import type { Misfit, PathJudge } from '../language/compiled-hole.ts';

type Access = Parameters<PathJudge>[1];
type ScopeOf = (path: string) => PathScope;

export function planPaths(plan: Pick<CommandPlan, 'cwd' | 'paths' | 'operands'>, scopeOf: ScopeOf): PathJudge {
  const leads = new Map((plan.paths ?? []).map(({ named, path }) => [named, path]));
  return (word, access) => {
    const outside = outsideScope(word, lexically(word, plan.cwd.path), access, scopeOf);
    if (outside !== null) return outside;
    const path = leads.get(word);
    if (path === undefined) return { kind: 'doubt', why: `where ${quoted(word)} leads was not settled in the plan` };
    if (access === 'exec' && !plan.operands.some((pinned) => pinned.path === path)) {
      return { kind: 'doubt', why: `what ${quoted(word)} contains was not settled in the plan` };
    }
    return outsideScope(word, path, access, scopeOf);
  };
}

/** Accepts every path and keeps the words: for finding out which words a plan has to settle. */
export function collectPaths(words: Set<string>, scripts: Set<string>): PathJudge {
  return (word, access) => {
    words.add(word);
    if (access === 'exec') scripts.add(word);
    return null;
  };
}

/**
 * For examples, which have no folder: a relative path counts as lying in a folder that may be read and written, unless it climbs out of
 * it or is blocked by its name; an absolute path is looked up.
 */
export function examplePaths(scopeOf: ScopeOf): PathJudge {
  const folder = '/example/folder';
  return (word, access) => {
    const path = lexically(word, folder);
    if (isAbsolutePath(word)) return outsideScope(word, path, access, scopeOf);
    const inside = path === folder || path.startsWith(`${folder}/`);
    if (!inside || scopeOf(path).blocked) return outside(word, access);
    return null;
  };
}

/** The absolute path that a word spells, without looking at any file. */
export function lexically(word: string, cwd: string): string {
  const joined = isAbsolutePath(word) ? word : `${cwd}/${word}`;
  const plain = posix.normalize(joined);
  return plain.length > 1 ? plain.replace(/\/+$/u, '') : plain;
}

function outsideScope(word: string, path: string, access: Access, scopeOf: ScopeOf): Misfit {
  const scope = scopeOf(path);
  return (access === 'write' ? scope.write : scope.read) ? null : outside(word, access);
}

function outside(word: string, access: Access): Misfit {
  return { kind: 'no', why: `the policy lets no command ${access === 'write' ? 'write' : 'read'} ${quoted(word)}` };
}

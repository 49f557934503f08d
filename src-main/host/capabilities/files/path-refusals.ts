/** How a path is refused: with where one may be, and nothing of what is outside. */
import { Refused } from '#shared/model/index.ts';
import type { PathGlobs } from '#shared/policy/compiled-policy.ts';
import { guardedInGit, guardedInProject, orList } from '#shared/policy/index.ts';
import { quoted } from '#shared/text/index.ts';

export type Need = 'read' | 'write';

const MOST_PLACES = 8;

/** Where it would be possible is no secret: the answer about a session's folder tells it too. */
export function pathDenied(
  named: string,
  need: Need,
  globs: PathGlobs,
  { cause }: { readonly cause?: unknown } = {},
): Refused {
  const verb = need === 'read' ? 'read' : 'written';
  const places = globs[need].slice(0, MOST_PLACES).map((glob) => quoted(glob));
  const isUp = /(?:^|[\\/])\.\.(?:[\\/]|$)/u.test(named);
  const where = `Use a path in ${orList(places)}${isUp ? ', without “..”' : ''}. What is blocked in there stays closed.`;
  return new Refused('PATH_DENIED', {
    message: `${JSON.stringify(named)} is outside what the policy lets be ${verb}, or leads there.`,
    hint: places.length === 0 ? `The policy lets nothing be ${verb}.` : where,
    cause,
  });
}

/** @param path canonical, and in reach for reading */
export function isGuarded(path: string): boolean {
  const names = path.toLowerCase().split('/');
  return (
    names.some((name) => guardedInProject.includes(name)) ||
    names.some((name, index) => guardedInGit.includes(name) && names.slice(0, index).includes('.git'))
  );
}

export const pathGuarded = (named: string): Refused =>
  new Refused('PATH_DENIED', {
    message: `${JSON.stringify(named)} is never written: programs of the person’s, such as git or an editor, act on what is there by themselves.`,
    hint: 'Tell the person what should be in it; they can write it themselves.',
  });

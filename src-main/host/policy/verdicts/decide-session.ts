/** The verdict on a working folder, and on a session that would live in it. */
import type { SessionCreatePlan, Verdict } from '#shared/model/index.ts';
import { isDangerousVariable } from '#shared/policy/index.ts';
import { quoted } from '#shared/text/index.ts';
import type { PolicyParts } from '../load/loaded-policy.ts';
import type { PathScopes } from '../paths/path-scopes.ts';
import { allowedBy, builtIn, refused } from './answer.ts';

const folderRule = builtIn('folder-in-scope');

/** @param path canonical */
export function decideFolder(path: string, scopes: PathScopes): Verdict {
  const scope = scopes.scopeOf(path);
  if (!scope.blocked && (scope.read || scope.write)) return allowedBy(folderRule);
  const written = scopes.written.slice(0, 8).join(', ');
  return refused(
    scope.blocked
      ? `The policy blocks the folder ${quoted(path)}.`
      : `The policy does not list the folder ${quoted(path)}.`,
    written === '' ? 'The policy lists no folders.' : `Use a folder in one of these: ${written}.`,
    folderRule,
  );
}

export function decideSession(plan: SessionCreatePlan, { scopes }: PolicyParts): Verdict {
  const dangerous = Object.keys(plan.env).find((name) => isDangerousVariable(name));
  if (dangerous !== undefined) {
    return refused(
      `The variable ${quoted(dangerous)} can change what a program runs or trusts, so no session may set it.`,
      'Leave it out.',
      builtIn('safe-variables'),
    );
  }
  return decideFolder(plan.workingDir.path, scopes);
}

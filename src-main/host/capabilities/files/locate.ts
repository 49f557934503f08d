/** From the path that was asked for to the one it stands for: absolute, every link followed, inside what the policy lists. */
import { isAbsolute, join, parse } from 'node:path';
import { canonicalPath } from '#host/storage/index.ts';
import { Refused, type Request, type SessionId } from '#shared/model/index.ts';
import type { CompiledPolicy } from '#shared/policy/compiled-policy.ts';
import type { FileSessions } from './file-parts.ts';
import { isGuarded, type Need, pathDenied, pathGuarded } from './path-refusals.ts';

export interface Located {
  readonly session: SessionId | null;
  /** The session's folder. */
  readonly workspace: string | null;
  /** As it was asked for; absolute. */
  readonly named: string;
  /** Canonical. */
  readonly path: string;
}

export interface Wanted {
  readonly path: string;
  readonly session_id?: SessionId | undefined;
}

export interface LocateOptions {
  readonly needs: readonly Need[];
  /** `entry`: the thing of that name itself, be it a link. `target`: what it leads to. */
  readonly what: 'target' | 'entry';
}

/** @throws Refused PATH_DENIED, BAD_INPUT, UNKNOWN_SESSION. Says nothing about what is outside the policy's paths. */
export async function locate(
  sessions: FileSessions,
  request: Request,
  wanted: Wanted,
  policy: Pick<CompiledPolicy, 'scopeOf' | 'pathGlobs'>,
  { needs, what }: LocateOptions,
): Promise<Located> {
  const session = wanted.session_id === undefined ? null : sessions.use(request.client.name, wanted.session_id);
  const workspace = session?.workingDir.path ?? null;
  const named = absolute(wanted.path, workspace);
  const path = await settle(named, policy, needs, what);
  return { session: wanted.session_id ?? null, workspace, named, path };
}

function absolute(path: string, workspace: string | null): string {
  if (process.platform === 'win32') refuseOddWindowsPath(path);
  if (isAbsolute(path)) return path;
  if (workspace === null) {
    throw new Refused('BAD_INPUT', {
      message: `Expected an absolute path, or session_id (from create_session) with a relative one; got ${JSON.stringify(path.slice(0, 200))}.`,
    });
  }
  // Not normalised: `a/..` is not the same as `.` where `a` is a link.
  return `${workspace}${workspace.endsWith('/') ? '' : '/'}${path}`;
}

/** Network shares, devices and streams have names that are no path. */
function refuseOddWindowsPath(path: string): void {
  const { root } = parse(path);
  const isShare = /^[\\/]{2}/u.test(path);
  const isStream = path.slice(root.length).includes(':') || (root !== '' && !/^[A-Za-z]:[\\/]$/u.test(root));
  const isDevice = path
    .split(/[\\/]/u)
    .some(
      (part) =>
        /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?$/iu.test(part.trim()) ||
        /[. ]$/u.test(part.replace(/^\.{1,2}$/u, '')),
    );
  if (isShare || isStream || isDevice) {
    throw new Refused('BAD_INPUT', { message: 'Expected a plain path on a local disk, such as C:\\code\\app.' });
  }
}

async function settle(
  named: string,
  policy: Pick<CompiledPolicy, 'scopeOf' | 'pathGlobs'>,
  needs: readonly Need[],
  what: LocateOptions['what'],
): Promise<string> {
  let path: string;
  try {
    path = what === 'target' ? await canonicalPath(named) : await canonicalEntry(named);
  } catch (cause) {
    if (cause instanceof Refused) throw cause;
    // Where the trouble lies may be none of the agent's business.
    throw pathDenied(named, needs[0] ?? 'read', policy.pathGlobs, { cause });
  }
  const scope = policy.scopeOf(path);
  const missing = scope.blocked ? needs[0] : needs.find((need) => !scope[need]);
  if (missing === 'write' && !scope.blocked && scope.read && isGuarded(path)) throw pathGuarded(named);
  if (missing !== undefined) throw pathDenied(named, missing, policy.pathGlobs);
  return path;
}

/** The last name is taken as it is; everything before it is followed. */
async function canonicalEntry(named: string): Promise<string> {
  const trimmed = named.replace(/(?<=.)[\\/]+$/u, '');
  const cut = Math.max(trimmed.lastIndexOf('/'), process.platform === 'win32' ? trimmed.lastIndexOf('\\') : -1);
  const name = trimmed.slice(cut + 1);
  if (name === '' || name === '.' || name === '..') {
    throw new Refused('BAD_INPUT', {
      message: `Expected the name of a file or folder at the end, not ${JSON.stringify(name)}.`,
    });
  }
  return join(await canonicalPath(trimmed.slice(0, cut + 1)), name);
}

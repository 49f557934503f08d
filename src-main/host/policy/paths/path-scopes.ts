/**
 * Where the policy lets anything be read or written. Blocked wins; Countersign's own folders, keys and what agent programs are told are always
 * blocked, and what other programs act on by themselves is never written.
 */
import {
  guardedInGit,
  guardedInHome,
  guardedInProject,
  isAbsolutePath,
  type PathGlobs,
  type PathScope,
  type PathsDocument,
  privatePlaces,
} from '#shared/policy/index.ts';
import { comparable, compileGlobs, findAncestor, type GlobOptions, rememberLast, spelledOut } from './path-globs.ts';

export interface PathScopes {
  /** @param path canonical and absolute; anything else is blocked */
  scopeOf(path: string): PathScope;
  /** The globs of `read` and `write` as they are written, for hints. */
  readonly written: readonly string[];
  readonly globs: PathGlobs;
  /** Those of the globs that a path is in, as they are written: the one that says most of it first, and of `write` before `read`. */
  holding(path: string): readonly string[];
}

const below = (place: string): readonly string[] => [place, `${place}/**`];
const ownBlocked = privatePlaces.flatMap((place) => below(`~/${place}`));
const guarded = [
  ...guardedInHome.map((place) => `~/${place}`),
  ...guardedInProject.map((name) => `**/${name}`),
  ...guardedInGit.flatMap((name) => [`**/.git/${name}`, `**/.git/modules/**/${name}`]),
].flatMap(below);

/** How much of a glob is spelt out before its first wildcard. */
const fixedPart = (glob: string): number => (/^[^*?]*/u.exec(glob)?.[0] ?? '').length;

/** No empty name in it: with one, the same place would have another spelling, which a glob does not know. */
const isClean = (path: string): boolean =>
  !path.includes('//') && (!path.endsWith('/') || /^(?:\/|[a-z]:\/)$/u.test(path));

const blocked: PathScope = { read: false, write: false, blocked: true };

/** @param ownFolders files and folders of Countersign's own, existing or not: what is in them is blocked, what holds them is never writable */
export function compileScopes(paths: PathsDocument, ownFolders: readonly string[], options: GlobOptions): PathScopes {
  const read = compileGlobs(paths.read, options);
  const write = compileGlobs(paths.write, options);
  const everyBlocked = [...paths.blocked, ...ownBlocked];
  const fenced = compileGlobs(everyBlocked, options);
  const kept = compileGlobs(guarded, options);
  const spelled = (globs: readonly string[]): readonly string[] => globs.map((glob) => spelledOut(glob, options));
  const own = new Map<string, number>();
  const aboveOwn = new Set<string>();
  const ownPaths = [...new Set(ownFolders.flatMap((path) => [path, options.canonicalBase(path)]))];
  for (const folder of ownPaths) {
    const plain = comparable(folder, options.platform).replace(/\/+$/u, '');
    own.set(plain, 0);
    for (let end = plain.length; end > 0; end = plain.lastIndexOf('/', end - 1)) aboveOwn.add(plain.slice(0, end));
    aboveOwn.add('/');
  }
  const isOwnFolder = rememberLast((folder: string) => findAncestor(own, folder) !== undefined);
  return {
    written: [...new Set([...paths.read, ...paths.write])],
    globs: { read: spelled(paths.read), write: spelled(paths.write), blocked: [...spelled(everyBlocked), ...ownPaths] },
    holding: (path) =>
      [...new Set([...paths.write, ...paths.read])]
        .filter((glob) => compileGlobs([glob], options).find(path) >= 0)
        .sort((a, b) => fixedPart(b) - fixedPart(a)),
    scopeOf(path) {
      if (!isAbsolutePath(path) || path.includes('\0') || /(?:^|[/\\])\.{1,2}(?:[/\\]|$)/u.test(path)) return blocked;
      const plain = comparable(path, options.platform);
      if (!isClean(plain)) return blocked;
      if (own.has(plain) || isOwnFolder(plain.slice(0, plain.lastIndexOf('/'))) || fenced.find(path) >= 0)
        return blocked;
      // Found when somebody asks: whoever lists a large folder wants to know of each name only whether it is blocked.
      return {
        get read() {
          return read.find(path) >= 0;
        },
        get write() {
          return !aboveOwn.has(plain) && write.find(path) >= 0 && kept.find(path) < 0;
        },
        blocked: false,
      };
    },
  };
}

/**
 * What inside a writable folder other programs act on by themselves: it may be read, and neither changed nor made. Found by name in the
 * project's own folder and in every repository; see docs/decisions for what that leaves open.
 */
import { dirname, join } from 'node:path';
import { guardedInGit, guardedInHome, guardedInProject, privatePlaces } from '#shared/policy/index.ts';
import type { Sight } from './tree-index.ts';
import { unique } from './within.ts';

export interface Guards {
  /** They exist. */
  readonly fixed: readonly string[];
  /** They do not, and their folder does. */
  readonly barred: readonly string[];
}

/** In git's own folder, these have to be barred where they do not exist; the others count only where the configuration says so. */
const barredInGit = ['hooks', 'commondir'];

export interface GuardedTree {
  /** Folders in which a program may be started as in a project of their own. */
  readonly projects: readonly string[];
  readonly sights: readonly Sight[];
  readonly home: string;
  isWritable(path: string): boolean;
  exists(path: string): boolean;
  /** Whether anybody with this user's rights could make something in the folder. */
  canMakeIn(folder: string): boolean;
}

export function guardsOf({ projects, sights, home, isWritable, exists, canMakeIn }: GuardedTree): Guards {
  const places = new Map(sights.map((sight) => [sight.path, sight.kind]));
  const has = (folder: string, name: string): boolean => places.has(join(folder, name));
  const repositories = sights.filter(({ path }) => path.endsWith('/.git')).map(({ path }) => dirname(path));
  const gitFolders = new Set(
    sights
      .filter(({ path }) => path.endsWith('/HEAD'))
      .map(({ path }) => dirname(path))
      .filter((folder) => has(folder, 'objects') || has(folder, 'commondir')),
  );
  const wanted = [
    ...[...new Set([...projects, ...repositories])].flatMap((folder) =>
      guardedInProject.map((name) => ({ path: join(folder, name), bar: true })),
    ),
    // A repository whose own folder lies elsewhere: the file that says where.
    ...repositories
      .map((folder) => join(folder, '.git'))
      .filter((path) => places.get(path) === 'file')
      .map((path) => ({ path, bar: false })),
    ...[...gitFolders].flatMap((folder) =>
      guardedInGit.map((name) => ({
        path: join(folder, name),
        bar: has(folder, 'objects') && barredInGit.includes(name),
      })),
    ),
    // What is private and there is closed altogether; what is not there must not be put there.
    ...[...guardedInHome, ...privatePlaces].map((place) => ({ path: join(home, place), bar: true })),
  ].filter(({ path }) => isWritable(path));
  const fixed = wanted.filter(({ path }) => exists(path)).map(({ path }) => path);
  const barred = wanted.filter(({ path, bar }) => bar && !exists(path) && canMakeIn(dirname(path)));
  return { fixed: unique(fixed), barred: unique(barred.map(({ path }) => path)) };
}

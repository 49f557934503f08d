/**
 * Turns globs into what can be put in front of a program: whole folders and single files. A glob that stands for a folder and all below it
 * opens that folder; one that starts anywhere (a leading `**`) opens nothing, because there is no place where to begin.
 */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

export interface Root {
  /** As the policy's glob spells it, links in its fixed part resolved. */
  readonly path: string;
  readonly kind: 'folder' | 'file';
}

export interface GlobRoots {
  readonly roots: readonly Root[];
  /** Globs that cannot be opened as a whole. */
  readonly unopened: readonly string[];
}

const MOST_MATCHES = 256;

/** @param globs absolute, with `~` spelt out */
export function rootsOf(globs: readonly string[]): GlobRoots {
  const roots = new Map<string, Root>();
  const unopened: string[] = [];
  for (const glob of globs) {
    const found = openable(glob);
    if (found === null) unopened.push(glob);
    else for (const root of found) roots.set(root.path, root);
  }
  return { roots: [...roots.values()], unopened };
}

function openable(glob: string): readonly Root[] | null {
  const parts = glob.split('/').filter((part) => part !== '');
  const isTree = parts.at(-1) === '**';
  const names = isTree ? parts.slice(0, -1) : parts;
  if (names.includes('**')) return null;
  const paths = expand(names);
  if (paths === null) return null;
  return paths.flatMap((path): readonly Root[] => {
    const kind = kindOf(path);
    if (kind === 'folder') return isTree ? [{ path, kind }] : [];
    return kind === 'file' && !isTree ? [{ path, kind }] : [];
  });
}

function expand(names: readonly string[]): readonly string[] | null {
  let paths: readonly string[] = ['/'];
  for (const name of names) {
    if (!isWild(name)) {
      paths = paths.map((path) => join(path, name));
      continue;
    }
    const matches = nameMatcher(name);
    paths = paths.flatMap((path) =>
      namesIn(path)
        .filter((each) => matches.test(each))
        .map((each) => join(path, each)),
    );
    if (paths.length > MOST_MATCHES) return null;
  }
  return paths;
}

export const isWild = (name: string): boolean => /[*?]/u.test(name);

/** For one name of a path. The pattern is the person's own, so an expression may stand for it. */
export function nameMatcher(pattern: string): RegExp {
  const source = pattern
    .replace(/[\\^$.|+()[\]{}]/gu, '\\$&')
    .replace(/\*+/gu, '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 'su');
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function kindOf(path: string): Root['kind'] | null {
  try {
    const found = statSync(path);
    return found.isDirectory() ? 'folder' : found.isFile() ? 'file' : null;
  } catch {
    return null;
  }
}

/** Which path lies in which folder. Paths are canonical and absolute. Pure. */

export function isWithin(path: string, folders: readonly string[]): boolean {
  return folders.some((folder) => path === folder || path.startsWith(folder === '/' ? '/' : `${folder}/`));
}

/** Without those that lie in others of them. */
export function outermost(paths: readonly string[]): readonly string[] {
  const kept: string[] = [];
  for (const path of unique(paths)) if (!isWithin(path, kept)) kept.push(path);
  return kept;
}

/** In order, a folder before what is in it. */
export const unique = (paths: readonly string[]): readonly string[] => [...new Set(paths)].sort();

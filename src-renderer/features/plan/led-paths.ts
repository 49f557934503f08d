/** Paths in a command that lead somewhere else than they say, through a symlink on the way. Pure. */
import type { CommandPlan, NamedPath } from '#shared/model/index.ts';

/** @returns those whose canonical place is not what the words alone say */
export function ledPaths({ paths, cwd }: Pick<CommandPlan, 'paths' | 'cwd'>): readonly NamedPath[] {
  return (paths ?? []).filter(({ named, path }) => byWordsAlone(named, cwd.path) !== path);
}

function byWordsAlone(named: string, cwd: string): string {
  const parts: string[] = [];
  for (const part of (named.startsWith('/') ? named : `${cwd}/${named}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

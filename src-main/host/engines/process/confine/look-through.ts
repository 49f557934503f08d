/** Looks through what is to be shown to a program, for what must not be. */
import { realpathSync } from 'node:fs';
import type { Sight, TreeIndex } from './tree-index.ts';
import { isWithin } from './within.ts';

export interface Look {
  /** Blocked by the policy, or a door to another program: sockets and the like. */
  readonly closed: readonly string[];
  /** Everything else of interest. */
  readonly sights: readonly Sight[];
  readonly folders: number;
  /** There was more than could be looked at. */
  readonly cut: boolean;
}

export interface LookTerms {
  readonly trees: TreeIndex;
  readonly mostFolders: number;
  isBlocked(path: string): boolean;
  /** Folders that were looked through already. */
  readonly except: readonly string[];
}

export async function lookThrough(root: string, { trees, mostFolders, isBlocked, except }: LookTerms): Promise<Look> {
  if (isBlocked(root)) return { closed: [root], sights: [], folders: 0, cut: false };
  const closed: string[] = [];
  const seen: Sight[] = [];
  const enter = ({ path }: Sight): boolean => !isBlocked(path);
  const { sights, folders, cut } = await trees.walk(root, mostFolders, enter, except);
  for (const sight of sights) {
    if (isWithin(sight.path, except)) continue;
    if (sight.kind === 'link') closed.push(...endOf(sight.path, isBlocked));
    else if (sight.kind === 'socket' || sight.kind === 'other' || isBlocked(sight.path)) closed.push(sight.path);
    else seen.push(sight);
  }
  return { closed, sights: seen, folders, cut };
}

/** A link has no content of its own: where its name is blocked, what it leads to is closed. */
function endOf(link: string, isBlocked: LookTerms['isBlocked']): readonly string[] {
  if (!isBlocked(link)) return [];
  try {
    return [realpathSync(link)];
  } catch {
    return [];
  }
}

/** Searches as a plan says: with a faster program's help where there is one, within the deadline. */
import { basename, dirname } from 'node:path';
import type { FileSearchPlan } from '#shared/model/index.ts';
import { type Anchor, anchorFolder } from './anchor-folder.ts';
import { findCandidates, findRipgrep } from './find-candidates.ts';
import { lineMatcher } from './line-matcher.ts';
import { nameGlobs } from './name-globs.ts';
import { Search, type SearchResult } from './search-text.ts';
import type { Sight } from './sight.ts';
import { anchorPinned } from './write-file.ts';

export interface SearchOutcome extends SearchResult {
  readonly timedOut: boolean;
  readonly engine: 'ripgrep' | 'own';
}

export async function searchByPlan(
  plan: FileSearchPlan,
  { shows, reads }: Sight,
  cancel: AbortSignal,
  program: string | null = findRipgrep(),
): Promise<SearchOutcome> {
  const deadline = AbortSignal.timeout(plan.wallMs);
  const signal = AbortSignal.any([cancel, deadline]);
  const { hidden, mostHits, place } = plan;
  const matcher = lineMatcher(plan.text, plan.regex, plan.ignoreCase);
  const wants = nameGlobs(plan.include, plan.exclude);
  const search = new Search({ matcher, hidden, mostHits, reads, enters: shows, wants, signal });
  let engine: SearchOutcome['engine'] = 'own';
  if (place.type === 'file') {
    await using folder = await anchorFolder(dirname(place.path));
    await search.file(folder, basename(place.path), basename(place.path));
  } else {
    await using folder = await anchorPinned(place);
    const helped = program !== null && (await searchCandidates(search, folder, program, plan, signal));
    if (helped) engine = 'ripgrep';
    else await search.folder(folder, '');
  }
  cancel.throwIfAborted();
  return { ...search.result, timedOut: deadline.aborted, engine };
}

/** @returns false when it could not help */
async function searchCandidates(
  search: Search,
  folder: Anchor,
  program: string,
  plan: FileSearchPlan,
  signal: AbortSignal,
): Promise<boolean> {
  const { text, regex, ignoreCase, hidden } = plan;
  const names = await findCandidates(program, { folder: folder.pin.path, text, regex, ignoreCase, hidden, signal });
  if (names === null) return signal.aborted;
  for (const name of names) await search.at(folder, name);
  return true;
}

/** The order of the list: what runs now, then what ran, day by day, newest first. */
import type { ListEntry } from '#renderer/ui/list.tsx';
import type { RunSummary } from '#shared/model/index.ts';
import { dayOf } from '#shared/text/index.ts';
import { folderName, planLine } from '../plan/words.ts';
import { endWords } from './run-words.ts';

export function runEntries(
  runs: readonly RunSummary[],
  filter: string,
  home: string,
  nowMs: number,
): readonly ListEntry<RunSummary>[] {
  const wanted = filter.trim().toLowerCase();
  const shown = wanted === '' ? runs : runs.filter((run) => textOf(run, home).includes(wanted));
  const entries: ListEntry<RunSummary>[] = [];
  let heading: string | undefined;
  const ordered = [...shown.filter(({ end }) => end === null), ...shown.filter(({ end }) => end !== null)];
  for (const run of ordered) {
    const under = run.end === null ? 'Running' : dayOf(run.started_at, nowMs);
    if (under !== heading) entries.push({ kind: 'heading', key: under, text: under });
    heading = under;
    entries.push({ kind: 'row', key: run.id, value: run });
  }
  return entries;
}

const textOf = (run: RunSummary, home: string): string =>
  [
    run.client.name,
    folderName(run.plan) ?? '',
    planLine(run.plan, home),
    run.end === null ? 'running' : endWords(run.end).word,
  ]
    .join(' ')
    .toLowerCase();

/** The list: what waits, in the order of the queue; what was missed lately; then what was, newest first. */
import type { ListEntry } from '#renderer/ui/list.tsx';
import type { Approval } from '#shared/model/index.ts';
import { folderName, planLine } from '../plan/words.ts';
import { alikeCounts } from './queue-order.ts';

export interface QueueRow {
  readonly card: Approval;
  /** How many that wait are like it, on the first of them; else 1. */
  readonly alike: number;
}

const missedForMs = 3_600_000;
const endedAt = (card: Approval): string => card.answered_at ?? card.asked_at;
const newestFirst = (a: Approval, b: Approval): number =>
  endedAt(a) < endedAt(b) ? 1 : endedAt(a) > endedAt(b) ? -1 : a.id < b.id ? 1 : -1;

/** @param waiting in the order in which it is shown */
export function approvalEntries(
  waiting: readonly Approval[],
  cards: readonly Approval[],
  filter: string,
  home: string,
  now: number,
): readonly ListEntry<QueueRow>[] {
  const wanted = filter.trim().toLowerCase();
  const shown = (list: readonly Approval[]): readonly Approval[] =>
    wanted === '' ? list : list.filter((card) => textOf(card, home).includes(wanted));
  const ended = shown(cards.filter(({ state }) => state !== 'pending')).toSorted(newestFirst);
  const isMissed = (card: Approval): boolean =>
    card.state === 'expired' && now - Date.parse(endedAt(card)) < missedForMs;
  const plain = (list: readonly Approval[]): readonly QueueRow[] => list.map((card) => ({ card, alike: 1 }));
  return [
    ...section('waiting', 'Waiting for you', waitingRows(shown(waiting))),
    ...section('missed', 'Missed within the hour', plain(ended.filter(isMissed))),
    ...section('earlier', 'Earlier', plain(ended.filter((card) => !isMissed(card)))),
  ];
}

/** The number stands on the first of each run. */
function waitingRows(waiting: readonly Approval[]): readonly QueueRow[] {
  const counts = alikeCounts(waiting);
  return waiting.map((card, index) => {
    const above = waiting[index - 1];
    const follows = above !== undefined && above.group === card.group && above.risk === card.risk;
    return { card, alike: follows ? 1 : (counts.get(card.id) ?? 1) };
  });
}

function section(key: string, text: string, rows: readonly QueueRow[]): readonly ListEntry<QueueRow>[] {
  if (rows.length === 0) return [];
  return [
    { kind: 'heading', key, text },
    ...rows.map((row) => ({ kind: 'row' as const, key: row.card.id, value: row })),
  ];
}

const textOf = (card: Approval, home: string): string =>
  [
    card.client.name,
    card.state === 'expired' ? 'missed expired' : card.state.replace('_', ' '),
    `${card.risk} risk`,
    folderName(card.plan) ?? '',
    planLine(card.plan, home),
    card.summary,
  ]
    .join(' ')
    .toLowerCase();

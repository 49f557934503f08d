/** The order of the list: what waits first, oldest on top so that a new request never moves the one being read; then what was, newest first. */
import type { ListEntry } from '#renderer/ui/list.tsx';
import type { Approval } from '#shared/model/index.ts';
import { folderName, planLine } from '../plan/words.ts';

export const waitingOf = (cards: readonly Approval[]): readonly Approval[] =>
  cards
    .filter(({ state }) => state === 'pending')
    .sort((a, b) => a.asked_at.localeCompare(b.asked_at) || a.id.localeCompare(b.id));

const endedAt = (card: Approval): string => card.answered_at ?? card.asked_at;

export function approvalEntries(
  cards: readonly Approval[],
  filter: string,
  home: string,
): readonly ListEntry<Approval>[] {
  const wanted = filter.trim().toLowerCase();
  const shown = wanted === '' ? cards : cards.filter((card) => textOf(card, home).includes(wanted));
  const waiting = waitingOf(shown);
  const earlier = shown
    .filter(({ state }) => state !== 'pending')
    .sort((a, b) => endedAt(b).localeCompare(endedAt(a)) || b.id.localeCompare(a.id));
  const rows = (list: readonly Approval[]): ListEntry<Approval>[] =>
    list.map((card) => ({ kind: 'row', key: card.id, value: card }));
  return [
    ...(waiting.length > 0 ? [{ kind: 'heading' as const, key: 'waiting', text: 'Waiting for you' }] : []),
    ...rows(waiting),
    ...(earlier.length > 0 ? [{ kind: 'heading' as const, key: 'earlier', text: 'Earlier' }] : []),
    ...rows(earlier),
  ];
}

const textOf = (card: Approval, home: string): string =>
  [card.client.name, card.state.replace('_', ' '), folderName(card.plan) ?? '', planLine(card.plan, home), card.summary]
    .join(' ')
    .toLowerCase();

/**
 * The order of what waits: the highest risk first, then what waits longest; requests that are alike stand together. Pure. The request
 * that is being read keeps its place, and so does everything above it: what arrives meanwhile comes below.
 */
import type { Approval, ApprovalId, ApprovalRisk } from '#shared/model/index.ts';

const rank: Readonly<Record<ApprovalRisk, number>> = { high: 0, medium: 1, low: 2 };

const before = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Cards with the same one are answered together; `null` for a card that is like no other. */
const groupOf = ({ group, risk }: Approval): string | null => (group === '' ? null : `${risk} ${group}`);

export function rankedQueue(cards: readonly Approval[]): readonly Approval[] {
  const waiting = cards
    .filter(({ state }) => state === 'pending')
    .sort((a, b) => rank[a.risk] - rank[b.risk] || before(a.asked_at, b.asked_at) || before(a.id, b.id));
  // A map keeps the place of the first of each group, and each group keeps the order of its cards.
  const blocks = new Map<string, Approval[]>();
  for (const card of waiting) {
    const key = groupOf(card) ?? card.id;
    const block = blocks.get(key);
    if (block === undefined) blocks.set(key, [card]);
    else block.push(card);
  }
  return [...blocks.values()].flat();
}

/**
 * @param shown as they stand on screen
 * @param read the card that is open; `null`: none, and nothing has to keep its place
 */
export function keepPlace(
  shown: readonly Pick<Approval, 'id'>[],
  ranked: readonly Approval[],
  read: string | null,
): readonly Approval[] {
  const cards = new Map<string, Approval>(ranked.map((card) => [card.id, card]));
  const kept: readonly (string | null)[] = shown.flatMap(({ id }) => (cards.has(id) ? [id] : []));
  const at = kept.indexOf(read);
  if (at < 0) return ranked;
  const above = new Set(kept.slice(0, at + 1));
  const head = [...above].flatMap((id) => cards.get(id ?? '') ?? []);
  return [...head, ...ranked.filter(({ id }) => !above.has(id))];
}

/** Everything that waits and is like this card, itself included, in the order of the queue. */
export function alikeTo(card: Approval, cards: readonly Approval[]): readonly Approval[] {
  const group = groupOf(card);
  if (group === null) return [card];
  return rankedQueue(cards.filter((one) => groupOf(one) === group));
}

/** How many of the waiting cards are like each, where there is more than one. */
export function alikeCounts(waiting: readonly Approval[]): ReadonlyMap<ApprovalId, number> {
  const sizes = new Map<string, number>();
  for (const card of waiting) {
    const group = groupOf(card);
    if (group !== null) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  }
  return new Map(
    waiting.flatMap((card) => {
      const size = sizes.get(groupOf(card) ?? '') ?? 1;
      return size > 1 ? [[card.id, size] as const] : [];
    }),
  );
}

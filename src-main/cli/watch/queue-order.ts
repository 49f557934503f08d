/** The order in which cards are looked at, and which of them are alike. Pure. */
import type { Approval, ApprovalRisk } from '#shared/model/index.ts';

const weight: Readonly<Record<ApprovalRisk, number>> = { high: 0, medium: 1, low: 2 };

/** Those with most to lose first, then the one that has waited longest. */
export const byRiskThenAge = (cards: readonly Approval[]): readonly Approval[] =>
  cards.toSorted((a, b) => weight[a.risk] - weight[b.risk] || a.asked_at.localeCompare(b.asked_at));

/** Same client, tool and shape. A card from before there were groups is like itself alone. */
export const isAlike = (a: Approval, b: Approval): boolean => a.id === b.id || (a.group !== '' && a.group === b.group);

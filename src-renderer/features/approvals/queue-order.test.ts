import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { approvalId, approvalOf, commandPlan } from '#renderer/fake-host/fixtures.ts';
import type { Approval, ApprovalRisk } from '#shared/model/index.ts';
import { alikeCounts, alikeTo, keepPlace, rankedQueue } from './queue-order.ts';

const plan = commandPlan(['true']);
const template = await approvalOf(1, plan);
const cardOf = (n: number, risk: ApprovalRisk, age: number, group = ''): Approval => ({
  ...template,
  ...{ id: approvalId(n), risk, group, asked_at: new Date(1_000_000_000_000 - age * 1000).toISOString() },
});
const idsOf = (cards: readonly Approval[]) => cards.map(({ id }) => id);
const ids = (...numbers: number[]) => numbers.map(approvalId);
const asShown = (...numbers: number[]) => ids(...numbers).map((id) => ({ id }));

describe('the queue', () => {
  it('puts the highest risk first, then what waits longest', () => {
    const cards = [cardOf(1, 'low', 90), cardOf(2, 'high', 10), cardOf(3, 'medium', 50), cardOf(4, 'high', 20)];
    expect(idsOf(rankedQueue(cards))).toEqual(ids(4, 2, 3, 1));
  });

  it('keeps requests that are alike together, at the place of the first', () => {
    const cards = [
      cardOf(1, 'medium', 50, 'push'),
      cardOf(2, 'medium', 40),
      cardOf(3, 'medium', 30, 'push'),
      cardOf(4, 'medium', 20, 'install'),
      cardOf(5, 'medium', 10, 'push'),
    ];
    expect(idsOf(rankedQueue(cards))).toEqual(ids(1, 3, 5, 2, 4));
    expect(idsOf(alikeTo(cards[2] ?? template, cards))).toEqual(ids(1, 3, 5));
    expect([...alikeCounts(cards)]).toEqual(ids(1, 3, 5).map((id) => [id, 3]));
  });

  it('does not let a low risk ride along with a high one', () => {
    const cards = [cardOf(1, 'high', 10, 'x'), cardOf(2, 'low', 50, 'x'), cardOf(3, 'medium', 5)];
    expect(idsOf(rankedQueue(cards))).toEqual(ids(1, 3, 2));
    expect(idsOf(alikeTo(cards[0] ?? template, cards))).toEqual(ids(1));
  });

  it('never moves the card that is read, nor what is above it, whatever arrives', () => {
    const cards = fc.array(
      fc.record({
        risk: fc.constantFrom<ApprovalRisk>('high', 'medium', 'low'),
        age: fc.nat(1000),
        group: fc.constantFrom('', 'a', 'b'),
      }),
      { minLength: 1, maxLength: 30 },
    );
    fc.assert(
      fc.property(cards, cards, fc.nat(), (first, later, pick) => {
        const old = first.map(({ risk, age, group }, n) => cardOf(n, risk, age, group));
        const shown = rankedQueue(old);
        const at = pick % shown.length;
        const read = shown[at]?.id ?? '';
        const all = [...old, ...later.map(({ risk, age, group }, n) => cardOf(100 + n, risk, age, group))];
        const now = keepPlace(shown, rankedQueue(all), read);
        expect(idsOf(now).slice(0, at + 1)).toEqual(idsOf(shown).slice(0, at + 1));
        expect(new Set(idsOf(now))).toEqual(new Set(idsOf(all)));
        expect(now).toHaveLength(all.length);
      }),
    );
  });

  it('is in its own order again once the card that was read is answered', () => {
    const cards = [cardOf(1, 'low', 50), cardOf(2, 'high', 1)];
    expect(idsOf(keepPlace(asShown(1), rankedQueue(cards), approvalId(1)))).toEqual(ids(1, 2));
    expect(idsOf(keepPlace(asShown(1, 2), rankedQueue(cards), approvalId(9)))).toEqual(ids(2, 1));
    expect(idsOf(keepPlace(asShown(1, 2), rankedQueue(cards), null))).toEqual(ids(2, 1));
  });
});

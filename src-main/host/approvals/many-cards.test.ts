/** Several cards at once: answered together where they are alike, and in what order they are shown. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sampleHash, samplePlan } from '../../../test/sample-plan.ts';
import { by, openTestApprovals, type TestApprovals } from './testing/test-approvals.ts';

let test: TestApprovals;
beforeEach(() => {
  test = openTestApprovals();
});
afterEach(() => test.close());

const queue = () => test.room.queue;

describe('several cards', () => {
  const alike = () => ['a', 'b', 'c'].map((word) => test.ask({ argv: ['git', 'push', word] }).card);

  it('that are alike are approved together, each once, and one that arrives later is not among them', async () => {
    const cards = alike();
    const late = test.ask({ argv: ['git', 'push', 'd'] }).card;
    expect(new Set([...cards, late].map(({ group }) => group)).size).toBe(1);
    const { answered, left } = await test.room.answers.approveListed(cards, by);
    expect([answered.length, left.length]).toEqual([3, 0]);
    expect(queue().show(late.id).state).toBe('pending');
  });

  it('that are not alike, or of high risk, are not approved together', async () => {
    const [first] = alike();
    const other = test.ask({ argv: ['git', 'pull', 'a'] }).card;
    await expect(test.room.answers.approveListed([first!, other], by)).rejects.toThrow(/alike/);
    const forced = test.ask({ argv: ['git', 'push', '--force', 'a'] }).card;
    await expect(test.room.answers.approveListed([forced], by)).rejects.toThrow(/high risk/);
    expect(queue().countPending()).toBe(5);
  });

  it('leave out what cannot be answered any more, and say so', async () => {
    const [a, b, c] = alike();
    await test.deny(a!);
    const { answered, left } = await test.room.answers.approveListed([a!, b!, { ...c!, digest: sampleHash('e') }], by);
    expect(answered.map(({ id }) => id)).toEqual([b!.id]);
    expect(left.map(({ because }) => because)).toEqual([
      expect.stringMatching(/denied already/),
      expect.stringMatching(/another plan/),
    ]);
  });

  it('come by risk, then the one that has waited longest', () => {
    const low = test.ask({ plan: samplePlan({ sandbox: 'strict', network: false }) }).card;
    test.clock.advance(1);
    const [medium] = alike();
    test.clock.advance(1);
    const later = test.ask({ argv: ['git', 'push', 'z'] }).card;
    test.clock.advance(1);
    const high = test.ask({ argv: ['git', 'push', '--force'] }).card;
    const ids = queue()
      .list(10, 'pending')
      .map(({ id }) => id);
    expect([ids[0], ids.at(-1)]).toEqual([high.id, low.id]);
    expect(ids.indexOf(medium!.id)).toBeLessThan(ids.indexOf(later.id));
  });
});

/** Who comes back for an answer: a client that ran into its deadline, and what a restart finds. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTestApprovals, TEN_MINUTES, type TestApprovals } from './testing/test-approvals.ts';

let test: TestApprovals;
beforeEach(() => {
  test = openTestApprovals();
});
afterEach(() => test.close());

const queue = () => test.room.queue;

describe('a client', () => {
  it('that runs into its own deadline and knows how to come back has not given up', async () => {
    const card = await test.askAndLeave();
    const call = new AbortController();
    const wait = queue().wait(card.id, call.signal, TEN_MINUTES);
    await Promise.resolve();
    call.abort('McpError: MCP error -32001: Request timed out');
    expect((await wait).answer).toBe('requester_gone');
    expect(queue().show(card.id).state).toBe('pending');
    queue().connectionOver('c1');
    expect(queue().show(card.id).state).toBe('requester_gone');
  });

  it('comes back for its own cards alone', async () => {
    const card = await test.askAndLeave();
    expect(queue().returning(card.client, card.id)?.card.id).toBe(card.id);
    expect(queue().returning({ ...card.client, name: 'Other' }, card.id)).toBeUndefined();
  });
});

describe('a restart', () => {
  it('lets a card wait on whose client knows how to come back, and ends the others', async () => {
    const { card: held } = test.ask();
    const card = await test.askAndLeave();
    await test.restart();
    expect(queue().show(held.id)).toMatchObject({ state: 'requester_gone', because: 'Countersign was restarted' });
    expect(queue().show(card.id).state).toBe('pending');
    const wait = queue().wait(card.id, new AbortController().signal, TEN_MINUTES);
    await Promise.resolve();
    await test.approve(card);
    expect((await wait).answer).toBe('approved');
    expect(queue().returning(card.client, card.id)?.input).toEqual({});
  });

  it('lets a yes that was not used be used, and one that was used not', async () => {
    const [first, second] = [test.question(), test.question()];
    const [a, b] = [await test.askAndLeave(first), await test.askAndLeave(second)];
    await test.approve(a);
    await test.approve(b);
    expect(test.room.permits.redeem(a.id)).toBe(true);
    await test.restart();
    expect(await test.room.permits.use(first)).toBeUndefined();
    expect(await test.room.permits.use(second)).toMatchObject({ approval: b.id });
  });

  it('puts on record what ended and did not get there', async () => {
    const { card, answer } = test.ask();
    answer.catch(() => undefined);
    test.logWorks = false;
    await test.approve(card).catch(() => undefined);
    test.logWorks = true;
    await test.restart();
    expect(test.recorded.map((entry) => [entry.card.id, entry.answer.answer])).toEqual([[card.id, 'approved']]);
    await test.restart();
    expect(test.recorded).toHaveLength(1);
  });

  it('lets what a parked plan keeps go with the card', async () => {
    const card = await test.askAndLeave();
    expect(queue().park(card.id)).toBe(true);
    await test.deny(card);
    expect(test.released).toEqual([card.id]);
    expect(queue().park(card.id)).toBe(false);
  });
});

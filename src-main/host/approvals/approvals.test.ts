/** The queue: cards, how they are answered and how they end, and what a yes is good for. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ApprovalId } from '#shared/model/index.ts';
import { sampleHash, samplePlan, sampleRequest } from '../../../test/sample-plan.ts';
import { by, openTestApprovals, TEN_MINUTES, type TestApprovals } from './testing/test-approvals.ts';

let test: TestApprovals;
beforeEach(() => {
  test = openTestApprovals();
});
afterEach(() => test.close());

const queue = () => test.room.queue;

describe('a card', () => {
  it('waits, is shown, and is announced', () => {
    const { card } = test.ask();
    expect(queue().countPending()).toBe(1);
    expect(queue().show(card.id)).toMatchObject({ state: 'pending', plan: samplePlan(), answered_by: null });
    expect(test.notices).toEqual([
      { title: 'Claude asks', body: 'Run git push origin main in /home/anna/proj', approvalId: card.id },
    ]);
  });

  it('is approved once, exactly, and is on record before anybody hears of it', async () => {
    const { card, answer } = test.ask();
    let heard = false;
    void answer.then(() => {
      heard = true;
      expect(test.recorded).toHaveLength(1);
    });
    await test.approve(card);
    expect(await answer).toEqual({ answer: 'approved', by, scope: 'exact', lifetime: 'once' });
    expect(heard).toBe(true);
    expect(queue().show(card.id)).toMatchObject({
      state: 'approved',
      answered_by: by,
      scope: 'exact',
      lifetime: 'once',
    });
  });

  it('carries the person’s reason and note when it is denied', async () => {
    const { card, answer } = test.ask();
    await test.room.answers.deny(card.id, card.digest, { by, because: 'not on a Friday', note: 'asked for Monday' });
    expect(await answer).toEqual({ answer: 'denied', by, because: 'not on a Friday' });
    expect(queue().show(card.id)).toMatchObject({ note: 'asked for Monday' });
  });

  it('expires into a denial, once', async () => {
    const { card, answer } = test.ask();
    await Promise.resolve();
    test.clock.advance(TEN_MINUTES);
    expect(await answer).toEqual({ answer: 'expired' });
    await expect(test.approve(card)).rejects.toThrow(/expired already/);
  });

  it('becomes requester gone when the client leaves, and cannot be approved then', async () => {
    const { card, answer, client } = test.ask();
    await Promise.resolve();
    client.abort();
    expect(await answer).toEqual({ answer: 'requester_gone' });
    await expect(test.approve(card)).rejects.toThrow(/client that asked is gone/);
  });

  it('stays an hour from its start once somebody looks at it, however often', async () => {
    const { card, answer } = test.ask();
    await Promise.resolve();
    test.clock.advance(TEN_MINUTES - 1);
    queue().touch(card.id);
    test.clock.advance(TEN_MINUTES * 4);
    queue().touch(card.id);
    expect(queue().show(card.id).state).toBe('pending');
    test.clock.advance(TEN_MINUTES + 1);
    expect(await answer).toEqual({ answer: 'expired' });
    expect(test.clock.pending).toBe(0);
  });

  it('does not outlive its time while the machine sleeps', async () => {
    const { card } = test.ask();
    test.clock.sleep(TEN_MINUTES + 1);
    await expect(test.approve(card)).rejects.toThrow(/expired already/);
    expect(queue().show(card.id).state).toBe('expired');
  });

  it('with more text than can be shown whole is refused, never cut', () => {
    const question = test.question({ argv: ['git', 'push', 'x'.repeat(64 * 1024)] });
    expect(() => queue().ask(question)).toThrow(/at most 65536/);
    expect(queue().countPending()).toBe(0);
  });
});

describe('an answer', () => {
  it('for another plan is refused and changes nothing', async () => {
    const { card } = test.ask();
    await expect(test.approve({ ...card, digest: sampleHash('e') })).rejects.toThrow(/another plan/);
    expect(queue().show(card.id).state).toBe('pending');
  });

  it('given twice counts once', async () => {
    const { card, answer } = test.ask();
    await test.deny(card);
    await expect(test.approve(card)).rejects.toThrow(/denied already/);
    expect((await answer).answer).toBe('denied');
  });

  it('given in two windows in the same moment counts once', async () => {
    const { card, answer } = test.ask();
    const both = await Promise.allSettled([test.approve(card), test.deny(card), test.approve(card)]);
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await answer).answer).toBe('approved');
    expect(test.recorded).toHaveLength(1);
  });

  it('for a card that never was is refused', async () => {
    const card = { id: ApprovalId.parse(`apr_${'0'.repeat(26)}`), digest: sampleHash('d') };
    await expect(test.approve(card)).rejects.toThrow(/no approval/);
  });

  it('that cannot be put on record lets nothing run', async () => {
    const { card, answer } = test.ask();
    const heard = answer.catch((error: unknown) => error);
    test.logWorks = false;
    await expect(test.approve(card)).rejects.toThrow(/disk is full/);
    expect(await heard).toBeInstanceOf(Error);
    expect(test.room.permits.redeem(card.id)).toBe(false);
  });
});

describe('a yes', () => {
  it('lets one run through', async () => {
    const { card } = test.ask();
    await test.approve(card);
    expect(test.room.permits.redeem(card.id)).toBe(true);
    expect(test.room.permits.redeem(card.id)).toBe(false);
  });

  it('to what several requests asked alike lets one of them through', async () => {
    const question = test.question();
    const first = queue().ask(question);
    const second = queue().ask({ ...question, request: sampleRequest() });
    expect(second).toEqual({ id: first.id, isNew: false });
    expect(queue().show(first.id).repeats).toBe(1);
    const waits = [0, 1].map(() => queue().wait(first.id, new AbortController().signal, TEN_MINUTES));
    await Promise.resolve();
    await test.approve(queue().show(first.id));
    expect((await Promise.all(waits)).map(({ answer }) => answer)).toEqual(['approved', 'approved']);
    expect([test.room.permits.redeem(first.id), test.room.permits.redeem(first.id)]).toEqual([true, false]);
  });

  it('that comes while nobody waits is kept ten minutes for the identical plan of that client', async () => {
    const question = test.question();
    const card = await test.askAndLeave(question);
    const approved = await test.approve(card);
    expect(approved.preapproved_until).not.toBeNull();
    const others = [
      { ...question, digest: sampleHash('e') },
      { ...question, request: sampleRequest({ client: { name: 'Other', claims: null } }) },
      { ...question, request: sampleRequest({ tool: 'other_tool' }) },
    ];
    for (const other of others) expect(await test.room.permits.use(other)).toBeUndefined();
    expect(await test.room.permits.use(question)).toEqual({ by, givenBy: by, approval: card.id });
    expect(await test.room.permits.use(question)).toBeUndefined();
    expect(queue().show(card.id).preapproved_until).toBeNull();
  });

  it('lapses after ten minutes', async () => {
    const question = test.question();
    const card = await test.askAndLeave(question);
    await test.approve(card);
    test.clock.advance(TEN_MINUTES);
    expect(await test.room.permits.use(question)).toBeUndefined();
    expect(test.room.permits.redeem(card.id)).toBe(false);
  });

  it('in advance is for a card whose client is gone, once, and not after an hour', async () => {
    const question = test.question();
    const { id } = queue().ask(question);
    const { digest } = question;
    await expect(test.room.answers.preapprove(id, digest, by)).rejects.toThrow(/client is gone/);
    queue().clientRevoked('Claude');
    await expect.poll(() => test.recorded.length, { timeout: 20_000 }).toBe(1);
    await expect(test.room.answers.preapprove(id, sampleHash('e'), by)).rejects.toThrow(/another plan/);
    const given = await test.room.answers.preapprove(id, digest, by);
    expect(given).toMatchObject({ state: 'requester_gone', answered_by: by });
    await expect(test.room.answers.preapprove(id, digest, by)).rejects.toThrow(/in advance already/);
    expect(await test.room.permits.use(question)).toMatchObject({ approval: id });
    test.clock.advance(6 * TEN_MINUTES + 1);
    await expect(test.room.answers.preapprove(id, digest, by)).rejects.toThrow(/more than an hour old/);
  });

  it('is not given while everything is paused', async () => {
    const { card } = test.ask();
    test.paused = true;
    await expect(test.approve(card)).rejects.toThrow(/paused/);
    expect(queue().show(card.id).state).toBe('pending');
    await test.deny(card);
  });

  it('that was not used is dropped by the lock', async () => {
    const question = test.question();
    const card = await test.askAndLeave(question);
    await test.approve(card);
    expect(test.room.permits.lock()).toBe(1);
    expect(await test.room.permits.use(question)).toBeUndefined();
    expect(queue().show(card.id).preapproved_until).toBeNull();
  });
});

it('tells listeners of each change', async () => {
  const states: string[] = [];
  const stop = queue().onChanged((card) => void states.push(card.state));
  const { card } = test.ask();
  await test.approve(card);
  stop();
  expect(states).toEqual(['pending', 'approved']);
});

/** The queue: cards, who waits for them, how they end, and what a restart finds. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ApprovalId } from '#shared/model/index.ts';
import { sampleHash, samplePlan, sampleRequest } from '../../../test/sample-plan.ts';
import { openTestApprovals, TEN_MINUTES, type TestApprovals } from './testing/test-approvals.ts';

const by = 'anna via browser';
const once = { by, scope: 'exact', lifetime: 'once', note: null } as const;

let test: TestApprovals;
beforeEach(() => {
  test = openTestApprovals();
});
afterEach(() => test.close());

const queue = () => test.room.queue;
const approve = (card: { id: ApprovalId; digest: ReturnType<typeof sampleHash> }) =>
  test.room.answers.approve({ id: card.id, digest: card.digest, ...once });
const deny = (card: { id: ApprovalId; digest: ReturnType<typeof sampleHash> }, because: string | null = null) =>
  test.room.answers.deny(card.id, card.digest, { by, because });

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
    await approve(card);
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
    await expect(approve(card)).rejects.toThrow(/expired already/);
  });

  it('becomes requester gone when the client leaves, and cannot be approved then', async () => {
    const { card, answer, client } = test.ask();
    await Promise.resolve();
    client.abort();
    expect(await answer).toEqual({ answer: 'requester_gone' });
    await expect(approve(card)).rejects.toThrow(/client that asked is gone/);
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
    await expect(approve(card)).rejects.toThrow(/expired already/);
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
    await expect(approve({ ...card, digest: sampleHash('e') })).rejects.toThrow(/another plan/);
    expect(queue().show(card.id).state).toBe('pending');
  });

  it('given twice counts once', async () => {
    const { card, answer } = test.ask();
    await deny(card);
    await expect(approve(card)).rejects.toThrow(/denied already/);
    expect((await answer).answer).toBe('denied');
  });

  it('given in two windows in the same moment counts once', async () => {
    const { card, answer } = test.ask();
    const both = await Promise.allSettled([approve(card), deny(card), approve(card)]);
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await answer).answer).toBe('approved');
    expect(test.recorded).toHaveLength(1);
  });

  it('for a card that never was is refused', async () => {
    const card = { id: ApprovalId.parse(`apr_${'0'.repeat(26)}`), digest: sampleHash('d') };
    await expect(approve(card)).rejects.toThrow(/no approval/);
  });

  it('that cannot be put on record lets nothing run', async () => {
    const { card, answer } = test.ask();
    const heard = answer.catch((error: unknown) => error);
    test.logWorks = false;
    await expect(approve(card)).rejects.toThrow(/disk is full/);
    expect(await heard).toBeInstanceOf(Error);
    expect(test.room.permits.redeem(card.id)).toBe(false);
  });
});

describe('a yes', () => {
  it('lets one run through', async () => {
    const { card } = test.ask();
    await approve(card);
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
    await approve(queue().show(first.id));
    expect((await Promise.all(waits)).map(({ answer }) => answer)).toEqual(['approved', 'approved']);
    expect([test.room.permits.redeem(first.id), test.room.permits.redeem(first.id)]).toEqual([true, false]);
  });

  it('that comes while nobody waits is kept ten minutes for the identical plan of that client', async () => {
    const question = test.question();
    const card = await test.askAndLeave(question);
    const approved = await approve(card);
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
    await approve(card);
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
    await expect(approve(card)).rejects.toThrow(/paused/);
    expect(queue().show(card.id).state).toBe('pending');
    await deny(card);
  });

  it('that was not used is dropped by the lock', async () => {
    const question = test.question();
    const card = await test.askAndLeave(question);
    await approve(card);
    expect(test.room.permits.lock()).toBe(1);
    expect(await test.room.permits.use(question)).toBeUndefined();
    expect(queue().show(card.id).preapproved_until).toBeNull();
  });
});

describe('a request that comes again', () => {
  it('within a minute of its denial is answered at once, without a prompt, and counted', async () => {
    const question = test.question();
    const { id } = queue().ask(question);
    await deny(queue().show(id), 'not on a Friday');
    test.clock.advance(59_000);
    expect(() => queue().ask(question)).toThrow(/this very request 59 s ago.*not on a Friday/);
    expect(queue().show(id).repeats).toBe(1);
    expect(queue().countPending()).toBe(0);
    test.clock.advance(2_000);
    expect(queue().ask(question).isNew).toBe(true);
  });

  it('from another client, or for another plan, is asked', async () => {
    const question = test.question();
    const { id } = queue().ask(question);
    await deny(queue().show(id));
    const other = sampleRequest({ client: { name: 'Other', claims: null } });
    expect(queue().ask({ ...question, request: other }).isNew).toBe(true);
    expect(queue().ask({ ...question, digest: sampleHash('e') }).isNew).toBe(true);
  });
});

describe('a client', () => {
  it('that nobody answers twice is quiet for five minutes, and is heard again when the person says so', async () => {
    for (const _ of [1, 2]) {
      const { answer } = test.ask();
      await Promise.resolve();
      test.clock.advance(TEN_MINUTES);
      await answer;
    }
    expect(() => queue().ask(test.question())).toThrow(/not heard for another 300 s/);
    expect(queue().ask(test.question({ client: 'Other' })).isNew).toBe(true);
    expect(
      queue()
        .attention()
        .quiet.map(({ client }) => client),
    ).toEqual(['Claude']);
    expect(queue().hearAgain('Claude')).toBe(true);
    expect(queue().ask(test.question()).isNew).toBe(true);
  });

  it('is not quiet when an answer came between', async () => {
    for (const answered of [false, true, false]) {
      const { card, answer } = test.ask();
      await Promise.resolve();
      if (answered) await deny(card);
      else test.clock.advance(TEN_MINUTES);
      await answer;
    }
    expect(queue().ask(test.question()).isNew).toBe(true);
  });

  it('may have fifty cards up and no more, and is named until half of them are answered', async () => {
    for (let n = 0; n < 50; n += 1) queue().ask(test.question());
    expect(() => queue().ask(test.question())).toThrow(/50 requests of this client wait/);
    expect(queue().ask(test.question({ client: 'Other' })).isNew).toBe(true);
    expect(queue().attention().flooding).toEqual([{ client: 'Claude', waiting: 50, refused: 1 }]);
    await test.room.answers.denyAllOf('Claude', { by, because: 'too many' });
    expect(queue().attention().flooding).toEqual([]);
    expect(queue().countPending()).toBe(1);
  });

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
    await deny(a!);
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

describe('a restart', () => {
  it('lets a card wait on whose client knows how to come back, and ends the others', async () => {
    const { card: held } = test.ask();
    const card = await test.askAndLeave();
    await test.restart();
    expect(queue().show(held.id)).toMatchObject({ state: 'requester_gone', because: 'Countersign was restarted' });
    expect(queue().show(card.id).state).toBe('pending');
    const wait = queue().wait(card.id, new AbortController().signal, TEN_MINUTES);
    await Promise.resolve();
    await approve(card);
    expect((await wait).answer).toBe('approved');
    expect(queue().returning(card.client, card.id)?.input).toEqual({});
  });

  it('lets a yes that was not used be used, and one that was used not', async () => {
    const [first, second] = [test.question(), test.question()];
    const [a, b] = [await test.askAndLeave(first), await test.askAndLeave(second)];
    await approve(a);
    await approve(b);
    expect(test.room.permits.redeem(a.id)).toBe(true);
    await test.restart();
    expect(await test.room.permits.use(first)).toBeUndefined();
    expect(await test.room.permits.use(second)).toMatchObject({ approval: b.id });
  });

  it('puts on record what ended and did not get there', async () => {
    const { card, answer } = test.ask();
    answer.catch(() => undefined);
    test.logWorks = false;
    await approve(card).catch(() => undefined);
    test.logWorks = true;
    await test.restart();
    expect(test.recorded.map((entry) => [entry.card.id, entry.answer.answer])).toEqual([[card.id, 'approved']]);
    await test.restart();
    expect(test.recorded).toHaveLength(1);
  });

  it('lets what a parked plan keeps go with the card', async () => {
    const card = await test.askAndLeave();
    expect(queue().park(card.id)).toBe(true);
    await deny(card);
    expect(test.released).toEqual([card.id]);
    expect(queue().park(card.id)).toBe(false);
  });
});

it('tells listeners of each change', async () => {
  const states: string[] = [];
  const stop = queue().onChanged((card) => void states.push(card.state));
  const { card } = test.ask();
  await approve(card);
  stop();
  expect(states).toEqual(['pending', 'approved']);
});

/** What keeps a person from being asked too much: what was denied just now, who is not answered, who asks for too many things. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sampleHash, sampleRequest } from '../../../test/sample-plan.ts';
import { by, openTestApprovals, TEN_MINUTES, type TestApprovals } from './testing/test-approvals.ts';

let test: TestApprovals;
beforeEach(() => {
  test = openTestApprovals();
});
afterEach(() => test.close());

const queue = () => test.room.queue;

describe('a request that comes again', () => {
  it('within a minute of its denial is answered at once, without a prompt, and counted', async () => {
    const question = test.question();
    const { id } = queue().ask(question);
    await test.deny(queue().show(id), 'not on a Friday');
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
    await test.deny(queue().show(id));
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
      if (answered) await test.deny(card);
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
});

/** The broker's order and its failures, with rooms that keep a diary. What the rooms do themselves is tested where they live. */
import { describe, expect, it } from 'vitest';
import { Grant } from '#host/grants/grant.ts';
import { type CommandPlan, type Plan, Refused } from '#shared/model/index.ts';
import { sampleHash, samplePlan } from '../../../test/sample-plan.ts';
import type { Waited } from './rooms.ts';
import { APPROVAL, handle, openBroker, RUN } from './testing/open-broker.ts';

describe('a request', () => {
  it('that is allowed goes through each step in order', async () => {
    const { broker, diary } = openBroker();
    expect(await handle(broker)).toMatchObject({ kind: 'done', output: { ok: true }, run: RUN, approval: null });
    expect(diary).toEqual([
      'requested',
      'decided',
      'started',
      'performed',
      'finished ok',
      'run exited',
      'released',
      'left',
    ]);
  });

  it('that is asked and approved is on record as such before it runs', async () => {
    const { broker, diary } = openBroker({ verdicts: ['ask'] });
    expect(await handle(broker)).toMatchObject({ kind: 'done', approval: APPROVAL });
    expect(diary.slice(0, 6)).toEqual(['requested', 'decided', 'persisted', 'asked', 'answered', 'started']);
  });

  it.each([
    [{ answer: 'denied', by: 'anna', because: 'no' }, 'APPROVAL_DENIED'],
    [{ answer: 'expired' }, 'APPROVAL_EXPIRED'],
    [{ answer: 'requester_gone' }, 'REQUESTER_GONE'],
  ] satisfies [Waited, string][])('that is answered %j does not run', async (answer, code) => {
    const { broker, diary } = openBroker({ verdicts: ['ask'], answer });
    expect(await handle(broker)).toMatchObject({ kind: 'refused', refusal: { code } });
    const asked = ['requested', 'decided', 'persisted', 'asked', 'answered'];
    expect(diary).toEqual([...asked, 'released', 'left', `finished ${code}`]);
  });

  it('that the policy denies does not run', async () => {
    const { broker, diary } = openBroker({ verdicts: ['deny'] });
    expect(await handle(broker)).toMatchObject({
      kind: 'refused',
      refusal: { code: 'POLICY_DENIED', message: 'publishes commits' },
    });
    expect(diary).not.toContain('performed');
  });

  it('that a newer policy denies cannot be approved any more', async () => {
    const { broker, diary } = openBroker({ verdicts: ['ask', 'deny'] });
    expect(await handle(broker)).toMatchObject({ kind: 'refused', refusal: { code: 'POLICY_DENIED' } });
    expect(diary).not.toContain('performed');
  });

  it('whose world changed is refused as drift', async () => {
    const { broker, diary } = openBroker({ drift: ['/usr/bin/git is a different file now'] });
    const outcome = await handle(broker);
    expect(outcome).toMatchObject({ kind: 'refused', refusal: { code: 'PLAN_DRIFT' } });
    expect(diary).not.toContain('performed');
    expect(diary).toContainEqual(expect.stringMatching(/^run failed: .*different file/));
  });

  it.each([
    ['allow', 'CANCELLED'],
    ['ask', 'REQUESTER_GONE'],
  ] as const)('that its client gave up does not start, also where the policy says %s', async (verdict, code) => {
    const { broker, diary } = openBroker({ verdicts: [verdict] });
    expect(await handle(broker, AbortSignal.abort())).toMatchObject({ kind: 'refused', refusal: { code } });
    expect(diary).not.toContain('started');
  });

  it('that its client gives up while it is planned goes no further: what plans is told', async () => {
    const client = new AbortController();
    const { broker, diary } = openBroker({
      plan: (signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(new Refused('CANCELLED')), { once: true });
          client.abort();
        }),
    });
    expect(await handle(broker, client.signal)).toMatchObject({ kind: 'refused', refusal: { code: 'CANCELLED' } });
    expect(diary).toEqual(['requested', 'left', 'finished CANCELLED']);
  });

  it('that hits a mistake of ours is refused without telling what it was', async () => {
    const { broker } = openBroker({ plan: () => Promise.reject(new Error('secret path /home/anna/x')) });
    const outcome = await handle(broker);
    expect(outcome).toMatchObject({ kind: 'refused', refusal: { code: 'INTERNAL' } });
    expect(JSON.stringify(outcome)).not.toContain('secret path');
  });
});

describe('a log that fails', () => {
  it.each(['requested', 'decided', 'asked', 'answered', 'started'])('at “%s” lets nothing run', async (logFailsAt) => {
    const { broker, diary } = openBroker({ verdicts: ['ask'], logFailsAt });
    expect(await handle(broker)).toMatchObject({ kind: 'refused', refusal: { code: 'RECORDS_UNAVAILABLE' } });
    expect(diary).not.toContain('performed');
  });
});

describe('how a run ended', () => {
  const noRecord = expect.stringMatching(/^run exited: ./);

  it('stays true where it cannot be put on record', async () => {
    const { broker, diary } = openBroker({ logFailsAt: 'finished ok' });
    expect(await handle(broker)).toMatchObject({ kind: 'refused', refusal: { code: 'RECORDS_UNAVAILABLE' } });
    expect(diary.slice(3)).toEqual(['performed', 'finished RECORDS_UNAVAILABLE', noRecord, 'released', 'left']);
  });

  it('is put on record once what goes on after the answer is over', async () => {
    const rest = Promise.withResolvers<{ failed: boolean }>();
    const { broker, diary } = openBroker({ rest: rest.promise });
    expect(await handle(broker)).toMatchObject({ kind: 'done', failed: false });
    expect(diary.slice(3)).toEqual(['performed']);
    rest.resolve({ failed: true });
    await broker.close();
    expect(diary.slice(4)).toEqual(['finished tool-failed', 'run exited', 'released', 'left']);
  });

  it('is a failure where what goes on after the answer fails', async () => {
    const rest = Promise.withResolvers<{ failed: boolean }>();
    const { broker, diary } = openBroker({ rest: rest.promise });
    await handle(broker);
    rest.reject(new Error('secret path /home/anna/x'));
    await broker.close();
    const failed = expect.stringMatching(/^run failed: (?!.*secret path)./);
    expect(diary.slice(4)).toEqual(['finished INTERNAL', failed, 'released', 'left']);
  });

  it('stays true where what went on after the answer cannot be put on record', async () => {
    const rest = Promise.resolve({ failed: false });
    const { broker, diary } = openBroker({ rest, logFailsAt: 'finished ok' });
    await handle(broker);
    await broker.close();
    expect(diary.slice(4)).toEqual(['finished RECORDS_UNAVAILABLE', noRecord, 'released', 'left']);
  });
});

describe('what a card would show that cannot be kept', () => {
  it('is a refusal, and nobody is asked', async () => {
    const { broker, diary } = openBroker({ verdicts: ['ask'], isDiskFull: true });
    expect(await handle(broker)).toMatchObject({
      ...{ kind: 'refused', refusal: { code: 'RECORDS_UNAVAILABLE' } },
    });
    expect(diary).toEqual(['requested', 'decided', 'released', 'left', 'finished RECORDS_UNAVAILABLE']);
  });
});

describe('a card that cannot be put on record', () => {
  it('is taken down again', async () => {
    const { broker, diary } = openBroker({ verdicts: ['ask'], logFailsAt: 'asked' });
    await handle(broker);
    expect(diary).toContain('card taken down');
  });
});

describe('a grant', () => {
  it('works once', async () => {
    const second: unknown[] = [];
    const { broker } = openBroker({
      async perform(grant) {
        await Grant.redeem(grant);
        await Grant.redeem(grant).catch((error: unknown) => second.push(error));
      },
    });
    await handle(broker);
    expect(String(second[0])).toMatch(/redeemed already/);
  });

  it('cannot be imitated', async () => {
    const fake = { digest: sampleHash('a'), redeem: async () => samplePlan() };
    await expect(Grant.redeem(fake as unknown as Grant<CommandPlan>)).rejects.toThrow(TypeError);
    const terms = { plan: samplePlan(), digest: sampleHash('a'), drift: async () => [] };
    // @ts-expect-error the constructor is private, and asks for a key that never leaves its module
    expect(() => new Grant(Symbol('maker of grants'), terms)).toThrow(TypeError);
  });

  it('gives up a plan that nobody can change any more', async () => {
    const frozen: boolean[] = [];
    const { broker } = openBroker({
      async perform(grant) {
        const plan = await Grant.redeem(grant);
        frozen.push(
          Object.isFrozen(plan),
          plan.kind === 'command' && Object.isFrozen(plan.argv) && Object.isFrozen(plan.executable),
        );
      },
    });
    await handle(broker);
    expect(frozen).toEqual([true, true]);
  });
});

describe('ending from outside', () => {
  const untilAborted = (_grant: Grant<Plan>, signal: AbortSignal): Promise<void> =>
    new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));

  it('stops one run when a person says so', async () => {
    const { broker } = openBroker({ perform: untilAborted });
    const outcome = handle(broker);
    await expect.poll(() => broker.stop(RUN), { timeout: 20_000 }).toBe(true);
    await outcome;
    expect(broker.stop(RUN)).toBe(false);
  });

  it('closing waits for what is under way and refuses what comes', async () => {
    const { broker, diary } = openBroker({ perform: untilAborted });
    const outcome = handle(broker);
    await expect.poll(() => diary.includes('started'), { timeout: 20_000 }).toBe(true);
    await broker.close();
    expect(diary).toContain('left');
    await outcome;
    expect(await handle(broker)).toMatchObject({ kind: 'refused', refusal: { code: 'SHUTTING_DOWN' } });
  });
});

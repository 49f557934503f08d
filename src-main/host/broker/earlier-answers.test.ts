/** Requests that a person answered before: a client that comes back for its answer, and yeses that cover what is asked now. */
import { describe, expect, it } from 'vitest';
import { sampleApproval, sampleHash, samplePlan, sampleRequest } from '../../../test/sample-plan.ts';
import { digestOf } from './digest.ts';
import { APPROVAL, handle, never, nobody, openBroker, type Setting } from './testing/open-broker.ts';

describe('a client that comes back', () => {
  const card = { ...sampleApproval(), state: 'approved' as const, answered_by: 'anna', digest: digestOf(samplePlan()) };
  const input = { argv: ['git', 'push'] };
  const comingBack = (tool = 'await_approval') =>
    sampleRequest({
      tool,
      input: { ticket: card.id },
      ...(tool === 'await_approval' ? {} : { comesBackFor: card.id }),
    });
  const given = { by: 'anna', givenBy: 'anna', approval: card.id };
  const back = (setting: Setting, request = comingBack()) => {
    const { broker, diary } = openBroker({ verdicts: ['ask'], given, ...setting });
    return { diary, outcome: broker.handle(request, nobody, never) };
  };

  it('to a yes gets what it asked then, by the whole road', async () => {
    const { diary, outcome } = back({ returning: () => ({ card, input }) });
    expect(await outcome).toMatchObject({ kind: 'done', approval: card.id });
    expect(diary.slice(0, 5)).toEqual(['requested', 'decided', 'answered', 'started', 'performed']);
  });

  it('to nothing leaves no trace and is to come back again', async () => {
    const pending = { ...card, state: 'pending' as const };
    const { diary, outcome } = back({ returning: () => ({ card: pending, input }), answer: { answer: 'pending' } });
    expect(await outcome).toMatchObject({ kind: 'refused', refusal: { code: 'PENDING_APPROVAL' }, approval: card.id });
    expect(diary).toEqual([]);
  });

  it('with a ticket that is nobody’s is refused, on record', async () => {
    const { diary, outcome } = back({ returning: () => undefined });
    expect(await outcome).toMatchObject({ kind: 'refused', refusal: { code: 'BAD_INPUT' } });
    expect(diary).toEqual(['requested', 'finished BAD_INPUT']);
  });

  it('to a plan that has become another is refused as drift, and the yes is gone', async () => {
    const other = { ...card, digest: sampleHash('e') };
    const { diary, outcome } = back({ returning: () => ({ card: other, input }) });
    expect(await outcome).toMatchObject({ kind: 'refused', refusal: { code: 'PLAN_DRIFT' } });
    expect(diary).toContain('drift: the same request makes another plan now');
    expect(diary).not.toContain('performed');
  });

  it('to a world that has changed is refused as drift', async () => {
    const { diary, outcome } = back({ returning: () => ({ card, input }), drift: ['x is a different file now'] });
    expect(await outcome).toMatchObject({ kind: 'refused', refusal: { code: 'PLAN_DRIFT' } });
    expect(diary).toContain('drift: x is a different file now');
  });

  it('to a policy that denies by now is refused', async () => {
    const { diary, outcome } = back({ returning: () => ({ card, input }), verdicts: ['deny'] });
    expect(await outcome).toMatchObject({ kind: 'refused', refusal: { code: 'POLICY_DENIED' } });
    expect(diary).not.toContain('performed');
  });

  it('too late, or after another had the run, is refused', async () => {
    const { broker, diary } = openBroker({ verdicts: ['ask'], returning: () => ({ card, input }) });
    expect(await broker.handle(comingBack(), nobody, never)).toMatchObject({ refusal: { code: 'APPROVAL_EXPIRED' } });
    expect(diary).not.toContain('performed');
  });

  it('a second time with what was carried out is refused', async () => {
    const { diary, outcome } = back({ returning: () => ({ card, input: undefined }) });
    expect(await outcome).toMatchObject({ refusal: { code: 'BAD_INPUT' } });
    expect(diary).not.toContain('performed');
  });
});

describe('a yes given before', () => {
  it('by a standing grant lets it through, on record by the grant’s id, and marks no old card', async () => {
    const given = { by: 'gra_x', givenBy: 'anna', approval: APPROVAL };
    const { broker, diary } = openBroker({ verdicts: ['ask'], given, drift: ['x changed'] });
    expect(await handle(broker)).toMatchObject({ kind: 'refused', refusal: { code: 'PLAN_DRIFT' } });
    expect(diary.slice(0, 4)).toEqual(['requested', 'decided', 'answered', 'started']);
    expect(diary.join()).not.toContain('drift:');
  });

  it('does not outrun a policy that denies', async () => {
    const given = { by: 'gra_x', givenBy: 'anna', approval: APPROVAL };
    const { broker, diary } = openBroker({ verdicts: ['deny'], given });
    expect(await handle(broker)).toMatchObject({ refusal: { code: 'POLICY_DENIED' } });
    expect(diary).not.toContain('performed');
  });

  it('that another request had is told apart from a no', async () => {
    const { broker, diary } = openBroker({ verdicts: ['ask'], redeems: false });
    expect(await handle(broker)).toMatchObject({ refusal: { code: 'DUPLICATE_REQUEST', retryable: true } });
    expect(diary).not.toContain('performed');
  });

  it('while everything is paused lets nothing run', async () => {
    const { broker, diary } = openBroker({ verdicts: ['ask'], paused: true });
    expect(await handle(broker)).toMatchObject({ refusal: { code: 'PAUSED' } });
    expect(diary).not.toContain('performed');
  });
});

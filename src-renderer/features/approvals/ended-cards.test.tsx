// @vitest-environment happy-dom
import { act, screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { FakeHost } from '#renderer/fake-host/fake-host.ts';
import { approvalId, approvalOf, commandPlan } from '#renderer/fake-host/fixtures.ts';
import { button, handClick, holdTheClock, isInert } from '#renderer/testing/prompt.ts';
import { pass, renderApp, settle } from '#renderer/testing/render-app.tsx';
import type { OperationName } from '#shared/contract/index.ts';
import type { Approval } from '#shared/model/index.ts';
import { armingMs } from './arming.ts';

holdTheClock();

const plan = commandPlan(['make', 'deploy']);
const open = (changes: Partial<Approval>) =>
  renderApp(`#/approvals/${approvalId(1)}`, async ({ world }: FakeHost) => {
    world.approvals = [await approvalOf(1, plan, changes)];
  });
const outcome = (): string => screen.getByLabelText('How it ended').textContent ?? '';
const preapprove = (): HTMLElement => button(/^Pre-approve once for 10 minutes/);

describe('a card whose requester is gone', () => {
  const gone = { state: 'requester_gone', answered_at: '2026-09-21T11:59:00Z' } as const;

  it('can be pre-approved once, and then says until when', async () => {
    const { host } = await open(gone);
    handClick(preapprove());
    expect(isInert(preapprove())).toBe(true);
    await pass(armingMs);
    handClick(preapprove());
    await settle();
    expect(host.calls.filter(({ name }) => name === 'approvals.preapprove').map(({ input }) => input)).toEqual([
      { id: approvalId(1), digest: host.world.approvals[0]?.digest },
    ]);
    expect(outcome()).toContain('The identical request passes once until');
    expect(screen.queryByRole('button', { name: /^Pre-approve/ })).toBeNull();
  });

  it('is offered no more when it is over an hour old', async () => {
    await open({ ...gone, asked_at: '2026-09-21T10:58:00Z' });
    await pass(armingMs);
    expect(screen.queryByRole('button', { name: /^Pre-approve/ })).toBeNull();
  });

  it('cannot be pre-approved while everything is paused', async () => {
    const { host } = await open(gone);
    const paused = { at: '2026-09-21T11:50:00Z', by: 'anna via browser' };
    act(() => host.emit('host.changed', { ...host.world.status, paused }));
    await pass(armingMs);
    expect(isInert(preapprove())).toBe(true);
  });
});

describe('a card that ended', () => {
  it('in drift says what changed, and that nothing ran', async () => {
    await open({
      state: 'approved',
      answered_at: '2026-09-21T11:59:00Z',
      answered_by: 'anna via browser',
      scope: 'exact',
      lifetime: 'once',
      drift: ['deploy.sh\u202e contains something else now'],
    });
    expect(outcome()).toContain('changed, not run');
    expect(outcome()).toContain('What changed:');
    expect(outcome()).toMatch(/deploy\.shU\+202E right-to-left override.contains something else now/);
    expect(outcome()).toContain('Nothing ran.');
    expect(screen.getByRole('option').textContent).toContain('changed, not run');
  });

  it('in drift stays so, when the reply to the answer comes after the word of it', async () => {
    const { host } = await open({});
    await pass(armingMs);
    const card = host.world.approvals[0];
    if (card === undefined) throw new Error('no card');
    const approved = { ...card, state: 'approved', answered_at: '2026-09-21T12:00:00Z', answered_by: 'anna' } as const;
    const reply = Promise.withResolvers<void>();
    const call = host.carrier.call;
    Object.assign(host.carrier, {
      call: async (name: OperationName, input: unknown) => {
        if (name !== 'approvals.approve') return call(name, input);
        await reply.promise;
        return approved;
      },
    });
    handClick(button(/^Approve once/));
    act(() => host.putApproval({ ...approved, drift: ['deploy.sh contains something else now'] }));
    reply.resolve();
    await settle();
    expect(outcome()).toContain('deploy.sh contains something else now');
  });

  it('unanswered is called missed, and stands apart for an hour', async () => {
    await open({ state: 'expired', answered_at: '2026-09-21T11:30:00Z' });
    expect(outcome()).toContain('Nobody answered in time, which counts as no, this once.');
    expect(screen.getByRole('listbox').textContent).toContain('Missed within the hour');
  });

  it('approved while nobody waited says how long the answer is kept', async () => {
    await open({
      state: 'approved',
      answered_at: '2026-09-21T11:59:00Z',
      answered_by: 'anna via browser',
      scope: 'exact',
      lifetime: 'once',
      preapproved_until: '2026-09-21T12:09:00Z',
    });
    expect(outcome()).toContain('9:00 left');
  });
});

describe('who asks', () => {
  it('is named by its token; what it claims, and the process, are marked as what they are', async () => {
    await open({
      client: { name: 'Claude Code', claims: 'cursor 9' },
      peer: {
        ...{ pid: 4242, program: '/tmp/\u202eedoc', name: 'co\u200bde', user: 'anna' },
        ...{ started_at: '2026-09-21T11:00:00Z', via: 'bridge' },
      },
      repeats: 3,
      risk: 'high',
    });
    const head = screen.getByRole('article').querySelector('header')?.textContent ?? '';
    expect(head).toContain('claims to be “cursor 9”');
    expect(head).toContain(
      'bridge started by /tmp/U+202E right-to-left overrideedoc named “cozero-width spacede” (process 4242 of anna, started 1 h ago)',
    );
    expect(head).toContain('as its bridge and the system say, not proven');
    expect(head).toContain('asked 3 more times unchanged');
    expect(head).toContain('high risk');
  });
});

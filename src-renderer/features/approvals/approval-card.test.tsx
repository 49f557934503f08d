// @vitest-environment happy-dom
import { act, fireEvent, screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { approvalId, approvalOf, clientOf, commandPlan } from '#renderer/fake-host/fixtures.ts';
import {
  answersSent,
  approve,
  chord,
  deny,
  first,
  handClick,
  holdTheClock,
  isInert,
  shownTitle,
  twoWaiting,
} from '#renderer/testing/prompt.ts';
import { pass, renderApp, settle } from '#renderer/testing/render-app.tsx';
import { HostError } from '#shared/contract/index.ts';
import { Sha256 } from '#shared/model/index.ts';
import { armingMs } from './arming.ts';

holdTheClock();

describe('the card', () => {
  it('takes no focus when it appears', async () => {
    await renderApp('#/approvals', twoWaiting);
    await pass(armingMs);
    expect(document.activeElement).toBe(document.body);
  });

  it('stays, and stays armed, when another request arrives', async () => {
    const { host } = await renderApp('#/approvals', twoWaiting);
    await pass(armingMs);
    const third = await approvalOf(3, commandPlan(['make', 'deploy']), { asked_at: new Date().toISOString() });
    act(() => host.putApproval(third));
    await settle();
    expect(shownTitle()).toContain('git push --force origin main');
    expect(isInert(approve())).toBe(false);
    const rows = screen.getAllByRole('option').map((row) => row.textContent ?? '');
    expect(rows.map((row) => /git push|npm install|make deploy/.exec(row)?.[0])).toEqual([
      'git push',
      'npm install',
      'make deploy',
    ]);
    expect(
      screen.getAllByRole('status').some((region) => region.textContent?.includes('New request from Claude Code')),
    ).toBe(true);
    expect(document.title).toBe('(3) Countersign');
  });

  it('answers with the digest that was shown', async () => {
    const { host } = await renderApp('#/approvals', twoWaiting);
    const digest = host.world.approvals.find(({ id }) => id === approvalId(1))?.digest;
    await pass(armingMs);
    handClick(deny());
    await settle();
    expect(answersSent(host)[0]?.input).toEqual({ id: approvalId(1), digest, because: null });
  });

  it('cannot be approved when what is drawn is not what the digest stands for', async () => {
    const { host } = await renderApp('#/approvals', async ({ world }) => {
      world.approvals = [await approvalOf(1, first, { digest: Sha256.parse('0'.repeat(64)) })];
    });
    await pass(armingMs);
    expect(isInert(approve())).toBe(true);
    expect(isInert(deny())).toBe(false);
    handClick(approve());
    chord('Enter');
    await settle();
    expect(answersSent(host)).toEqual([]);
    expect(screen.getByText(/cannot show all of this plan/)).toBeDefined();
  });

  it('says calmly what happened when the answer came too late', async () => {
    const { host } = await renderApp('#/approvals', twoWaiting);
    await pass(armingMs);
    const card = host.world.approvals.find(({ id }) => id === approvalId(1));
    if (card === undefined) throw new Error('no card');
    // Expired at the host, and the event has not come yet.
    host.world.approvals = host.world.approvals.map((one) =>
      one.id === card.id ? { ...card, state: 'expired' } : one,
    );
    handClick(approve());
    await settle();
    expect(screen.getByRole('alert').textContent).toContain(
      'Your answer did not count. This request is expired already.',
    );
    expect(screen.queryByRole('button', { name: /^Approve/ })).toBeNull();
    expect(screen.getByLabelText('How it ended').textContent).toContain('Nobody answered in time');
  });

  it('says when an answer could not be put on record, and can be answered again', async () => {
    const { host } = await renderApp('#/approvals', twoWaiting);
    await pass(armingMs);
    host.fail('approvals.approve', new HostError('RECORDS_UNAVAILABLE', 'The disk is full.'));
    handClick(approve());
    await settle();
    expect(screen.getByRole('alert').textContent).toContain('could not be put on record. The disk is full.');
    host.fail('approvals.approve', undefined);
    handClick(approve());
    await settle();
    expect(answersSent(host)).toHaveLength(2);
    expect(host.world.approvals.find(({ id }) => id === approvalId(1))?.state).toBe('approved');
  });

  it('is touched once, on the first press in it', async () => {
    const { host } = await renderApp('#/approvals', twoWaiting);
    const article = screen.getByRole('article');
    for (let press = 0; press < 3; press += 1) fireEvent.pointerDown(article);
    await settle();
    expect(host.calls.filter(({ name }) => name === 'approvals.touch').map(({ input }) => input)).toEqual([
      { id: approvalId(1) },
    ]);
    expect(screen.getByRole('timer').textContent).toMatch(/^held until \d\d:\d\d$/);
  });

  it('shows how it ended, by whom and why, with nothing to press', async () => {
    await renderApp(`#/approvals/${approvalId(4)}`, async ({ world }) => {
      world.approvals = [
        await approvalOf(4, first, {
          state: 'denied',
          answered_at: new Date(Date.now() - 12_000).toISOString(),
          answered_by: 'anna via browser',
          because: 'Not on a Friday.',
        }),
      ];
    });
    const end = screen.getByLabelText('How it ended').textContent;
    expect(end).toContain('denied');
    expect(end).toContain('By anna via browser, 12 s ago');
    expect(end).toContain('Not on a Friday.');
    expect(screen.queryByRole('button', { name: /^(Approve|Deny)/ })).toBeNull();
  });

  it('warns of hidden characters, and draws them as marks', async () => {
    await renderApp('#/approvals', async ({ world }) => {
      world.approvals = [
        await approvalOf(1, commandPlan(['git', 'a\u202eb', '\u200b']), {
          client: { name: 'Claude Code', claims: 'claude\u2066-code' },
          agent_reason: 'fine\u202e',
        }),
      ];
    });
    expect(screen.getByText(/contains 2 hidden characters, shown below as marks/)).toBeDefined();
    const page = document.body.textContent ?? '';
    expect(page).not.toMatch(/[\u200b\u202e\u2066]/);
    expect(page).toContain('U+202E right-to-left override');
    expect(page).toContain('U+2066 left-to-right isolate');
  });

  it('draws hostile text as text wherever it comes from', async () => {
    const payload = '<img src=x onerror="globalThis.hacked=1"><script>globalThis.hacked=1</script>';
    await renderApp('#/approvals', async ({ world }) => {
      world.approvals = [
        await approvalOf(1, commandPlan(['echo', payload], { env: { X: payload }, envFromAgent: ['X'] }), {
          client: { name: 'Claude Code', claims: payload },
          summary: payload,
          agent_reason: payload,
          verdict: {
            verdict: 'ask',
            rule: { id: payload, file: `/${payload}`, line: 3 },
            lost: [],
            reasons: [payload],
            hint: payload,
          },
        }),
      ];
    });
    expect(document.querySelectorAll('img, script, iframe, [onerror]')).toHaveLength(0);
    expect((globalThis as { hacked?: number }).hacked).toBeUndefined();
    expect(screen.getByRole('article').textContent?.split('<script>').length).toBeGreaterThan(5);
  });
});

describe('events', () => {
  it('that were missed make the page ask again', async () => {
    const { host } = await renderApp('#/approvals', twoWaiting);
    const late = await approvalOf(5, commandPlan(['make', 'late']), { asked_at: new Date().toISOString() });
    act(() => host.emit('clients.changed', clientOf('Claude Code')));
    host.world.approvals = [...host.world.approvals, late];
    host.loseEvents(1);
    act(() => host.emit('clients.changed', clientOf('Claude Code')));
    await settle();
    expect(screen.getAllByRole('option').some((row) => row.textContent?.includes('make late'))).toBe(true);
  });

  it('end a card that is being looked at without moving to another', async () => {
    const { host } = await renderApp('#/approvals', twoWaiting);
    await pass(armingMs);
    const card = host.world.approvals.find(({ id }) => id === approvalId(1));
    if (card === undefined) throw new Error('no card');
    act(() => host.putApproval({ ...card, state: 'requester_gone', answered_at: new Date().toISOString() }));
    await settle();
    expect(shownTitle()).toContain('git push --force origin main');
    expect(screen.getByLabelText('How it ended').textContent).toContain('The client left before there was an answer');
  });
});

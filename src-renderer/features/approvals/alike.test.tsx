// @vitest-environment happy-dom
import { act, fireEvent, screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { FakeHost } from '#renderer/fake-host/fake-host.ts';
import { approvalId, approvalOf, clientOf, commandPlan } from '#renderer/fake-host/fixtures.ts';
import { approve, button, handClick, holdTheClock, isInert } from '#renderer/testing/prompt.ts';
import { pass, renderApp, settle } from '#renderer/testing/render-app.tsx';
import type { Approval, ApprovalRisk } from '#shared/model/index.ts';
import { armingMs } from './arming.ts';

holdTheClock();

const pushOf = (n: number, changes: Partial<Approval> = {}): Promise<Approval> =>
  approvalOf(n, commandPlan(['git', 'push', 'origin', `feature-${n}`]), {
    group: 'push',
    asked_at: new Date(Date.now() - 60_000 + n * 1000).toISOString(),
    ...changes,
  });

const seven = (risk: ApprovalRisk = 'medium') =>
  async function fill({ world }: FakeHost): Promise<void> {
    world.clients = [clientOf('Claude Code')];
    world.approvals = await Promise.all([1, 2, 3, 4, 5, 6, 7].map((n) => pushOf(n, { risk })));
  };

async function together(fill = seven()): Promise<FakeHost> {
  const { host } = await renderApp('#/approvals', fill);
  fireEvent.keyDown(document.body, { key: 'g' });
  await pass(armingMs);
  return host;
}

const dialog = (): HTMLElement => screen.getByRole('dialog', { name: /^Answer \d+ requests together/ });
const inDialog = (name: RegExp): HTMLElement => within(dialog()).getByRole('button', { name });
const sent = (host: FakeHost, name: string): unknown[] =>
  host.calls.filter((call) => call.name === name).map(({ input }) => input);
const idsIn = (input: unknown): unknown[] =>
  typeof input === 'object' && input !== null && 'cards' in input && Array.isArray(input.cards)
    ? input.cards.map(({ id }) => id)
    : [];

describe('requests that are alike', () => {
  it('are offered under the card, where the offer moves nothing', async () => {
    await renderApp('#/approvals', seven());
    const strip = button(/^Answer these 7 together/);
    const article = screen.getByRole('article');
    expect(article.contains(strip)).toBe(false);
    expect(article.compareDocumentPosition(strip) & Node.DOCUMENT_POSITION_FOLLOWING).not.toBe(0);
    expect(screen.getAllByRole('option').filter((row) => row.textContent?.includes('7 alike'))).toHaveLength(1);
  });

  it('are listed one by one, each with its arguments, before they can be approved together', async () => {
    const host = await together();
    const items = within(dialog())
      .getAllByRole('listitem')
      .filter((item) => item.className === 'alike-item');
    expect(items.map((item) => within(item).getByLabelText('Arguments, in order').textContent)).toEqual(
      [1, 2, 3, 4, 5, 6, 7].map((n) => `gitpushoriginfeature-${n}`),
    );
    handClick(inDialog(/^Approve these 7 once/));
    await settle();
    expect(sent(host, 'approvals.approveListed').map(idsIn)).toEqual([[1, 2, 3, 4, 5, 6, 7].map(approvalId)]);
    expect(host.world.approvals.every(({ state, lifetime }) => state === 'approved' && lifetime === 'once')).toBe(true);
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('never take along what arrived after they were listed', async () => {
    const host = await together();
    const late = await pushOf(8, { asked_at: new Date().toISOString() });
    act(() => host.putApproval(late));
    await settle();
    expect(within(dialog()).getByText(/1 more like these waits and is not among them/)).toBeDefined();
    handClick(inDialog(/^Approve these 7 once/));
    await settle();
    expect(idsIn(sent(host, 'approvals.approveListed')[0])).not.toContain(approvalId(8));
    expect(host.world.approvals.find(({ id }) => id === approvalId(8))?.state).toBe('pending');
    // And it is what is looked at next.
    expect(window.location.hash).toBe(`#/approvals/${approvalId(8)}`);
  });

  it('take the late ones along only once these are shown, and armed anew', async () => {
    const host = await together();
    const late = await pushOf(8, { asked_at: new Date().toISOString() });
    act(() => host.putApproval(late));
    await settle();
    fireEvent.click(inDialog(/^show it too/));
    await settle();
    expect(isInert(inDialog(/^Approve these 8 once/))).toBe(true);
    await pass(armingMs);
    handClick(inDialog(/^Approve these 8 once/));
    await settle();
    expect(idsIn(sent(host, 'approvals.approveListed')[0])).toHaveLength(8);
  });

  it('leave out what was answered meanwhile, and are armed anew', async () => {
    const host = await together();
    const gone = await pushOf(3, { state: 'expired', answered_at: new Date().toISOString() });
    act(() => host.putApproval(gone));
    await settle();
    expect(isInert(inDialog(/^Approve these 6 once/))).toBe(true);
    expect(within(dialog()).getByText('missed')).toBeDefined();
    await pass(armingMs);
    handClick(inDialog(/^Approve these 6 once/));
    await settle();
    expect(idsIn(sent(host, 'approvals.approveListed')[0])).toEqual([1, 2, 4, 5, 6, 7].map(approvalId));
  });

  it('cannot be approved together when they are of high risk, but can be denied', async () => {
    const host = await together(seven('high'));
    expect(within(dialog()).queryByRole('button', { name: /^Approve/ })).toBeNull();
    expect(within(dialog()).getByText(/each is approved by itself or not at all/)).toBeDefined();
    fireEvent.change(within(dialog()).getByLabelText(/^If you deny: why/), { target: { value: 'One at a time.' } });
    handClick(inDialog(/^Deny these 7/));
    await settle();
    expect(sent(host, 'approvals.denyListed')).toMatchObject([{ because: 'One at a time.' }]);
    expect(host.world.approvals.every(({ state, because }) => state === 'denied' && because !== null)).toBe(true);
  });

  it('say which of them did not take the answer, and why', async () => {
    const host = await together();
    // Ended at the host, and the event has not come yet.
    host.world.approvals = host.world.approvals.map((card) =>
      card.id === approvalId(2) ? { ...card, state: 'expired' } : card,
    );
    handClick(inDialog(/^Approve these 7 once/));
    await settle();
    expect(within(dialog()).getByRole('alert').textContent).toContain('1 of them did not take the answer');
    expect(within(dialog()).getByRole('alert').textContent).toContain('This request is expired already.');
  });

  it('answer nothing when the dialog is closed', async () => {
    const host = await together();
    fireEvent.click(inDialog(/^Back/));
    await settle();
    expect(host.world.approvals.every(({ state }) => state === 'pending')).toBe(true);
    expect(approve()).toBeDefined();
  });

  it('show the whole of a plan that differs in more than arguments and folder', async () => {
    await together(async (host) => {
      await seven()(host);
      const odd = await approvalOf(
        4,
        commandPlan(['git', 'push', 'origin', 'feature-4'], { env: { GIT_SSH: '/tmp/x' }, envFromAgent: ['GIT_SSH'] }),
        { group: 'push', asked_at: new Date(Date.now() - 56_000).toISOString() },
      );
      host.world.approvals = host.world.approvals.map((card) => (card.id === odd.id ? odd : card));
    });
    const items = within(dialog())
      .getAllByRole('listitem')
      .filter((item) => item.className === 'alike-item');
    expect(items[3]?.textContent).toContain('GIT_SSH');
    expect(items[3]?.textContent).toContain('from the agent');
    expect(items[4]?.textContent).toContain('all else as in the first');
  });
});

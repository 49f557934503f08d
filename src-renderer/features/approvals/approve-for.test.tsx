// @vitest-environment happy-dom
import { act, fireEvent, screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { FakeHost } from '#renderer/fake-host/fake-host.ts';
import { approvalId, approvalOf, commandPlan } from '#renderer/fake-host/fixtures.ts';
import {
  answersSent,
  button,
  chord,
  first,
  handClick,
  holdTheClock,
  isInert,
  shownTitle,
  twoWaiting,
} from '#renderer/testing/prompt.ts';
import { pass, renderApp, settle } from '#renderer/testing/render-app.tsx';
import { HostError } from '#shared/contract/index.ts';
import { armingMs } from './arming.ts';

holdTheClock();

const policy = 'version: 1\ncommands:\n  npm:\n    executable: /usr/bin/npm\n    requires_confirmation: true\n';

async function panel(fill: (host: FakeHost) => Promise<void> = twoWaiting): Promise<FakeHost> {
  const { host } = await renderApp('#/approvals', async (fake) => {
    await fill(fake);
    fake.world.policyText = policy;
  });
  await pass(armingMs);
  fireEvent.keyDown(document.body, { key: 'a' });
  await settle();
  return host;
}

const choose = async (name: RegExp): Promise<void> => {
  fireEvent.click(screen.getByRole('radio', { name }));
  await settle();
};
const always = (): HTMLElement => button(/^Always: write a rule/);
async function openAlways(): Promise<void> {
  fireEvent.click(always());
  // The dialog is a part of its own that is loaded when it is first wanted.
  for (let turn = 0; turn < 40 && screen.queryByRole('dialog') === null; turn += 1) await pass(50);
}

describe('approving for longer', () => {
  it('starts at once and exactly, whatever is offered', async () => {
    const host = await panel();
    expect(screen.getByRole('radio', { name: 'Once' })).toHaveProperty('checked', true);
    expect(screen.getByRole('radio', { name: /^Exactly this/ })).toHaveProperty('checked', true);
    await pass(armingMs);
    handClick(button(/^Approve once/));
    await settle();
    expect(answersSent(host).map(({ input }) => input)).toMatchObject([
      { id: approvalId(1), scope: 'exact', lifetime: 'once', note: null },
    ]);
  });

  it('says on the button what it would do, and does exactly that', async () => {
    const host = await panel();
    await choose(/For 1 hour/);
    await choose(/This rule/);
    fireEvent.change(screen.getByLabelText(/^A note for yourself/), { target: { value: ' while the release is on ' } });
    await pass(armingMs);
    handClick(button(/^Approve for 1 hour: this rule’s shape/));
    await settle();
    expect(answersSent(host).map(({ input }) => input)).toMatchObject([
      { id: approvalId(1), scope: 'rule', lifetime: 'hour', note: 'while the release is on' },
    ]);
    expect(host.world.grants.map(({ scope, lifetime }) => [scope, lifetime])).toEqual([['rule', 'hour']]);
    window.location.hash = `#/approvals/${approvalId(1)}`;
    await settle();
    const end = screen.getByLabelText('How it ended').textContent;
    expect(end).toContain('For 1 hour, for whatever has this rule’s shape.');
    expect(end).toContain('while the release is on');
  });

  it('is never wider than exactly this for once', async () => {
    const host = await panel();
    await choose(/For 1 hour/);
    await choose(/This rule/);
    await choose(/^Once/);
    expect(screen.getByRole('radio', { name: /This rule/ })).toHaveProperty('disabled', true);
    await pass(armingMs);
    chord('Enter');
    await settle();
    expect(answersSent(host).map(({ input }) => input)).toMatchObject([{ scope: 'exact', lifetime: 'once' }]);
  });

  it('is armed anew with every choice', async () => {
    const host = await panel();
    await pass(armingMs);
    await choose(/For 1 hour/);
    handClick(button(/^Approve for 1 hour/));
    chord('Enter');
    await settle();
    expect(answersSent(host)).toEqual([]);
  });

  it('takes neither Enter nor Space alone', async () => {
    const host = await panel();
    await pass(armingMs);
    const approve = button(/^Approve once/);
    approve.focus();
    expect(fireEvent.keyDown(approve, { key: 'Enter' })).toBe(false);
    expect(fireEvent.keyDown(approve, { key: ' ' })).toBe(false);
    fireEvent.keyDown(screen.getByLabelText(/^A note for yourself/), { key: 'Enter' });
    await settle();
    expect(answersSent(host)).toEqual([]);
  });

  it('is left by Esc, which answers nothing', async () => {
    const host = await panel();
    fireEvent.keyDown(screen.getByRole('group', { name: 'Approve for' }), { key: 'Escape' });
    await settle();
    expect(button(/^Approve once/)).toBeDefined();
    expect(screen.queryByRole('group', { name: 'Approve for' })).toBeNull();
    expect(isInert(button(/^Approve once/))).toBe(true);
    expect(shownTitle()).toContain('git push');
    expect(answersSent(host)).toEqual([]);
  });

  it('says when the offers cannot be read, and leaves approving once', async () => {
    await panel(async (host) => {
      await twoWaiting(host);
      host.fail('approvals.offers', new HostError('INTERNAL', 'The policy cannot be read.'));
    });
    expect(screen.getByRole('alert').textContent).toContain('The policy cannot be read. Approving once still works.');
    fireEvent.click(button(/^Back/));
    await pass(armingMs);
    expect(isInert(button(/^Approve once/))).toBe(false);
  });
});

describe('always', () => {
  it('shows each rule as a sentence with what else it would have matched, and the change of the policy', async () => {
    const host = await panel();
    await openAlways();
    const dialog = screen.getByRole('dialog').textContent ?? '';
    expect(dialog).toContain('Allow git push … anywhere in this workspace');
    expect(dialog).toContain('Would also have matched 41 of your last 200 requests.');
    await choose(/This verb in the workspace/);
    expect(screen.getByRole('figure', { name: 'What changes in the policy' }).textContent).toContain(
      'added:         args: [push, "..."]',
    );
    await pass(armingMs);
    handClick(button(/^Approve and write this rule/));
    await pass(50);
    expect(answersSent(host).map(({ input }) => input)).toMatchObject([
      { id: approvalId(1), lifetime: 'always', always: 'workspace' },
    ]);
    expect(host.world.policyText).toContain('args: [push, "..."]');
    expect(host.world.approvals.find(({ id }) => id === approvalId(1))?.state).toBe('approved');
  });

  it('is armed anew when the policy changes under the dialog, and shows the new change', async () => {
    const host = await panel();
    await openAlways();
    await pass(armingMs);
    expect(isInert(button(/^Approve and write/))).toBe(false);
    host.world.policyText = `${policy}# changed meanwhile\n`;
    act(() => host.emit('policy.changed', { ...host.world.status.policy, version: 9 }));
    await settle();
    expect(isInert(button(/^Approve and write/))).toBe(true);
    await pass(armingMs);
    handClick(button(/^Approve and write/));
    await pass(50);
    expect(host.world.policyText).toContain('# changed meanwhile');
    expect(host.world.policyText).toContain('verdict: allow');
  });

  it('says so when the rule could not be written, and leaves the card waiting', async () => {
    const host = await panel();
    await openAlways();
    await pass(armingMs);
    host.fail('approvals.approve', new HostError('CONFLICT', 'The policy was changed since the rule was offered.'));
    handClick(button(/^Approve and write/));
    await pass(50);
    expect(screen.getByRole('dialog').textContent).toContain('The policy was changed since the rule was offered.');
    expect(host.world.approvals.find(({ id }) => id === approvalId(1))?.state).toBe('pending');
  });

  it('is not offered for a plan with hidden characters, and says why', async () => {
    await panel(async ({ world }) => {
      world.approvals = [await approvalOf(1, commandPlan(['git', 'push', 'a\u200bb']))];
    });
    expect(isInert(always())).toBe(true);
    expect(screen.getByText(/Always is not offered here: It holds hidden characters/)).toBeDefined();
  });

  it('goes with the card when the card is answered elsewhere', async () => {
    const host = await panel();
    await openAlways();
    const card = await approvalOf(1, first, { state: 'denied', answered_at: new Date().toISOString() });
    act(() => host.putApproval(card));
    await settle();
    expect(screen.queryByRole('dialog')).toBeNull();
  });
});

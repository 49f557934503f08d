// @vitest-environment happy-dom
import { fireEvent, screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { FakeHost } from '#renderer/fake-host/fake-host.ts';
import { approvalId, approvalOf, commandPlan } from '#renderer/fake-host/fixtures.ts';
import { button, handClick, holdTheClock } from '#renderer/testing/prompt.ts';
import { pass, renderApp, settle } from '#renderer/testing/render-app.tsx';
import { armingMs } from '../approvals/arming.ts';

holdTheClock();

const policy =
  'version: 1\ncommands:\n  npm:\n    executable: /usr/bin/npm\n    rules:\n      - { verdict: ask, args: [test] }\n';

async function some({ world }: FakeHost): Promise<void> {
  world.policyText = policy;
  world.approvals = [
    await approvalOf(1, commandPlan(['git', 'push', 'origin', 'main']), {
      state: 'approved',
      answered_at: '2026-09-21T11:59:00Z',
    }),
  ];
  world.prompts = [
    {
      ...{ client: 'Claude Code', rule: 'commands.npm.rules[0]', asked: 40, approved: 40, denied: 0 },
      ...{ unanswered: 0, median_answer_ms: 4200, per_hour: 1.6667, suggestion: approvalId(1) },
    },
    {
      ...{ client: 'Cursor', rule: 'commands.gone', asked: 3, approved: 1, denied: 1, unanswered: 1 },
      ...{ median_answer_ms: null, per_hour: 0.01, suggestion: null },
    },
  ];
}

const row = (name: RegExp) => within(screen.getByRole('row', { name }));

describe('the history of prompts', () => {
  it('counts by client and rule, with the rule in words and as a link', async () => {
    await renderApp('#/prompts', some);
    expect(
      row(/^Claude Code/)
        .getAllByRole('cell')
        .map(({ textContent }) => textContent),
    ).toEqual([...['40', '1.7', '40', '0', '0', '4.2 s']]);
    // The rules come by a call of their own, after a hash that takes as long as it takes.
    for (let n = 0; n < 50 && row(/^Claude Code/).queryByRole('link') === null; n += 1) await pass(200);
    expect(
      row(/^Claude Code/)
        .getByRole('link')
        .getAttribute('href'),
    ).toBe('#/policy/6');
    expect(
      row(/^Cursor/)
        .getAllByRole('cell')
        .map(({ textContent }) => textContent),
    ).toEqual([...['3', '< 0.1', '1', '1', '1', '–']]);
    expect(row(/^Cursor/).queryByRole('link')).toBeNull();
  });

  it('asks for the time that is chosen', async () => {
    const { host } = await renderApp('#/prompts', some);
    fireEvent.click(screen.getByRole('radio', { name: '7 days' }));
    await settle();
    expect(host.calls.filter(({ name }) => name === 'approvals.history').at(-1)?.input).toEqual({ hours: 168 });
  });

  it('offers a rule where the answer was always yes, and writes it through the policy', async () => {
    const { host } = await renderApp('#/prompts', some);
    expect(screen.getByText(/This rule asked 40 times and you always said yes/)).toBeDefined();
    fireEvent.click(button(/^Make it a rule/));
    await settle();
    fireEvent.click(screen.getByRole('radio', { name: /^This verb in the workspace/ }));
    await pass(armingMs);
    handClick(button(/^Write this rule/));
    for (let turn = 0; turn < 20 && screen.queryByRole('dialog') !== null; turn += 1) await pass(50);
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(host.world.policyText).toContain('args: [push, "..."]');
    expect(host.world.policyVersions[0]?.why).toBe('Asked 40 times by Claude Code, and always approved');
  });

  it('does not write over a policy that changed meanwhile', async () => {
    const { host } = await renderApp('#/prompts', some);
    fireEvent.click(button(/^Make it a rule/));
    await pass(armingMs);
    // Another window saved, and the event has not come yet.
    host.world.policyText = `${policy}# mine\n`;
    handClick(button(/^Write this rule/));
    await pass(100);
    expect(screen.getByRole('alert').textContent).toContain('The rule was not written.');
    expect(host.world.policyText).toBe(`${policy}# mine\n`);
  });

  it('says what will be here when nothing was asked', async () => {
    await renderApp('#/prompts', () => undefined);
    expect(screen.getByText('Nothing was asked in 24 hours')).toBeDefined();
  });
});

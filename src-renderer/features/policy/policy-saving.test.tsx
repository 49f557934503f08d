// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { requestId } from '#renderer/fake-host/fixtures.ts';
import { file, found, open, option, press, save, sent, type, until, withFile } from '#renderer/testing/policy-page.ts';
import { pass, settle } from '#renderer/testing/render-app.tsx';

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-09-21T12:00:00Z') });
});

afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

describe('saving', () => {
  it('goes without questions when the change only tightens', async () => {
    const host = await open();
    fireEvent.click(await found(/git push/));
    await settle();
    fireEvent.click(screen.getByLabelText('Deny'));
    await pass(400);
    await save();
    // An ask that is gone could have loosened: the rule that replaces it denies the same.
    expect(screen.queryByRole('dialog')).toBeNull();
    await until(() => expect(sent(host, 'policy.save')).toMatchObject([{ why: null }]));
    expect(host.world.policyText).toBe(file.replace('verdict: ask', 'verdict: deny'));
  });

  it('shows the difference and asks why when it lets more through', async () => {
    const host = await open();
    fireEvent.click(await found(/git push/));
    await settle();
    fireEvent.click(screen.getByLabelText('Allow'));
    await pass(400);
    await save();
    const dialog = await until(() => screen.getByRole('dialog'));
    expect(within(dialog).getByText('Allowed from now on: git push with any arguments')).toBeTruthy();
    expect(within(dialog).getByText(/1 line added, 1 removed/)).toBeTruthy();
    type(/^Why\?/, 'I trust it');
    press('Save the policy');
    await pass(400);
    await until(() => expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Version 5 is in force'));
    expect(sent(host, 'policy.save')).toMatchObject([{ why: 'I trust it' }]);
    expect(screen.getByRole('button', { name: /^Saved/ })).toBeTruthy();
  });

  it('never overwrites a file that changed meanwhile: it shows what changed and keeps the draft', async () => {
    const host = await open();
    fireEvent.click(await found(/git push/));
    await settle();
    fireEvent.click(screen.getByLabelText('Deny'));
    await pass(400);
    const theirs = file.replace('publishes commits', 'publishes things');
    host.world.policyText = theirs;
    await save();
    const dialog = await until(() => screen.getByRole('dialog', { name: 'The file changed meanwhile' }));
    await pass(100);
    expect(within(dialog).getByText(/1 line added, 1 removed/)).toBeTruthy();
    expect(host.world.policyText).toBe(theirs);
    press('Keep mine as the draft');
    await pass(400);
    press('Show changes');
    expect(within(screen.getByRole('dialog')).getByText(/2 lines added, 2 removed/)).toBeTruthy();
  });
});

describe('trying', () => {
  it('shows the argument vector of a typed line, and who won and lost', async () => {
    const host = await open((fresh) => {
      withFile()(fresh);
      fresh.world.why = {
        verdict: 'ask',
        rule: { id: 'commands.git.rules[1]', file: '/p.yaml', line: 8 },
        lost: [
          {
            rule: { id: 'commands.git.rules[0]', file: '/p.yaml', line: 6 },
            because: 'Its first word is status or log.',
          },
        ],
        reasons: ['publishes commits'],
        hint: null,
      };
    });
    type('A command to explain', `git push 'my branch' | tee`);
    await pass(400);
    const chips = within(screen.getByRole('list', { name: 'Arguments, in order' })).getAllByRole('listitem');
    expect(chips.map(({ textContent }) => textContent)).toEqual(['git', 'push', 'my branch', '|', 'tee']);
    expect(screen.getByText(/nothing is handed to a shell/)).toBeTruthy();
    expect(sent(host, 'policy.why').at(-1)).toEqual({ argv: ['git', 'push', 'my branch', '|', 'tee'] });
    const explain = screen.getByRole('region', { name: 'Explain' });
    expect(explain.textContent).toContain('Its first word is status or log.');
    fireEvent.click(within(explain).getByRole('button', { name: 'line 6' }));
    await settle();
    await until(() => expect(option(/git status or log/).getAttribute('aria-selected')).toBe('true'));
  });

  it('counts what a replay would change', async () => {
    await open((fresh) => {
      withFile()(fresh);
      const one = { at: '2026-09-21T11:00:00Z', client: 'Cursor', tool: 'execute_command', rule: null };
      fresh.world.replay = {
        replayed: 10,
        skipped: 1,
        changed: [
          { ...one, request: requestId(1), summary: 'git push', before: 'ask', after: 'allow' },
          { ...one, request: requestId(2), summary: 'git log', before: 'allow', after: 'ask' },
          { ...one, request: requestId(3), summary: 'git log -p', before: 'allow', after: 'ask' },
        ],
      };
    });
    const replay = screen.getByRole('region', { name: 'Replay' });
    expect(replay.textContent).toContain('7 requests unchanged. 1 ask→allow, 2 allow→ask.');
    expect(within(replay).getAllByRole('listitem')).toHaveLength(3);
  });
});

describe('history and changes from outside', () => {
  it('compares a version with now and goes back to it with a reason', async () => {
    const host = await open();
    press('History');
    await pass(100);
    fireEvent.click(await found(/Version 3/));
    await pass(100);
    expect(await until(() => screen.getByText(/0 lines added, 9 removed/))).toBeTruthy();
    type(/^Why go back/, 'start over');
    press('Go back to version 3');
    await pass(200);
    expect(sent(host, 'policy.revert')).toEqual([{ version: 3, why: 'start over' }]);
    press('Back to the policy');
    await pass(400);
    expect(await until(() => screen.getByText('No rules yet: everything is denied'))).toBeTruthy();
  });

  it('shows a change made outside the app, and takes it or throws it away', async () => {
    const host = await open((fresh) => {
      withFile()(fresh);
      const { world } = fresh;
      world.outside = { text: file.replace('verdict: ask', 'verdict: allow'), seen_at: '2026-09-21T11:59:00Z' };
      world.status = { ...world.status, policy: { ...world.status.policy, outside_change: true } };
    });
    const banner = await until(() => screen.getByRole('region', { name: 'Change made outside the app' }));
    expect(await until(() => within(banner).getByText(/1 line added, 1 removed/))).toBeTruthy();
    press('Discard the change');
    await pass(400);
    expect(sent(host, 'policy.discard')).toHaveLength(1);
    expect(screen.queryByRole('region', { name: 'Change made outside the app' })).toBeNull();
    expect(await found(/ask.*git push/)).toBeTruthy();
  });
});

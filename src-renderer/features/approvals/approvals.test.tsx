// @vitest-environment happy-dom
import { act, cleanup, fireEvent, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FakeHost } from '#renderer/client/fake-host.ts';
import { approvalId, approvalOf, clientOf, commandPlan } from '#renderer/client/fixtures.ts';
import { pass, renderApp, settle } from '#renderer/testing/render-app.tsx';
import { HostError } from '#shared/contract/index.ts';
import { Sha256 } from '#shared/model/index.ts';
import { armingMs } from './arming.ts';

const first = commandPlan(['git', 'push', '--force', 'origin', 'main']);
const second = commandPlan(['npm', 'install', 'left-pad']);

async function twoWaiting({ world }: FakeHost): Promise<void> {
  const now = Date.now();
  world.clients = [clientOf('Claude Code')];
  world.approvals = [
    await approvalOf(1, first, { asked_at: new Date(now - 20_000).toISOString() }),
    await approvalOf(2, second, { asked_at: new Date(now - 10_000).toISOString() }),
  ];
}

const answersSent = (host: FakeHost) =>
  host.calls.filter(({ name }) => name === 'approvals.approve' || name === 'approvals.deny');
const button = (name: RegExp): HTMLElement => screen.getByRole('button', { name });
const approve = (): HTMLElement => button(/^Approve once/);
const deny = (): HTMLElement => button(/^Deny(?! and| with)/);
const isInert = (element: HTMLElement): boolean => element.getAttribute('aria-disabled') === 'true';
const shownTitle = (): string => screen.getByRole('heading', { level: 1 }).textContent ?? '';

/** A click as a hand makes it: press, release, click. */
function handClick(element: HTMLElement): void {
  fireEvent.pointerDown(element);
  fireEvent.pointerUp(element);
  fireEvent.click(element, { detail: 1 });
}

function chord(key: string, init: KeyboardEventInit = {}): void {
  fireEvent.keyDown(document.body, { key, ctrlKey: true, ...init });
}

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-09-21T12:00:00Z') });
});

afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

describe('arming', () => {
  it('keeps every answer inert until 700 ms after the card is shown', async () => {
    const { host } = await renderApp('#/approvals', twoWaiting);
    expect(isInert(approve())).toBe(true);
    expect(isInert(deny())).toBe(true);
    handClick(approve());
    handClick(deny());
    chord('Enter');
    chord('Backspace');
    await pass(armingMs - 10);
    handClick(approve());
    chord('Enter');
    await settle();
    expect(answersSent(host)).toEqual([]);
    await pass(10);
    expect(isInert(approve())).toBe(false);
    handClick(approve());
    await settle();
    expect(answersSent(host)).toMatchObject([{ name: 'approvals.approve', input: { id: approvalId(1) } }]);
  });

  it('starts again when the window gets the focus, so the click that brings it forward is swallowed', async () => {
    const { host } = await renderApp('#/approvals', twoWaiting);
    await pass(armingMs);
    act(() => void window.dispatchEvent(new Event('blur')));
    expect(isInert(approve())).toBe(true);
    act(() => void window.dispatchEvent(new Event('focus')));
    handClick(approve());
    await pass(armingMs - 10);
    expect(isInert(approve())).toBe(true);
    handClick(approve());
    await settle();
    expect(answersSent(host)).toEqual([]);
    await pass(10);
    expect(isInert(approve())).toBe(false);
  });

  it('starts again on the focus of a window that was shown without it', async () => {
    await renderApp('#/approvals', twoWaiting);
    await pass(armingMs);
    act(() => void window.dispatchEvent(new Event('focus')));
    expect(isInert(approve())).toBe(true);
    await pass(armingMs);
    expect(isInert(approve())).toBe(false);
  });

  it('does not count a click whose press came before the buttons were armed', async () => {
    const { host } = await renderApp('#/approvals', twoWaiting);
    const target = approve();
    fireEvent.pointerDown(target);
    await pass(armingMs + 500);
    fireEvent.pointerUp(target);
    fireEvent.click(target, { detail: 1 });
    await settle();
    expect(answersSent(host)).toEqual([]);
  });

  it('starts again for the next card, so a second click of a double click answers nothing', async () => {
    const { host } = await renderApp('#/approvals', twoWaiting);
    await pass(armingMs);
    handClick(approve());
    await settle();
    expect(shownTitle()).toContain('npm install left-pad');
    expect(isInert(approve())).toBe(true);
    handClick(approve());
    chord('Enter');
    await settle();
    expect(answersSent(host)).toHaveLength(1);
    await pass(armingMs);
    handClick(approve());
    await settle();
    expect(answersSent(host).map(({ input }) => input)).toMatchObject([{ id: approvalId(1) }, { id: approvalId(2) }]);
  });

  it('starts again when another card is chosen', async () => {
    await renderApp('#/approvals', twoWaiting);
    await pass(armingMs);
    fireEvent.keyDown(document.body, { key: 'j' });
    await settle();
    expect(shownTitle()).toContain('npm install left-pad');
    expect(isInert(approve())).toBe(true);
  });

  it('starts again when a hidden page becomes visible', async () => {
    await renderApp('#/approvals', twoWaiting);
    await pass(armingMs);
    act(() => void document.dispatchEvent(new Event('visibilitychange')));
    expect(isInert(approve())).toBe(true);
    await pass(armingMs);
    expect(isInert(approve())).toBe(false);
  });
});

describe('keys', () => {
  it('approve only with Ctrl or ⌘ and Enter, never with a single key', async () => {
    const { host } = await renderApp('#/approvals', twoWaiting);
    await pass(armingMs);
    approve().focus();
    for (const key of ['Enter', ' ', 'y', 'a', '1', 'Return']) {
      expect(fireEvent.keyDown(approve(), { key }) && (key === 'Enter' || key === ' ')).toBe(false);
      fireEvent.keyUp(approve(), { key });
    }
    await settle();
    expect(answersSent(host)).toEqual([]);
    chord('Enter', { ctrlKey: false, metaKey: true });
    await settle();
    expect(answersSent(host)).toMatchObject([{ name: 'approvals.approve' }]);
  });

  it('held down answer only once', async () => {
    const { host } = await renderApp('#/approvals', twoWaiting);
    await pass(armingMs);
    chord('Enter');
    await pass(armingMs);
    chord('Enter', { repeat: true });
    chord('Enter', { repeat: true });
    await settle();
    expect(answersSent(host)).toHaveLength(1);
  });

  it('with Alt or Shift beside Ctrl are something else', async () => {
    const { host } = await renderApp('#/approvals', twoWaiting);
    await pass(armingMs);
    chord('Enter', { altKey: true });
    chord('Enter', { shiftKey: true });
    await settle();
    expect(answersSent(host)).toEqual([]);
  });

  it('deny with Ctrl and Backspace', async () => {
    const { host } = await renderApp('#/approvals', twoWaiting);
    await pass(armingMs);
    chord('Backspace');
    await settle();
    expect(answersSent(host)).toMatchObject([{ name: 'approvals.deny', input: { id: approvalId(1), because: null } }]);
  });

  it('typed into the filter answer nothing', async () => {
    const { host } = await renderApp('#/approvals', twoWaiting);
    await pass(armingMs);
    fireEvent.keyDown(document.body, { key: '/' });
    const filter = screen.getByLabelText('Filter requests');
    expect(document.activeElement).toBe(filter);
    fireEvent.keyDown(filter, { key: 'Enter', ctrlKey: true });
    fireEvent.keyDown(filter, { key: 'Backspace', ctrlKey: true });
    fireEvent.keyDown(filter, { key: 'd' });
    await settle();
    expect(answersSent(host)).toEqual([]);
    expect(screen.queryByLabelText(/^Why not/)).toBeNull();
  });

  it('lead from the list to an answer without a mouse', async () => {
    const { host } = await renderApp('#/approvals', twoWaiting);
    const list = screen.getByRole('listbox', { name: 'Requests' });
    list.focus();
    fireEvent.keyDown(list, { key: 'ArrowDown' });
    await settle();
    expect(within(list).getByRole('option', { selected: true }).textContent).toContain('npm install left-pad');
    fireEvent.keyDown(list, { key: 'Enter' });
    expect(document.activeElement).toBe(screen.getByRole('main', { name: 'Request' }));
    await pass(armingMs);
    fireEvent.keyDown(document.activeElement ?? document.body, { key: 'd' });
    const why = screen.getByLabelText(/^Why not/);
    expect(document.activeElement).toBe(why);
    fireEvent.change(why, { target: { value: 'Use the lockfile.' } });
    fireEvent.keyDown(why, { key: 'Enter' });
    await settle();
    expect(answersSent(host)).toMatchObject([
      { name: 'approvals.deny', input: { id: approvalId(2), because: 'Use the lockfile.' } },
    ]);
  });

  it('do not approve while a reason for denying is written', async () => {
    const { host } = await renderApp('#/approvals', twoWaiting);
    await pass(armingMs);
    fireEvent.keyDown(document.body, { key: 'd' });
    expect(screen.queryByRole('button', { name: /^Approve/ })).toBeNull();
    const why = screen.getByLabelText(/^Why not/);
    fireEvent.change(why, { target: { value: 'No.' } });
    fireEvent.keyDown(why, { key: 'Enter', ctrlKey: true });
    chord('Enter');
    await settle();
    expect(answersSent(host)).toEqual([]);
  });
});

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
    expect(screen.getByRole('timer').textContent).toMatch(/^59:/);
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

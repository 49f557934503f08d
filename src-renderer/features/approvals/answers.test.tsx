// @vitest-environment happy-dom
import { fireEvent, screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { approvalId } from '#renderer/fake-host/fixtures.ts';
import { answersSent, approve, chord, holdTheClock, twoWaiting } from '#renderer/testing/prompt.ts';
import { pass, renderApp, settle } from '#renderer/testing/render-app.tsx';
import { armingMs } from './arming.ts';

holdTheClock();

describe('keys', () => {
  it('approve only with Ctrl or ⌘ and Enter, never with a single key', async () => {
    const { host } = await renderApp('#/approvals', twoWaiting);
    await pass(armingMs);
    approve().focus();
    for (const key of ['Enter', ' ', 'y', '1', 'Return']) {
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

  it('can be no with a note that the agent never sees, and not with nothing at all', async () => {
    const { host } = await renderApp('#/approvals', twoWaiting);
    await pass(armingMs);
    fireEvent.keyDown(document.body, { key: 'd' });
    fireEvent.keyDown(screen.getByLabelText(/^Why not/), { key: 'Enter' });
    await settle();
    expect(answersSent(host)).toEqual([]);
    const note = screen.getByLabelText(/^A note for yourself/);
    fireEvent.change(note, { target: { value: ' third time today ' } });
    fireEvent.keyDown(note, { key: 'Enter' });
    await settle();
    expect(answersSent(host)).toMatchObject([
      { name: 'approvals.deny', input: { because: null, note: 'third time today' } },
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

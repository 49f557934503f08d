// @vitest-environment happy-dom
import { act, fireEvent } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { approvalId } from '#renderer/fake-host/fixtures.ts';
import {
  answersSent,
  approve,
  chord,
  deny,
  handClick,
  holdTheClock,
  isInert,
  shownTitle,
  twoWaiting,
} from '#renderer/testing/prompt.ts';
import { pass, renderApp, settle } from '#renderer/testing/render-app.tsx';
import { armingMs } from './arming.ts';

holdTheClock();

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

/** What tests of the prompt share: two requests that wait, a hand that clicks, and a clock of the test's own. */
import { cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, beforeEach, vi } from 'vitest';
import type { FakeHost } from '#renderer/fake-host/fake-host.ts';
import { approvalOf, clientOf, commandPlan } from '#renderer/fake-host/fixtures.ts';

export const first = commandPlan(['git', 'push', '--force', 'origin', 'main']);
export const second = commandPlan(['npm', 'install', 'left-pad']);

export async function twoWaiting({ world }: FakeHost): Promise<void> {
  const now = Date.now();
  world.clients = [clientOf('Claude Code')];
  world.approvals = [
    await approvalOf(1, first, { asked_at: new Date(now - 20_000).toISOString() }),
    await approvalOf(2, second, { asked_at: new Date(now - 10_000).toISOString() }),
  ];
}

export const answersSent = (host: FakeHost) =>
  host.calls.filter(({ name }) => name === 'approvals.approve' || name === 'approvals.deny');
export const button = (name: RegExp): HTMLElement => screen.getByRole('button', { name });
export const approve = (): HTMLElement => button(/^Approve once/);
export const deny = (): HTMLElement => button(/^Deny(?! and| with)/);
export const isInert = (element: HTMLElement): boolean => element.getAttribute('aria-disabled') === 'true';
export const shownTitle = (): string => screen.getByRole('heading', { level: 1 }).textContent ?? '';

/** A click as a hand makes it: press, release, click. */
export function handClick(element: HTMLElement): void {
  fireEvent.pointerDown(element);
  fireEvent.pointerUp(element);
  fireEvent.click(element, { detail: 1 });
}

export function chord(key: string, init: KeyboardEventInit = {}): void {
  fireEvent.keyDown(document.body, { key, ctrlKey: true, ...init });
}

/** Call once at the top of a test file. */
export function holdTheClock(): void {
  beforeEach(() => {
    vi.useFakeTimers({ now: new Date('2026-09-21T12:00:00Z') });
  });

  afterEach(() => {
    cleanup();
    vi.useRealTimers();
  });
}

/** The whole app with a fake host in a test's DOM. Imported by tests only. */
import { act, cleanup, render } from '@testing-library/react';
import { vi } from 'vitest';
import { App } from '#renderer/app/app.tsx';
import { createQueryClient } from '#renderer/client/context.tsx';
import { createHostLink } from '#renderer/client/host-link.ts';
import { createFakeHost, type FakeHost } from '#renderer/fake-host/fake-host.ts';

/** Gives elements a size, so that virtual lists draw; a test DOM has no layout. */
export function giveLayout(): void {
  for (const [name, px] of [
    ['offsetHeight', 600],
    ['offsetWidth', 900],
    ['clientHeight', 600],
  ] as const) {
    Object.defineProperty(HTMLElement.prototype, name, { configurable: true, get: () => px });
  }
}

export interface Rendered {
  readonly host: FakeHost;
  readonly unmount: () => void;
}

/** @param hash where the app opens: `#/approvals` */
export async function renderApp(hash: string, fill: (host: FakeHost) => Promise<void> | void): Promise<Rendered> {
  cleanup();
  giveLayout();
  window.matchMedia = (query: string) =>
    Object.assign(new EventTarget(), { matches: true, media: query, onchange: null }) as unknown as MediaQueryList;
  window.localStorage.clear();
  window.location.hash = hash;
  const host = createFakeHost();
  await fill(host);
  const { unmount } = render(<App host={createHostLink(host.carrier)} queryClient={createQueryClient()} />);
  await settle();
  return { host, unmount };
}

/** As it was before any test put its own clock in place. */
const realTimeout = globalThis.setTimeout;

/** Lets replies arrive, hashes be computed and effects run; a test's own clock does not move. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 12; turn += 1) {
    await act(async () => {
      await new Promise((resolve) => realTimeout(resolve, 0));
      if (vi.isFakeTimers()) await vi.advanceTimersByTimeAsync(0);
    });
  }
}

export async function pass(ms: number): Promise<void> {
  await act(async () => {
    await vi.advanceTimersByTimeAsync(ms);
  });
  await settle();
}

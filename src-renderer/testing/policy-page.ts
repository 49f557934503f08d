/** The policy screen in a test's DOM: opened on a small file, and the ways to find and press things on it. Imported by tests only. */
import { fireEvent, screen, within } from '@testing-library/react';
import type { FakeHost } from '#renderer/fake-host/fake-host.ts';
import { clientOf } from '#renderer/fake-host/fixtures.ts';
import '#renderer/features/policy/workbench.tsx';
import { pass, renderApp } from './render-app.tsx';

export const file = `version: 1
commands:
  git:
    executable: /usr/bin/git
    rules:
      - verdict: allow
        args: ["status|log", "..."]
      - verdict: ask
        args: [push, "..."]
        because: publishes commits
`;

export function withFile(text = file) {
  return ({ world }: FakeHost): void => {
    world.clients = [clientOf('Claude Code')];
    world.policyText = text;
    world.policyVersions = [
      { version: 4, text, at: '2026-09-21T11:00:00Z', by: 'anna via browser', why: 'first rules' },
      { version: 3, text: 'version: 1\n', at: '2026-09-20T11:00:00Z', by: 'outside the app', why: null },
    ];
  };
}

export async function open(fill: (host: FakeHost) => void = withFile(), hash = '#/policy'): Promise<FakeHost> {
  const { host } = await renderApp(hash, fill);
  await pass(400);
  return host;
}

export const sent = (host: FakeHost, name: string): unknown[] =>
  host.calls.filter((call) => call.name === name).map(({ input }) => input);
export const option = (text: RegExp): HTMLElement => screen.getByRole('option', { name: text });
/** Looks again until it holds: hashes and replies come when they come. */
export async function until<T>(look: () => T): Promise<T> {
  for (let turn = 0; ; turn += 1) {
    try {
      return look();
    } catch (error) {
      if (turn > 40) throw error;
      await pass(50);
    }
  }
}
export const found = (text: RegExp): Promise<HTMLElement> => until(() => option(text));
export const listed = (): HTMLElement[] =>
  within(screen.getByRole('listbox', { name: 'Rules' })).getAllByRole('option');
export const press = (name: string | RegExp): void => {
  fireEvent.click(screen.getByRole('button', { name }));
};
export const type = (label: string | RegExp, value: string): void => {
  fireEvent.change(screen.getByLabelText(label), { target: { value } });
};
/** What the YAML editor says: it is in a shadow root. */
export const yaml = (): HTMLElement => {
  const found = document.querySelector('.yaml-editor')?.shadowRoot?.querySelector<HTMLElement>('.cm-content');
  if (found === null || found === undefined) throw new Error('there is no editor');
  return found;
};
export const save = async (): Promise<void> => {
  fireEvent.keyDown(document.body, { key: 's', ctrlKey: true });
  await pass(400);
};

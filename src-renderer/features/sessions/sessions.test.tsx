// @vitest-environment happy-dom
/** A session's page: what ran, what it changed, what runs, and ending it; with the keyboard alone. */
import { cleanup, fireEvent, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import type { FakeHost } from '#renderer/fake-host/fake-host.ts';
import { deleteOf, writeOf } from '#renderer/fake-host/file-fixtures.ts';
import { commandPlan, endOf, runId, runOf, sessionId } from '#renderer/fake-host/fixtures.ts';
import { renderApp, settle } from '#renderer/testing/render-app.tsx';
import { HostError } from '#shared/contract/index.ts';
import type { SessionInfo } from '#shared/model/index.ts';

afterEach(cleanup);

const id = sessionId(1);
const session: SessionInfo = {
  ...{ id, client: 'Claude', working_dir: '/home/anna/code/site', variables: ['CI'] },
  ...{ created_at: '2026-06-01T10:00:00.000Z', last_used_at: '2026-06-01T10:00:00.000Z', idle_end_at: null },
  ...{ ended_at: null, ended_because: null, running: [runId(3)] },
};

async function busy({ world }: FakeHost): Promise<void> {
  const ended = { end: endOf({ exit_code: 0 }) };
  const { plan: write } = await writeOf('src/a.ts', 'old\n', 'new\n', { session: id });
  world.sessions = [session];
  world.runs = [
    await runOf(3, commandPlan(['npm', 'run', 'dev'], { session: id }), { end: null }),
    await runOf(2, write, ended),
    await runOf(1, { ...deleteOf('dist'), session: id }, ended),
  ];
  world.processes = [
    {
      ...{ argv: ['npm', 'run', 'dev'], name: 'npm', pid: 40_112, parent: 1, status: 'sleeping' },
      ...{ memory_bytes: 48_000_000, cpu_ms: 300, started_at: '2026-06-01T10:00:00.000Z', run: runId(3) },
    },
  ];
}
const part = (name: string): HTMLElement => screen.getByRole('region', { name });
const linksIn = (name: string): readonly (string | null)[] =>
  within(part(name))
    .getAllByRole('link')
    .map((link) => link.getAttribute('href'));

describe('a session’s page', () => {
  it('shows its processes, what ran in it and the files that it changed, each with its run', async () => {
    await renderApp(`#/sessions/${id}`, busy);
    expect(part('Processes').textContent).toContain('npm run devpid 40112 · sleeping · 48 MB');
    expect(linksIn('Runs')).toEqual([`#/runs/${runId(3)}`]);
    expect(linksIn('Files changed')).toEqual([`#/runs/${runId(2)}`, `#/runs/${runId(1)}`]);
    expect(part('Files changed').textContent).toContain('src/a.ts');
  });

  it('says how long it may still be idle', async () => {
    await renderApp(`#/sessions/${id}`, (host) => {
      host.world.sessions = [{ ...session, idle_end_at: new Date(Date.now() + 29.5 * 60_000).toISOString() }];
    });
    expect(screen.getByText('Ends if idle').nextElementSibling?.textContent).toBe('in 29 min');
  });

  it('is ended with the keyboard, after asking, and Keep it has the focus', async () => {
    const { host } = await renderApp(`#/sessions/${id}`, busy);
    fireEvent.keyDown(document.body, { key: 's' });
    expect(document.activeElement?.textContent).toBe('Keep it');
    expect(host.calls.some(({ name }) => name === 'sessions.end')).toBe(false);
    fireEvent.click(screen.getByRole('button', { name: 'Kill at once' }));
    await settle();
    expect(host.calls.find(({ name }) => name === 'sessions.end')?.input).toEqual({ id, force: true });
    expect(screen.queryByRole('button', { name: /^End this session/ })).toBeNull();
  });

  it('says that nothing happened only once it knows', async () => {
    const fill = (how: HostError | 'hang') => (host: FakeHost) => {
      host.world.sessions = [session];
      host.fail('sessions.show', how);
    };
    await renderApp(`#/sessions/${id}`, fill('hang'));
    expect(part('Runs').textContent).toContain('Looking…');
    await renderApp(`#/sessions/${id}`, fill(new HostError('INTERNAL', 'The disk could not be read.')));
    expect(screen.getByRole('alert').textContent).toContain('cannot be shown. The disk could not be read.');
    expect(document.body.textContent).not.toContain('Nothing ran');
    expect(document.body.textContent).not.toContain('changed no files');
  });

  it('is empty where no session is, and says so of one that is not remembered', async () => {
    await renderApp('#/sessions', () => undefined);
    expect(document.body.textContent).toContain('No session yet');
    await renderApp(`#/sessions/${sessionId(9)}`, busy);
    expect(document.body.textContent).toContain('There is no such session');
  });
});

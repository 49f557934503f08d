// @vitest-environment happy-dom
import { fireEvent, screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { FakeHost } from '#renderer/fake-host/fake-host.ts';
import { clientOf, grantId, grantOf, home } from '#renderer/fake-host/fixtures.ts';
import { button, handClick, holdTheClock, isInert } from '#renderer/testing/prompt.ts';
import { pass, renderApp, settle } from '#renderer/testing/render-app.tsx';
import { HostError } from '#shared/contract/index.ts';
import { armingMs } from '../approvals/arming.ts';

holdTheClock();

function some({ world }: FakeHost): void {
  world.clients = [clientOf('Claude Code'), clientOf('Cursor'), clientOf('Old', { revoked: true })];
  world.status = { ...world.status, sandbox: { name: 'bubblewrap', sentence: 'Sandbox: bubblewrap' } };
  world.grants = [
    grantOf(1),
    grantOf(2, { ended: 'locked' }),
    grantOf(3, { given_at: '2026-09-21T10:00:00Z', expires_at: '2026-09-21T11:00:00Z' }),
  ];
}

describe('standing permissions', () => {
  it('are listed with those that count first, and how each ended', async () => {
    await renderApp('#/permissions', some);
    const list = screen.getByRole('listbox', { name: 'Permissions' });
    expect(list.textContent).toMatch(/Standing now.*6 uses.*Ended.*/);
    expect(
      within(list)
        .getAllByRole('option')
        .map((row) => /locked|ran out$|\d+:\d\d/.exec(row.querySelector('.row-end')?.textContent ?? '')?.[0]),
    ).toEqual(['35:00', 'locked', 'ran out']);
  });

  it('say when they were last used, how often and where they come from, and are revoked at once', async () => {
    const { host } = await renderApp(`#/permissions/${grantId(1)}`, some);
    const facts = screen.getByRole('region', { name: 'What it is' }).textContent ?? '';
    expect(facts).toContain('Last used2 min ago');
    expect(facts).toContain('Uses6');
    expect(facts).toContain('policy.yaml line 14');
    fireEvent.click(button(/^Revoke/));
    await settle();
    expect(host.world.grants.find(({ id }) => id === grantId(1))?.ended).toBe('revoked');
    expect(screen.queryByRole('button', { name: /^Revoke/ })).toBeNull();
  });

  it('say so when one could not be revoked', async () => {
    await renderApp(`#/permissions/${grantId(1)}`, (host) => {
      some(host);
      host.fail('grants.revoke', new HostError('RECORDS_UNAVAILABLE', 'The disk is full.'));
    });
    fireEvent.click(button(/^Revoke/));
    await settle();
    expect(screen.getByRole('alert').textContent).toBe('It was not ended. The disk is full.');
  });

  it('say what to do when they cannot be read', async () => {
    await renderApp('#/permissions', (host) => {
      some(host);
      host.fail('grants.list', new HostError('INTERNAL', 'malformed'));
    });
    expect(screen.getByRole('alert').textContent).toContain('Lock ends every one of them.');
  });
});

describe('a trusted session', () => {
  const start = (): HTMLElement => button(/^Trust it for/);

  it('is for one client, one folder and an hour at most, and starts only once armed', async () => {
    const { host } = await renderApp('#/permissions', some);
    fireEvent.keyDown(document.body, { key: 't' });
    await settle();
    const client = screen.getByLabelText('Client');
    expect([...client.querySelectorAll('option')].map(({ textContent }) => textContent)).toEqual([
      'Claude Code',
      'Cursor',
    ]);
    fireEvent.change(client, { target: { value: 'Cursor' } });
    fireEvent.change(screen.getByLabelText('Folder'), { target: { value: '~/code/ctf' } });
    fireEvent.click(screen.getByRole('radio', { name: '60' }));
    await settle();
    handClick(start());
    await settle();
    expect(host.calls.some(({ name }) => name === 'grants.trust')).toBe(false);
    await pass(armingMs);
    handClick(start());
    await settle();
    expect(host.calls.filter(({ name }) => name === 'grants.trust').map(({ input }) => input)).toEqual([
      { client: 'Cursor', workspace: `${home}/code/ctf`, minutes: 60 },
    ]);
    expect(window.location.hash).toBe(`#/permissions/${host.world.grants[0]?.id}`);
  });

  it('needs a whole path', async () => {
    await renderApp('#/permissions/trust', some);
    fireEvent.change(screen.getByLabelText('Folder'), { target: { value: 'code/ctf' } });
    await pass(armingMs);
    expect(screen.getByText(/The whole path is needed/)).toBeDefined();
    expect(isInert(start())).toBe(true);
  });

  it('cannot be started where nothing is sandboxed', async () => {
    await renderApp('#/permissions/trust', (host) => {
      some(host);
      host.world.status = { ...host.world.status, sandbox: { name: null, sentence: 'No sandbox' } };
    });
    fireEvent.change(screen.getByLabelText('Folder'), { target: { value: '/srv' } });
    await pass(armingMs);
    expect(screen.getByText(/This machine has no sandbox/)).toBeDefined();
    expect(isInert(start())).toBe(true);
  });

  it('that the host refuses says why, and stays open', async () => {
    await renderApp('#/permissions/trust', (host) => {
      some(host);
      host.fail('grants.trust', new HostError('BAD_INPUT', 'There is no folder /srv/x.'));
    });
    fireEvent.change(screen.getByLabelText('Folder'), { target: { value: '/srv/x' } });
    await pass(armingMs);
    handClick(start());
    await settle();
    expect(screen.getByRole('alert').textContent).toBe('It was not started. There is no folder /srv/x.');
  });
});

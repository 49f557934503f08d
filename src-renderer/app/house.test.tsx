// @vitest-environment happy-dom
import { act, fireEvent, screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { FakeHost } from '#renderer/fake-host/fake-host.ts';
import { clientOf, commandPlan, grantOf, home, runOf } from '#renderer/fake-host/fixtures.ts';
import { armingMs } from '#renderer/features/approvals/arming.ts';
import {
  answersSent,
  approve,
  button,
  chord,
  deny,
  handClick,
  holdTheClock,
  isInert,
  twoWaiting,
} from '#renderer/testing/prompt.ts';
import { pass, renderApp, settle } from '#renderer/testing/render-app.tsx';
import { HostError } from '#shared/contract/index.ts';

holdTheClock();

const sidebar = () => within(screen.getByRole('navigation', { name: 'Screens' }));
const band = () => within(screen.getByRole('region', { name: 'Paused' }));
const sent = (host: FakeHost, name: string): unknown[] =>
  host.calls.filter((call) => call.name === name).map(({ input }) => input);
async function running(host: FakeHost): Promise<void> {
  await twoWaiting(host);
  host.world.runs = [await runOf(1, commandPlan(['sleep', '600']), { end: null })];
}

describe('pausing everything', () => {
  it('takes one click, and the whole window shows it', async () => {
    const { host } = await renderApp('#/runs', running);
    fireEvent.click(sidebar().getByRole('button', { name: /^Pause everything/ }));
    await settle();
    expect(sent(host, 'host.pause')).toEqual([{ kill: false }]);
    expect(screen.getByRole('region', { name: 'Paused' }).textContent).toContain(
      'Everything is paused. Since 12:00, by anna via browser. Nothing new starts; 1 run goes on.',
    );
    expect(document.querySelector('.frame')?.getAttribute('data-paused')).toBe('true');
    expect(document.title).toContain('Paused · Countersign');
  });

  it('offers to end what runs, after asking', async () => {
    const { host } = await renderApp('#/runs', running);
    fireEvent.click(sidebar().getByRole('button', { name: /^Pause everything/ }));
    await settle();
    fireEvent.click(band().getByRole('button', { name: /^End the run/ }));
    expect(document.activeElement?.textContent).toBe('Let it finish');
    fireEvent.click(button(/^End what runs/));
    await settle();
    expect(sent(host, 'host.pause')).toEqual([{ kill: false }, { kill: true }]);
    expect(host.world.runs[0]?.end?.reason).toBe('stopped');
    expect(band().queryByRole('button', { name: /^End/ })).toBeNull();
  });

  it('is not undone by the second click of a double click', async () => {
    const { host } = await renderApp('#/runs', running);
    fireEvent.click(sidebar().getByRole('button', { name: /^Pause everything/ }));
    await settle();
    handClick(band().getByRole('button', { name: 'Resume' }));
    await settle();
    expect(sent(host, 'host.resume')).toEqual([]);
    await pass(armingMs);
    handClick(band().getByRole('button', { name: 'Resume' }));
    await settle();
    expect(sent(host, 'host.resume')).toEqual([{}]);
    expect(screen.queryByRole('region', { name: 'Paused' })).toBeNull();
  });

  it('keeps cards from being approved, but not from being denied', async () => {
    const { host } = await renderApp('#/approvals', async (fake) => {
      await twoWaiting(fake);
      fake.world.status = { ...fake.world.status, paused: { at: '2026-09-21T11:58:00Z', by: 'anna via terminal' } };
    });
    await pass(armingMs);
    expect(isInert(approve())).toBe(true);
    expect(screen.getByText(/so nothing can be approved. Resume first/)).toBeDefined();
    handClick(approve());
    chord('Enter');
    await settle();
    expect(answersSent(host)).toEqual([]);
    handClick(deny());
    await settle();
    expect(answersSent(host)).toMatchObject([{ name: 'approvals.deny' }]);
  });

  it('that the host did not take is said loudly', async () => {
    await renderApp('#/runs', async (host) => {
      await running(host);
      host.fail('host.pause', new HostError('UNREACHABLE', 'Countersign does not answer.'));
    });
    fireEvent.click(sidebar().getByRole('button', { name: /^Pause everything/ }));
    await settle();
    expect(screen.getByRole('alert').textContent).toContain('It is not certain that everything is paused.');
  });

  it('is in the palette, with ending what runs beside it', async () => {
    const { host } = await renderApp('#/runs', running);
    fireEvent.keyDown(document.body, { key: 'k', ctrlKey: true });
    const field = screen.getByLabelText('What to do');
    fireEvent.change(field, { target: { value: 'pause end runs' } });
    fireEvent.keyDown(field, { key: 'Enter' });
    await settle();
    expect(sent(host, 'host.pause')).toEqual([{ kill: true }]);
  });
});

describe('locking', () => {
  it('ends every standing permission and says how many', async () => {
    const { host } = await renderApp('#/permissions', ({ world }) => {
      world.clients = [clientOf('Claude Code')];
      world.grants = [grantOf(1), grantOf(2, { ended: 'revoked' })];
    });
    fireEvent.click(sidebar().getByRole('button', { name: /^Lock/ }));
    await settle();
    expect(host.world.grants.map(({ ended }) => ended).sort()).toEqual(['locked', 'revoked']);
    expect(sidebar().getByText('Locked. 1 standing permission ended.')).toBeDefined();
    await pass(8000);
    expect(sidebar().queryByText(/^Locked/)).toBeNull();
  });
});

describe('a trusted session', () => {
  it('is in the status strip of every screen, with the time that is left, until it is ended', async () => {
    const { host } = await renderApp('#/audit', ({ world }) => {
      world.grants = [
        grantOf(1, {
          ...{ scope: 'workspace', workspace: `${home}/code/ctf`, rule: null, approval: null },
          expires_at: '2026-09-21T12:01:30Z',
        }),
      ];
    });
    const strip = within(screen.getByRole('region', { name: 'Status' }));
    expect(strip.getByText(/^Trusted:/).textContent).toBe('Trusted: Claude Code in ctf');
    expect(strip.getByRole('timer').textContent).toBe('1:30');
    await pass(31_000);
    expect(strip.getByRole('timer').textContent).toBe('0:59');
    expect(document.querySelector('.strip-trust')?.getAttribute('data-last')).toBe('true');
    fireEvent.click(strip.getByRole('button', { name: /^End the trusted session/ }));
    await settle();
    expect(host.world.grants[0]?.ended).toBe('revoked');
    expect(strip.queryByText(/^Trusted:/)).toBeNull();
  });

  it('leaves the strip when its time is over, also when no event says so', async () => {
    await renderApp('#/audit', ({ world }) => {
      world.grants = [
        grantOf(1, { scope: 'workspace', workspace: '/srv/x', rule: null, expires_at: '2026-09-21T12:00:05Z' }),
      ];
    });
    expect(screen.getByText(/^Trusted:/)).toBeDefined();
    await pass(6000);
    expect(screen.queryByText(/^Trusted:/)).toBeNull();
  });
});

describe('a client that floods', () => {
  it('is said on every screen, and everything that waits of it can be denied after one more look', async () => {
    const { host } = await renderApp('#/approvals', async (fake) => {
      await twoWaiting(fake);
      fake.world.status = {
        ...fake.world.status,
        attention: { flooding: [{ client: 'Claude Code', waiting: 2, refused: 31 }], quiet: [] },
      };
    });
    expect(screen.getByText(/Claude Code is flooding you/, { selector: '[role=status] span' })).toBeDefined();
    expect(within(screen.getByRole('region', { name: 'Status' })).getByText(/flooding you/)).toBeDefined();
    fireEvent.click(button(/^Deny all from it/));
    expect(document.activeElement?.textContent).not.toMatch(/^Deny/);
    const dialog = within(screen.getByRole('dialog'));
    fireEvent.click(dialog.getByRole('button', { name: 'Deny all from it' }));
    await settle();
    expect(sent(host, 'approvals.denyAllOf')).toEqual([{ client: 'Claude Code', because: null, note: null }]);
    expect(host.world.approvals.map(({ state }) => state)).toEqual(['denied', 'denied']);
  });

  it('or was left unanswered rests, and can be heard again', async () => {
    const { host } = await renderApp('#/approvals', async (fake) => {
      await twoWaiting(fake);
      const quiet = [{ client: 'Nightly', until: '2026-09-21T12:05:00Z' }];
      fake.world.status = { ...fake.world.status, attention: { flooding: [], quiet } };
    });
    const region = screen.getByRole('region', { name: 'Clients to look at' });
    expect(region.textContent).toContain('Nightly is not heard until 12:05');
    fireEvent.click(within(region).getByRole('button', { name: 'Hear it again' }));
    await settle();
    expect(sent(host, 'approvals.hearAgain')).toEqual([{ client: 'Nightly' }]);
    expect(screen.queryByRole('region', { name: 'Clients to look at' })).toBeNull();
    act(() => undefined);
  });
});

// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { solverHides, solverRan, solverWaits } from '#renderer/dev/solver-scenarios.ts';
import { approvalId, runId } from '#renderer/fake-host/fixtures.ts';
import { renderApp, settle } from '#renderer/testing/render-app.tsx';
import { HostError } from '#shared/contract/index.ts';

afterEach(cleanup);

const plan = (): HTMLElement => screen.getByRole('region', { name: 'The exact plan' });
const click = async (element: HTMLElement): Promise<void> => {
  fireEvent.click(element);
  await settle();
};

describe('the prompt for a solver', () => {
  it('shows the program that would be started, its target as it is pinned, and the container in words', async () => {
    const { host } = await renderApp(`#/approvals/${approvalId(1)}`, solverWaits);
    expect(screen.getByRole('region', { name: 'The file solve.py' }).textContent).toContain(
      'def oracle(talk, message):',
    );
    expect(host.calls.filter(({ name }) => name === 'packages.waiting').map(({ input }) => input)).toEqual([
      { approval: approvalId(1), path: 'solve.py' },
    ]);
    const text = plan().textContent ?? '';
    expect(text).toContain('chall.example.org:31337 (TCP) at 203.0.113.7, 2001:db8::7');
    expect(text).toContain('512 MB of memory · 1 processor · 128 processes');
    expect(text).toContain('as user 1000:1000, without privileges');
    expect(text).toContain('yes: the hash that the agent names is that of this package');
  });

  it('opens every other file in full, bytes too', async () => {
    await renderApp(`#/approvals/${approvalId(1)}`, solverWaits);
    for (const show of within(screen.getByRole('region', { name: 'The package' })).getAllByRole('button', {
      name: 'show',
    }))
      await click(show);
    expect(screen.getByRole('region', { name: 'The file lib/rsa.py' }).textContent).toContain('small_roots');
    expect(screen.getByRole('region', { name: 'The file sample.bin' }).textContent).toContain('7f 45 4c 46');
  });

  it('sets the agent’s claims apart and calls them that', async () => {
    await renderApp(`#/approvals/${approvalId(1)}`, solverWaits);
    const claims = screen.getByRole('region', { name: 'What the agent claims' });
    expect(claims.textContent).toContain('The agent claims, and nobody checked');
    expect(claims.textContent).toContain('ten times of ten');
    expect(within(claims).queryByText(/As validated/)).toBeNull();
  });

  it('says above a file that it hides something, and where', async () => {
    await renderApp(`#/approvals/${approvalId(1)}`, solverHides);
    expect(plan().textContent).toContain(
      'Contains 1 hidden character and letters that look like others, marked below.',
    );
    expect(screen.getByRole('region', { name: 'The file solve.py' }).textContent).toContain('right-to-left override');
    expect(plan().textContent).toContain('not proven to be what was validated');
  });

  it('says when a file cannot be read, instead of showing none', async () => {
    await renderApp(`#/approvals/${approvalId(1)}`, async (host) => {
      await solverWaits(host);
      host.fail('packages.waiting', new HostError('INTERNAL', 'The disk is gone.'));
    });
    expect(within(plan()).getByRole('alert').textContent).toContain('The disk is gone.');
  });
});

describe('a solver run', () => {
  it('shows what it left and leads to the run that it is derived from', async () => {
    await renderApp(`#/runs/${runId(3)}`, solverRan);
    const left = screen.getByRole('region', { name: 'What it left' });
    const [showFlag] = within(left).getAllByRole('button', { name: 'show' });
    if (showFlag === undefined) throw new Error('nothing to show');
    await click(showFlag);
    expect(screen.getByRole('region', { name: 'The file flag.txt' }).textContent).toContain('flag{not_on_this_disk}');
    await click(within(screen.getByLabelText('Permission')).getByRole('button', { name: 'show' }));
    expect(screen.getByRole('link', { name: 'run_…c0de' }).getAttribute('href')).toBe(
      '#/runs/run_20260601_115000_0badc0de',
    );
  });

  it('is run once more with edits, as a request of its own', async () => {
    const { host } = await renderApp(`#/runs/${runId(3)}`, solverRan);
    await click(screen.getByRole('button', { name: 'Run again…' }));
    fireEvent.change(screen.getByLabelText('Its text'), { target: { value: 'print(2)\n' } });
    fireEvent.change(screen.getByLabelText('Arguments, one a line'), { target: { value: 'a b\n--fast' } });
    await click(screen.getByRole('button', { name: 'Run again' }));
    expect(host.calls.find(({ name }) => name === 'packages.rerun')?.input).toEqual({
      run: runId(3),
      files: [{ path: 'solve.py', content: 'print(2)\n' }],
      args: ['a b', '--fast'],
    });
  });

  it('says why it does not run again', async () => {
    await renderApp(`#/runs/${runId(3)}`, async (host) => {
      await solverRan(host);
      host.fail('packages.rerun', new HostError('CONFLICT', 'The policy lists no target “chall.example.org:31337”.'));
    });
    await click(screen.getByRole('button', { name: 'Run again…' }));
    await click(screen.getByRole('button', { name: 'Run again' }));
    expect(screen.getByRole('alert').textContent).toContain('It does not run: The policy lists no target');
  });
});

// @vitest-environment happy-dom
/** A change of a file in the prompt and in the run's page. */
import { cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import type { FakeHost } from '#renderer/fake-host/fake-host.ts';
import { deleteOf, writeOf } from '#renderer/fake-host/file-fixtures.ts';
import { approvalId, approvalOf, endOf, fakeHash, runId, runOf } from '#renderer/fake-host/fixtures.ts';
import { renderApp, settle } from '#renderer/testing/render-app.tsx';
import { HostError } from '#shared/contract/index.ts';

afterEach(cleanup);

const waiting =
  (before: string | null, after: string, tamper?: (host: FakeHost) => void) =>
  async (host: FakeHost): Promise<void> => {
    const { plan, change } = await writeOf('src/a.ts', before, after);
    host.world.approvals = [await approvalOf(1, plan)];
    host.world.changes.set(approvalId(1), change);
    tamper?.(host);
  };

const plan = (): HTMLElement => screen.getByRole('region', { name: 'The exact plan' });

describe('the prompt for a write', () => {
  it('shows what comes and what goes, line by line', async () => {
    await renderApp('#/approvals', waiting('one\ntwo\nthree\n', 'one\nTWO\nthree\n'));
    const diff = screen.getByRole('list', { name: 'What would change' });
    expect([...diff.children].map(({ textContent }) => textContent)).toEqual([
      '1one',
      '2−removed: two',
      '2+added: TWO',
      '3three',
    ]);
    expect(plan().textContent).toContain('1 line added, 1 removed');
  });

  it('shows hidden characters as marks, and says that there are some', async () => {
    await renderApp('#/approvals', waiting(null, 'echo safe\u202e # \u2066rm -rf /\n'));
    expect(plan().textContent).toContain('The new text would contain 2 hidden characters');
    expect(screen.getByRole('list', { name: 'What would change' }).textContent).toContain('right-to-left override');
  });

  it('draws markup in a file as text', async () => {
    await renderApp('#/approvals', waiting(null, '<img src=x onerror="alert(1)"><script>alert(2)</script>\n'));
    expect(plan().querySelector('img, script')).toBeNull();
    expect(plan().textContent).toContain('<script>alert(2)</script>');
  });

  it('warns when what is shown is not what the plan names', async () => {
    const swap = (host: FakeHost): void => {
      const change = host.world.changes.get(approvalId(1));
      if (change?.after == null) throw new Error('no change');
      host.world.changes.set(approvalId(1), { ...change, after: { ...change.after, text: 'harmless\n' } });
    };
    await renderApp('#/approvals', waiting(null, 'rm -rf /\n', swap));
    await settle();
    expect(plan().textContent).toContain('What is shown here is not what the plan would write');
  });

  it('says that it cannot show what is not text, and how much of it there is', async () => {
    const binary = (host: FakeHost): void => {
      const side = { bytes: 18_204, sha256: fakeHash('ab'), text: null, without: 'binary' } as const;
      host.world.changes.set(approvalId(1), { path: '/a', before: null, after: side });
    };
    await renderApp('#/approvals', waiting(null, 'x', binary));
    expect(plan().textContent).toContain('After: not text, 18 kB.');
  });

  it('lets a long text be read to its end', async () => {
    const long = (host: FakeHost): void => {
      const side = { bytes: 4_200_000, sha256: fakeHash('ab'), text: null, without: 'large' } as const;
      host.world.changes.set(approvalId(1), { path: '/a', before: null, after: side });
      host.world.longTexts.set(fakeHash('ab'), `${'x'.repeat(3000)}END`);
    };
    await renderApp('#/approvals', waiting(null, 'x', long));
    fireEvent.click(screen.getByRole('button', { name: 'read it' }));
    await settle();
    expect(plan().textContent).not.toContain('END');
    fireEvent.click(screen.getByRole('button', { name: 'read on' }));
    await settle();
    expect(plan().textContent).toContain('END');
    expect(plan().textContent).toContain('That is the end of it.');
  });

  it('says so when both sides cannot be read', async () => {
    await renderApp(
      '#/approvals',
      waiting(null, 'x', (host) => host.fail('files.waiting', new HostError('INTERNAL', 'The disk is gone.'))),
    );
    expect(plan().textContent).toContain('The disk is gone.');
  });

  it('marks as hot that a folder goes with all that is in it', async () => {
    await renderApp('#/approvals', async ({ world }) => {
      world.approvals = [await approvalOf(1, deleteOf('node_modules', { type: 'folder', entries: 48_211 }))];
    });
    const badges = [...screen.getByRole('list', { name: 'Reach' }).children].map(({ textContent }) => textContent);
    expect(badges.slice(0, 2)).toEqual(['deletes', 'with 48,211 things in it']);
  });
});

describe('a run that changed a file', () => {
  const changed = async (host: FakeHost): Promise<void> => {
    const { plan: write, change } = await writeOf('src/a.ts', 'old\n', 'new\n');
    host.world.runs = [await runOf(5, write, { end: endOf({ exit_code: null }) })];
    host.world.changes.set(runId(5), change);
    host.world.undos.set(runId(5), { does: 'Revert: Put back /a (+1 -1)', because: null });
  };

  it('shows the change, and reverts it after asking once more', async () => {
    const { host } = await renderApp(`#/runs/${runId(5)}`, changed);
    expect(screen.getByRole('list', { name: 'What changed' }).textContent).toContain('added: new');
    expect(screen.queryByRole('region', { name: 'Transcript' })).toBeNull();
    fireEvent.keyDown(document.body, { key: 'r' });
    expect(document.activeElement?.textContent).toBe('Leave it');
    expect(host.calls.some(({ name }) => name === 'files.revert')).toBe(false);
    fireEvent.click(screen.getByRole('button', { name: 'Revert it' }));
    await settle();
    expect(screen.getByRole('region', { name: 'Reverting' }).textContent).toMatch(
      /^Reverted, as a run of its own: Put back/u,
    );
    expect(screen.getByRole('link', { name: 'a run of its own' }).getAttribute('href')).toMatch(/^#\/runs\/run_/u);
    expect(screen.queryByRole('button', { name: /^Revert…/ })).toBeNull();
  });

  it('says why it cannot be reverted', async () => {
    await renderApp(`#/runs/${runId(5)}`, async (host) => {
      await changed(host);
      host.world.undos.set(runId(5), { does: null, because: 'It was changed since.' });
    });
    expect(screen.getByRole('region', { name: 'Reverting' }).textContent).toBe(
      'It cannot be reverted: It was changed since.',
    );
  });
});

// @vitest-environment happy-dom
import { act, cleanup, fireEvent, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { approvalId, approvalOf, clientOf, commandPlan, recordOf, requestId } from '#renderer/fake-host/fixtures.ts';
import { renderApp, settle } from '#renderer/testing/render-app.tsx';
import { HostError } from '#shared/contract/index.ts';

const wait = async (ms: number): Promise<void> => {
  await act(async () => {
    await new Promise((resolve) => setTimeout(resolve, ms));
  });
  await settle();
};

afterEach(cleanup);

describe('the way in', () => {
  it('is Approvals when something waits', async () => {
    await renderApp('#/', async ({ world }) => {
      world.clients = [clientOf('Claude Code')];
      world.approvals = [await approvalOf(1, commandPlan(['git', 'push']))];
    });
    expect(window.location.hash).toBe(`#/approvals/${approvalId(1)}`);
    expect(document.title).toBe('(1) Countersign');
  });

  it('is Runs when nothing waits', async () => {
    await renderApp('#/', ({ world }) => {
      world.clients = [clientOf('Claude Code')];
    });
    expect(window.location.hash).toBe('#/runs');
    expect(screen.getByText('Nothing has run yet')).toBeDefined();
  });

  it('is closed without a login, and says how to get one', async () => {
    await renderApp('#/', (host) => host.fail('host.status', new HostError('FORBIDDEN', 'no cookie')));
    expect(screen.getByRole('heading').textContent).toBe('This page needs a fresh link');
    expect(screen.getByText('npx countersign ui')).toBeDefined();
  });
});

describe('first start', () => {
  it('ticks its three steps off as they happen, and keeps the token in view', async () => {
    const { host } = await renderApp('#/', () => undefined);
    expect(window.location.hash).toBe('#/start');
    const done = (): string[] =>
      [...document.querySelectorAll('.step-done h2')].map((step) => step.firstChild?.textContent ?? '');
    fireEvent.change(screen.getByLabelText('Name of the agent program'), { target: { value: 'Claude Code' } });
    fireEvent.click(screen.getByRole('button', { name: 'Make a token' }));
    await settle();
    expect(screen.getByText(/^csg_/)).toBeDefined();
    expect(done()).toEqual([]);
    act(() => host.emit('clients.changed', clientOf('Claude Code')));
    await settle();
    expect(screen.getByText(/^csg_/)).toBeDefined();
    expect(done()).toEqual(['Connect an agent']);
    const card = await approvalOf(1, commandPlan(['git', 'push']), {
      state: 'approved',
      answered_at: new Date().toISOString(),
    });
    act(() => host.putApproval(card));
    window.localStorage.setItem('countersign.policy-seen', 'yes');
    act(() => host.emit('clients.changed', clientOf('Claude Code')));
    await settle();
    expect(done()).toEqual(['Connect an agent', 'Look at the policy', 'Send a request and approve it']);
  });
});

describe('clients', () => {
  it('get a token that is shown once, with configuration for each program', async () => {
    const { host } = await renderApp('#/add-client', ({ world }) => {
      world.clients = [clientOf('Cursor')];
      world.status = { ...world.status, cli: ['/usr/bin/node', '/opt/countersign/bin/countersign.js'] };
    });
    fireEvent.change(screen.getByLabelText('Name of the agent program'), { target: { value: '  Codex ' } });
    fireEvent.click(screen.getByRole('button', { name: 'Make a token' }));
    await settle();
    expect(host.calls.find(({ name }) => name === 'clients.add')?.input).toEqual({ name: 'Codex' });
    const token = screen.getByText(/^csg_/).textContent ?? '';
    for (const app of ['Claude Code', 'Claude Desktop', 'Cursor', 'VS Code', 'Codex']) {
      fireEvent.click(screen.getByRole('tab', { name: app }));
      expect(screen.getByRole('tabpanel', { name: app }).textContent).toContain(token);
    }
    fireEvent.click(screen.getByRole('tab', { name: 'Claude Desktop' }));
    const config = JSON.parse(screen.getByRole('tabpanel').querySelector('pre')?.textContent ?? '{}');
    expect(config.mcpServers.countersign).toEqual({
      command: '/usr/bin/node',
      args: ['/opt/countersign/bin/countersign.js', 'bridge', '--data-dir', host.world.status.data_dir],
      env: { COUNTERSIGN_TOKEN: token },
    });
    window.location.hash = '#/clients';
    await settle();
    expect(screen.queryByText(/^csg_/)).toBeNull();
  });

  it('with a name that cannot be used are refused in words, by the page and by the host', async () => {
    const { host } = await renderApp('#/add-client', ({ world }) => {
      world.clients = [clientOf('Cursor')];
    });
    const name = screen.getByLabelText('Name of the agent program');
    fireEvent.change(name, { target: { value: '-x' } });
    fireEvent.click(screen.getByRole('button', { name: 'Make a token' }));
    await settle();
    expect(screen.getByRole('alert').textContent).toContain('starts with a letter or digit');
    expect(host.calls.some((call) => call.name === 'clients.add')).toBe(false);
    fireEvent.change(name, { target: { value: 'Cursor' } });
    fireEvent.click(screen.getByRole('button', { name: 'Make a token' }));
    await settle();
    expect(screen.getByRole('alert').textContent).toContain('There is a client “Cursor” already.');
  });

  it('are revoked after being asked once more', async () => {
    const { host } = await renderApp('#/clients/Claude%20Code', ({ world }) => {
      world.clients = [clientOf('Claude Code')];
    });
    fireEvent.click(screen.getByRole('button', { name: 'Revoke its token' }));
    expect(document.activeElement?.textContent).toBe('Keep it');
    fireEvent.click(screen.getByRole('button', { name: 'Revoke' }));
    await settle();
    expect(host.calls.filter(({ name }) => name === 'clients.revoke').map(({ input }) => input)).toEqual([
      { name: 'Claude Code' },
    ]);
    expect(screen.queryByRole('button', { name: 'Revoke its token' })).toBeNull();
  });
});

describe('the audit log', () => {
  const records = Array.from({ length: 450 }, (_, n) =>
    recordOf(n + 1, {
      type: 'requested',
      request: requestId(n),
      client: n % 2 === 0 ? 'Cursor' : 'Claude Code',
      claims: null,
      tool: 'execute_command',
      input: {},
      agent_reason: null,
    }),
  );

  it('opens a record as it stands in the log, also one that is not loaded', async () => {
    await renderApp('#/audit/3', ({ world }) => {
      world.records = records;
    });
    expect(JSON.parse(document.querySelector('.record-json')?.textContent ?? '{}')).toEqual(records[2]);
  });

  it('asks the host for what the filter says', async () => {
    const { host } = await renderApp('#/audit', ({ world }) => {
      world.records = records;
    });
    fireEvent.change(screen.getByLabelText('Filter records'), { target: { value: 'cursor' } });
    await wait(300);
    expect(host.calls.filter(({ name }) => name === 'audit.list').at(-1)?.input).toEqual({
      limit: 200,
      text: 'cursor',
    });
    const rows = screen.getAllByRole('option').map((row) => row.textContent ?? '');
    expect(rows.length).toBeGreaterThan(5);
    expect(rows.every((row) => row.includes('Cursor'))).toBe(true);
  });

  it('grows at the top as records are written', async () => {
    const { host } = await renderApp('#/audit', ({ world }) => {
      world.records = records;
    });
    act(() => host.emit('audit.appended', recordOf(451, { type: 'house', event: 'host-stopped', detail: {} })));
    await settle();
    expect(screen.getAllByRole('option')[0]?.textContent).toContain('Countersign stopped');
  });

  it('is verified on demand, in words', async () => {
    await renderApp('#/audit', ({ world }) => {
      world.records = records;
    });
    fireEvent.click(screen.getByRole('button', { name: 'Verify' }));
    await settle();
    expect(within(screen.getByRole('dialog')).getByRole('status').textContent).toContain('450 records hang together');
  });
});

describe('every screen', () => {
  const operations = {
    approvals: 'approvals.list',
    runs: 'runs.list',
    audit: 'audit.list',
    clients: 'clients.list',
    policy: 'policy.read',
  } as const;

  it.each(Object.entries(operations))(
    '%s says what failed, what still works, and tries again',
    async (screenName, operation) => {
      const { host } = await renderApp(`#/${screenName}`, (fake) => {
        fake.fail(operation, new HostError('INTERNAL', 'The index could not be read.'));
      });
      const alert = screen.getByRole('alert');
      expect(alert.textContent).toContain('The index could not be read.');
      host.fail(operation, undefined);
      fireEvent.click(within(alert).getByRole('button', { name: 'Try again' }));
      await settle();
      expect(screen.queryByRole('alert')).toBeNull();
    },
  );

  it.each(Object.entries(operations))('%s shows a skeleton, but not at once', async (screenName, operation) => {
    await renderApp(`#/${screenName}`, (fake) => fake.fail(operation, 'hang'));
    expect(
      screen.getAllByRole('status').some((status) => status.getAttribute('aria-label')?.startsWith('Loading')),
    ).toBe(true);
    await wait(200);
    expect(document.querySelectorAll('.skeleton-line').length).toBeGreaterThan(0);
  });
});

describe('keys', () => {
  it('open the help with ? and the palette with Ctrl+K, which goes to what is typed', async () => {
    await renderApp('#/runs', async ({ world }) => {
      world.clients = [clientOf('Claude Code')];
      world.approvals = [await approvalOf(1, commandPlan(['git', 'push']))];
    });
    fireEvent.keyDown(document.body, { key: '?' });
    expect(screen.getByRole('dialog', { name: 'Keys' })).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: 'Close' }));
    fireEvent.keyDown(document.body, { key: 'k', ctrlKey: true });
    const input = screen.getByRole('combobox', { name: 'What to do' });
    fireEvent.change(input, { target: { value: 'git push' } });
    fireEvent.keyDown(input, { key: 'Enter' });
    await settle();
    expect(window.location.hash).toBe(`#/approvals/${approvalId(1)}`);
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('of the screen behind do nothing while a dialog is open', async () => {
    const { host } = await renderApp('#/approvals', async ({ world }) => {
      world.approvals = [await approvalOf(1, commandPlan(['git', 'push']))];
    });
    await wait(800);
    fireEvent.keyDown(document.body, { key: '?' });
    fireEvent.keyDown(document.body, { key: 'Enter', ctrlKey: true });
    fireEvent.keyDown(document.body, { key: 'Backspace', ctrlKey: true });
    await settle();
    expect(host.calls.some(({ name }) => name === 'approvals.approve' || name === 'approvals.deny')).toBe(false);
  });
});

describe('a long list', () => {
  it('draws only what is in view', async () => {
    const one = await approvalOf(1, commandPlan(['true']), {
      state: 'approved',
      answered_at: new Date().toISOString(),
    });
    await renderApp('#/approvals', ({ world }) => {
      world.approvals = Array.from({ length: 1000 }, (_, n) => ({ ...one, id: approvalId(n + 1) }));
    });
    const drawn = screen.getAllByRole('option').length;
    expect(drawn).toBeGreaterThan(8);
    expect(drawn).toBeLessThan(60);
  });
});

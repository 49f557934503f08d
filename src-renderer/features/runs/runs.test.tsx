// @vitest-environment happy-dom
import { act, cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import type { FakeHost } from '#renderer/fake-host/fake-host.ts';
import { approvalId, chunksOf, commandPlan, endOf, runId, runOf } from '#renderer/fake-host/fixtures.ts';
import { renderApp, settle } from '#renderer/testing/render-app.tsx';

const live = commandPlan(['make', 'deploy']);
const term = (): HTMLElement => screen.getByRole('region', { name: 'Transcript' });

async function settleOutput(): Promise<void> {
  await act(async () => {
    await new Promise((resolve) => setTimeout(resolve, 60));
  });
  await settle();
}

const oneLive = async ({ world }: FakeHost): Promise<void> => {
  world.runs = [
    await runOf(2, live, { end: null, approval: approvalId(1), approved_by: 'anna via browser' }),
    await runOf(1, commandPlan(['npm', 'test']), { end: endOf({ exit_code: 1 }) }),
  ];
  world.transcripts.set(runId(2), chunksOf([[12, 'stdout', 'first line\n']]));
};

afterEach(cleanup);

describe('a run', () => {
  it('shows its output as it comes and its end when it ends', async () => {
    const { host } = await renderApp(`#/runs/${runId(2)}`, oneLive);
    await settleOutput();
    expect(term().textContent).toContain('0.012first line');
    act(() => host.print(runId(2), [{ seq: 1, at_ms: 1840, stream: 'stderr', text: 'second line\n', gap_bytes: 0 }]));
    await settleOutput();
    expect(term().textContent).toContain('1.840standard error: second line');
    expect(screen.queryByLabelText('How it ended')).toBeNull();
    const run = host.world.runs.find(({ id }) => id === runId(2));
    if (run === undefined) throw new Error('no run');
    act(() => host.putRun({ ...run, end: endOf({ exit_code: 3, duration_ms: 2000 }) }));
    await settleOutput();
    expect(screen.getByLabelText('How it ended').textContent).toContain('exit 3');
    expect(screen.queryByRole('button', { name: /^Stop/ })).toBeNull();
  });

  it('claims neither time nor hashes for a run whose host was killed', async () => {
    const { host } = await renderApp(`#/runs/${runId(2)}`, oneLive);
    const run = host.world.runs.find(({ id }) => id === runId(2));
    if (run === undefined) throw new Error('no run');
    act(() => host.putRun({ ...run, end: endOf({ reason: 'lost', exit_code: null, duration_ms: 0 }) }));
    await settleOutput();
    expect(screen.getByRole('article').textContent).not.toContain('0 ms');
    fireEvent.click(screen.getByRole('button', { name: 'show all' }));
    const figures = screen.getByRole('region', { name: 'Figures' }).textContent;
    expect(figures).toContain('what came after them is not known');
    expect(figures).not.toContain('SHA-256');
  });

  it('says under which permission it runs', async () => {
    await renderApp(`#/runs/${runId(2)}`, oneLive);
    expect(screen.getByLabelText('Permission').textContent).toContain('once, by anna via browser');
    expect(screen.getByRole('link', { name: 'see the request' }).getAttribute('href')).toBe(
      `#/approvals/${approvalId(1)}`,
    );
  });

  it('is stopped only after being asked once more', async () => {
    const { host } = await renderApp(`#/runs/${runId(2)}`, oneLive);
    fireEvent.keyDown(document.body, { key: 's' });
    expect(document.activeElement?.textContent).toBe('Let it run');
    expect(host.calls.some(({ name }) => name === 'runs.stop')).toBe(false);
    fireEvent.click(screen.getByRole('button', { name: 'Stop it' }));
    await settleOutput();
    expect(host.calls.filter(({ name }) => name === 'runs.stop').map(({ input }) => input)).toEqual([{ id: runId(2) }]);
    expect(screen.getByLabelText('How it ended').textContent).toContain('A person stopped it');
  });

  it('prints hostile output as text', async () => {
    const payloads = [
      '<script>globalThis.hacked=1</script>',
      '<img src=x onerror=globalThis.hacked=1>',
      '"><svg onload=globalThis.hacked=1>',
      'javascript:globalThis.hacked=1',
      '\u001b]8;;javascript:globalThis.hacked=1\u0007x\u001b]8;;\u0007',
      '•••(<img src=x onerror=globalThis.hacked=1>)',
    ];
    await renderApp(`#/runs/${runId(2)}`, async (host) => {
      await oneLive(host);
      host.world.transcripts.set(runId(2), chunksOf(payloads.map((text) => [0, 'stdout', `${text}\n`] as const)));
    });
    await settleOutput();
    expect(term().querySelectorAll('script, img, svg:not(.icon), a')).toHaveLength(0);
    expect((globalThis as { hacked?: number }).hacked).toBeUndefined();
    for (const text of payloads.slice(0, 4)) expect(term().textContent).toContain(text);
  });

  it('is searched with / and stepped through with Enter', async () => {
    await renderApp(`#/runs/${runId(2)}`, async (host) => {
      await oneLive(host);
      host.world.transcripts.set(runId(2), chunksOf([[0, 'stdout', 'Error one\nfine\nerror two\n']]));
    });
    await settleOutput();
    fireEvent.keyDown(document.body, { key: '/' });
    const search = screen.getByLabelText('Search the transcript');
    fireEvent.change(search, { target: { value: 'ERROR' } });
    expect(screen.getByText('1 of 2 lines')).toBeDefined();
    fireEvent.keyDown(search, { key: 'Enter' });
    expect(screen.getByText('2 of 2 lines')).toBeDefined();
    expect([...term().querySelectorAll('.term-found')].map((hit) => hit.textContent)).toEqual(['Error', 'error']);
    fireEvent.keyDown(search, { key: 'Escape' });
    expect(screen.queryByLabelText('Search the transcript')).toBeNull();
  });
});

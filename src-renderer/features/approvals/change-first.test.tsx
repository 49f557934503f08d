// @vitest-environment happy-dom
/** No write is approved whose change is not on screen, by a click or by a key. */
import { fireEvent, screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { FakeHost } from '#renderer/fake-host/fake-host.ts';
import { writeOf } from '#renderer/fake-host/file-fixtures.ts';
import { approvalId, approvalOf } from '#renderer/fake-host/fixtures.ts';
import { answersSent, approve, chord, handClick, holdTheClock, isInert } from '#renderer/testing/prompt.ts';
import { pass, renderApp, settle } from '#renderer/testing/render-app.tsx';
import { HostError } from '#shared/contract/index.ts';
import { armingMs } from './arming.ts';

holdTheClock();

const waiting =
  (tamper: (host: FakeHost) => void) =>
  async (host: FakeHost): Promise<void> => {
    const { plan, change } = await writeOf('src/a.ts', 'one\n', 'two\n');
    host.world.approvals = [await approvalOf(1, plan)];
    host.world.changes.set(approvalId(1), change);
    tamper(host);
  };
const answers = (): string => document.querySelector('.answers')?.textContent ?? '';

async function mayNot(host: FakeHost): Promise<void> {
  await pass(armingMs);
  expect(isInert(approve())).toBe(true);
  handClick(approve());
  chord('Enter');
  await settle();
  expect(answersSent(host)).toEqual([]);
}

describe('a write', () => {
  it('is not approved while its change is being read, and is once that is on screen', async () => {
    const reading = Promise.withResolvers<void>();
    const { host } = await renderApp(
      '#/approvals',
      waiting((made) => made.fail('files.waiting', reading.promise)),
    );
    expect(answers()).toContain('still being read');
    await mayNot(host);
    reading.resolve();
    await settle();
    expect(screen.getByRole('list', { name: 'What would change' })).toBeDefined();
    expect(answers()).not.toContain('still being read');
    await pass(armingMs);
    handClick(approve());
    await settle();
    expect(answersSent(host)).toHaveLength(1);
  });

  it('is not approved where its change cannot be read, until it was read after all', async () => {
    const problem = new HostError('INTERNAL', 'The disk could not be read.');
    const { host } = await renderApp(
      '#/approvals',
      waiting((made) => made.fail('files.waiting', problem)),
    );
    expect(document.body.textContent).toContain('What would change cannot be shown: The disk could not be read.');
    expect(answers()).toContain('could not be read, so it cannot be approved');
    await mayNot(host);
    host.fail('files.waiting', undefined);
    fireEvent.click(screen.getByRole('button', { name: 'read it again' }));
    await settle();
    await pass(armingMs);
    expect(isInert(approve())).toBe(false);
  });

  it.each(['before', 'after'] as const)(
    'is not approved where the text shown as %s is not the plan’s',
    async (which) => {
      const { host } = await renderApp(
        '#/approvals',
        waiting(({ world }) => {
          const change = world.changes.get(approvalId(1));
          const side = change?.[which];
          if (change === undefined || side == null) throw new Error('no change');
          world.changes.set(approvalId(1), { ...change, [which]: { ...side, text: 'harmless\n' } });
        }),
      );
      expect(answers()).toContain('What is shown is not what the plan would write');
      await mayNot(host);
    },
  );

  it('that is no text is approved once the page says that it cannot be shown', async () => {
    const { host } = await renderApp(
      '#/approvals',
      waiting(({ world }) => {
        const change = world.changes.get(approvalId(1));
        if (change?.after == null) throw new Error('no change');
        const after = { ...change.after, text: null, without: 'binary' } as const;
        world.changes.set(approvalId(1), { ...change, after });
      }),
    );
    expect(document.body.textContent).toContain('It cannot be shown; its SHA-256 stands above.');
    await pass(armingMs);
    chord('Enter');
    await settle();
    expect(answersSent(host)).toHaveLength(1);
  });
});

// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  file,
  found,
  listed,
  open,
  option,
  press,
  sent,
  type,
  until,
  withFile,
  yaml,
} from '#renderer/testing/policy-page.ts';
import { pass, settle } from '#renderer/testing/render-app.tsx';
import { HostError } from '#shared/contract/index.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-09-21T12:00:00Z') });
});

afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

describe('rules and file', () => {
  it('stand side by side as one document', async () => {
    await open();
    await until(() => expect(listed()).toHaveLength(2));
    expect(await found(/ask.*git push with any arguments.*publishes commits/)).toBeTruthy();
    expect(yaml().textContent).toContain('because: publishes commits');
    expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Version 4 is in force');
  });

  it('point at the same rule: choosing it in the list marks its lines', async () => {
    await open();
    fireEvent.click(await found(/git push/));
    await settle();
    const marked = [...yaml().querySelectorAll('.cm-rule')].map(({ textContent }) => textContent?.trim());
    expect(marked).toEqual(['- verdict: ask', 'args: [push, "..."]', 'because: publishes commits']);
  });

  it('open at the line that a link names', async () => {
    await open(withFile(), '#/policy/9');
    await until(() => expect(option(/git push/).getAttribute('aria-selected')).toBe('true'));
  });

  it('show each problem beside the file, at its line and at its rule', async () => {
    await open((host) => {
      withFile(file.replace('        because: publishes', '        time_out: 3\n        because: publishes'))(host);
      const { world } = host;
      world.status = { ...world.status, policy: { ...world.status.policy, state: 'last-good' } };
    });
    const list = await until(() => screen.getByRole('region', { name: 'Problems' }));
    expect(within(list).getByRole('button', { name: 'Line 10, column 9' })).toBeTruthy();
    expect(yaml().querySelector('.cm-bad')?.textContent).toContain('time_out: 3');
    expect(yaml().querySelector('.cm-note')?.textContent).toBe(
      'Line 10: There is no “time_out”. Did you mean “timeout”?',
    );
    expect(screen.getByRole('heading', { level: 1 }).textContent).toContain(
      'version 4, the last good one, stays in force',
    );
  });

  it('say what is wrong with the file as a whole', async () => {
    await open(({ world }) => {
      const problems = [{ line: 0, column: 0, message: 'policy.yaml is gone. Put it back, or write a new one.' }];
      world.status = { ...world.status, policy: { ...world.status.policy, state: 'none', version: 0, problems } };
    });
    expect(screen.getByText('policy.yaml is gone. Put it back, or write a new one.')).toBeTruthy();
    expect(screen.getByRole('heading', { level: 1 }).textContent).toContain('every request is denied');
  });

  it('keep working while the host cannot read the draft, and say so', async () => {
    const host = await open((fresh) => {
      withFile()(fresh);
      fresh.fail('policy.draft', new HostError('UNREACHABLE', 'Countersign does not answer.'));
    });
    expect(screen.getByRole('alert').textContent).toContain('Countersign does not answer.');
    expect(sent(host, 'policy.draft')).toHaveLength(1);
    host.fail('policy.draft', undefined);
    press('Try again');
    await pass(400);
    await until(() => expect(listed()).toHaveLength(2));
  });
});

describe('editing without YAML', () => {
  it('adds a rule from a form, shows its sentence and lines first, and keeps it in the draft', async () => {
    const host = await open();
    press('Add a rule…');
    type('Command, or the path of a program', 'git');
    type('First words', 'fetch|pull');
    type('Because', 'only brings things here');
    await settle();
    const dialog = screen.getByRole('dialog');
    expect(within(dialog).getByText(/^Ask before git fetch or pull with any arguments/)).toBeTruthy();
    expect(within(dialog).getByText(/3 lines added, 0 removed/)).toBeTruthy();
    await settle();
    press('Add to the draft');
    await pass(400);
    await until(() => expect(option(/git fetch or pull/).getAttribute('aria-selected')).toBe('true'));
    expect(sent(host, 'policy.save')).toEqual([]);
    expect(screen.getByRole('button', { name: /^Save/ }).getAttribute('aria-disabled')).toBeNull();
  });

  it('says what is missing in the form', async () => {
    await open();
    press('Add a rule…');
    type('Command, or the path of a program', 'make');
    expect(screen.getByRole('button', { name: 'Add to the draft' }).getAttribute('aria-disabled')).toBe('true');
    type('Where the program is', 'make');
    await settle();
    expect(screen.getByText(/Expected the absolute path of the program/)).toBeTruthy();
    type('Where the program is', '/usr/bin/make');
    type('First words', '--force');
    await settle();
    expect(screen.getByText(/--force is a flag/)).toBeTruthy();
    type('First words', '');
    await settle();
    expect(screen.getByRole('button', { name: 'Add to the draft' }).getAttribute('aria-disabled')).toBeNull();
  });

  it('survives a look at another screen, and leaving the page asks', async () => {
    await open();
    fireEvent.click(await found(/git push/));
    await settle();
    fireEvent.click(screen.getByLabelText('Deny'));
    await pass(400);
    window.location.hash = '#/runs';
    await pass(50);
    const leaving = new Event('beforeunload', { cancelable: true });
    window.dispatchEvent(leaving);
    expect(leaving.defaultPrevented).toBe(true);
    window.location.hash = '#/policy';
    await pass(400);
    expect(await found(/deny.*git push/)).toBeTruthy();
  });
});

describe('taking rules from elsewhere', () => {
  it('shows what a starter pack adds before it is in the draft', async () => {
    const host = await open((fresh) => {
      withFile()(fresh);
      const text = 'commands:\n  df: { executable: /usr/bin/df, rules: [{ verdict: allow, args: [] }] }\n';
      fresh.world.packs = [{ id: 'disk', title: 'Disks', sentence: 'Looks at disks.', text, missing: ['df'] }];
    });
    press('Add a starter pack…');
    await pass(50);
    const dialog = screen.getByRole('dialog', { name: 'Add a starter pack' });
    expect(dialog.textContent).toContain('Not on this machine: df.');
    fireEvent.click(within(dialog).getByRole('radio', { name: /Disks/ }));
    await pass(50);
    expect(within(dialog).getByText(/1 line added, 0 removed/)).toBeTruthy();
    press('Put into the draft');
    await pass(400);
    expect(await found(/df without arguments/)).toBeTruthy();
    expect(sent(host, 'policy.save')).toEqual([]);
  });

  it('shows what an import translated, tightened and left out, and keeps what is there', async () => {
    await open((fresh) => {
      withFile()(fresh);
      fresh.world.imported = {
        text: 'commands:\n  git: { executable: /bin/git, rules: [] }\n  ls: { executable: /bin/ls, rules: [{ verdict: ask, args: [] }] }\n',
        notes: [
          { kind: 'translated', from: 'Bash(ls)', to: 'ls', because: 'One program.' },
          { kind: 'left-out', from: 'Bash(a | b)', to: null, because: 'There is no shell here.' },
        ],
        problems: [],
      };
    });
    press('Import…');
    type('Its configuration', '{}');
    press('Show what it becomes');
    await pass(50);
    const dialog = screen.getByRole('dialog', { name: 'Import rules' });
    const notes = within(dialog).getByRole('region', { name: 'How it was read' });
    expect(notes.textContent).toMatch(/Left out: 1.*Bash\(a \| b\).*There is no shell here.*Taken over: 1/);
    expect(dialog.textContent).toContain('because both have it: git');
    press('Put into the draft');
    await pass(400);
    expect(await found(/ls without arguments/)).toBeTruthy();
    expect(await found(/git push/)).toBeTruthy();
  });
});

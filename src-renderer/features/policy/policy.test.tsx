// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FakeHost } from '#renderer/client/fake-host.ts';
import { clientOf, requestId } from '#renderer/client/fixtures.ts';
import { pass, renderApp, settle } from '#renderer/testing/render-app.tsx';
import { HostError } from '#shared/contract/index.ts';
import './workbench.tsx';

const file = `version: 1
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

function withFile(text = file) {
  return ({ world }: FakeHost): void => {
    world.clients = [clientOf('Claude Code')];
    world.policyText = text;
    world.policyVersions = [
      { version: 4, text, at: '2026-09-21T11:00:00Z', by: 'anna via browser', why: 'first rules' },
      { version: 3, text: 'version: 1\n', at: '2026-09-20T11:00:00Z', by: 'outside the app', why: null },
    ];
  };
}

async function open(fill: (host: FakeHost) => void = withFile(), hash = '#/policy'): Promise<FakeHost> {
  const { host } = await renderApp(hash, fill);
  await pass(400);
  return host;
}

const sent = (host: FakeHost, name: string): unknown[] =>
  host.calls.filter((call) => call.name === name).map(({ input }) => input);
const option = (text: RegExp): HTMLElement => screen.getByRole('option', { name: text });
/** Looks again until it holds: hashes and replies come when they come. */
async function until<T>(look: () => T): Promise<T> {
  for (let turn = 0; ; turn += 1) {
    try {
      return look();
    } catch (error) {
      if (turn > 40) throw error;
      await pass(50);
    }
  }
}
const found = (text: RegExp): Promise<HTMLElement> => until(() => option(text));
const listed = (): HTMLElement[] => within(screen.getByRole('listbox', { name: 'Rules' })).getAllByRole('option');
const press = (name: string | RegExp): void => {
  fireEvent.click(screen.getByRole('button', { name }));
};
const type = (label: string | RegExp, value: string): void => {
  fireEvent.change(screen.getByLabelText(label), { target: { value } });
};
/** What the YAML editor says: it is in a shadow root. */
const yaml = (): HTMLElement => {
  const found = document.querySelector('.yaml-editor')?.shadowRoot?.querySelector<HTMLElement>('.cm-content');
  if (found === null || found === undefined) throw new Error('there is no editor');
  return found;
};
const save = async (): Promise<void> => {
  fireEvent.keyDown(document.body, { key: 's', ctrlKey: true });
  await pass(400);
};

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

describe('saving', () => {
  it('goes without questions when the change only tightens', async () => {
    const host = await open();
    fireEvent.click(await found(/git push/));
    await settle();
    fireEvent.click(screen.getByLabelText('Deny'));
    await pass(400);
    await save();
    // An ask that is gone could have loosened: the rule that replaces it denies the same.
    expect(screen.queryByRole('dialog')).toBeNull();
    await until(() => expect(sent(host, 'policy.save')).toMatchObject([{ why: null }]));
    expect(host.world.policyText).toBe(file.replace('verdict: ask', 'verdict: deny'));
  });

  it('shows the difference and asks why when it lets more through', async () => {
    const host = await open();
    fireEvent.click(await found(/git push/));
    await settle();
    fireEvent.click(screen.getByLabelText('Allow'));
    await pass(400);
    await save();
    const dialog = await until(() => screen.getByRole('dialog'));
    expect(within(dialog).getByText('Allowed from now on: git push with any arguments')).toBeTruthy();
    expect(within(dialog).getByText(/1 line added, 1 removed/)).toBeTruthy();
    type(/^Why\?/, 'I trust it');
    press('Save the policy');
    await pass(400);
    await until(() => expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Version 5 is in force'));
    expect(sent(host, 'policy.save')).toMatchObject([{ why: 'I trust it' }]);
    expect(screen.getByRole('button', { name: /^Saved/ })).toBeTruthy();
  });

  it('never overwrites a file that changed meanwhile: it shows what changed and keeps the draft', async () => {
    const host = await open();
    fireEvent.click(await found(/git push/));
    await settle();
    fireEvent.click(screen.getByLabelText('Deny'));
    await pass(400);
    const theirs = file.replace('publishes commits', 'publishes things');
    host.world.policyText = theirs;
    await save();
    const dialog = await until(() => screen.getByRole('dialog', { name: 'The file changed meanwhile' }));
    await pass(100);
    expect(within(dialog).getByText(/1 line added, 1 removed/)).toBeTruthy();
    expect(host.world.policyText).toBe(theirs);
    press('Keep mine as the draft');
    await pass(400);
    press('Show changes');
    expect(within(screen.getByRole('dialog')).getByText(/2 lines added, 2 removed/)).toBeTruthy();
  });
});

describe('trying', () => {
  it('shows the argument vector of a typed line, and who won and lost', async () => {
    const host = await open((fresh) => {
      withFile()(fresh);
      fresh.world.why = {
        verdict: 'ask',
        rule: { id: 'commands.git.rules[1]', file: '/p.yaml', line: 8 },
        lost: [
          {
            rule: { id: 'commands.git.rules[0]', file: '/p.yaml', line: 6 },
            because: 'Its first word is status or log.',
          },
        ],
        reasons: ['publishes commits'],
        hint: null,
      };
    });
    type('A command to explain', `git push 'my branch' | tee`);
    await pass(400);
    const chips = within(screen.getByRole('list', { name: 'Arguments, in order' })).getAllByRole('listitem');
    expect(chips.map(({ textContent }) => textContent)).toEqual(['git', 'push', 'my branch', '|', 'tee']);
    expect(screen.getByText(/nothing is handed to a shell/)).toBeTruthy();
    expect(sent(host, 'policy.why').at(-1)).toEqual({ argv: ['git', 'push', 'my branch', '|', 'tee'] });
    const explain = screen.getByRole('region', { name: 'Explain' });
    expect(explain.textContent).toContain('Its first word is status or log.');
    fireEvent.click(within(explain).getByRole('button', { name: 'line 6' }));
    await settle();
    await until(() => expect(option(/git status or log/).getAttribute('aria-selected')).toBe('true'));
  });

  it('counts what a replay would change', async () => {
    await open((fresh) => {
      withFile()(fresh);
      const one = { at: '2026-09-21T11:00:00Z', client: 'Cursor', tool: 'execute_command', rule: null };
      fresh.world.replay = {
        replayed: 10,
        skipped: 1,
        changed: [
          { ...one, request: requestId(1), summary: 'git push', before: 'ask', after: 'allow' },
          { ...one, request: requestId(2), summary: 'git log', before: 'allow', after: 'ask' },
          { ...one, request: requestId(3), summary: 'git log -p', before: 'allow', after: 'ask' },
        ],
      };
    });
    const replay = screen.getByRole('region', { name: 'Replay' });
    expect(replay.textContent).toContain('7 requests unchanged. 1 ask→allow, 2 allow→ask.');
    expect(within(replay).getAllByRole('listitem')).toHaveLength(3);
  });
});

describe('history and changes from outside', () => {
  it('compares a version with now and goes back to it with a reason', async () => {
    const host = await open();
    press('History');
    await pass(100);
    fireEvent.click(await found(/Version 3/));
    await pass(100);
    expect(await until(() => screen.getByText(/0 lines added, 9 removed/))).toBeTruthy();
    type(/^Why go back/, 'start over');
    press('Go back to version 3');
    await pass(200);
    expect(sent(host, 'policy.revert')).toEqual([{ version: 3, why: 'start over' }]);
    press('Back to the policy');
    await pass(400);
    expect(await until(() => screen.getByText('No rules yet: everything is denied'))).toBeTruthy();
  });

  it('shows a change made outside the app, and takes it or throws it away', async () => {
    const host = await open((fresh) => {
      withFile()(fresh);
      const { world } = fresh;
      world.outside = { text: file.replace('verdict: ask', 'verdict: allow'), seen_at: '2026-09-21T11:59:00Z' };
      world.status = { ...world.status, policy: { ...world.status.policy, outside_change: true } };
    });
    const banner = await until(() => screen.getByRole('region', { name: 'Change made outside the app' }));
    expect(await until(() => within(banner).getByText(/1 line added, 1 removed/))).toBeTruthy();
    press('Discard the change');
    await pass(400);
    expect(sent(host, 'policy.discard')).toHaveLength(1);
    expect(screen.queryByRole('region', { name: 'Change made outside the app' })).toBeNull();
    expect(await found(/ask.*git push/)).toBeTruthy();
  });
});

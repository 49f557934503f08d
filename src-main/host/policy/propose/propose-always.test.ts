import { describe, expect, it } from 'vitest';
import type { Plan } from '#shared/model/index.ts';
import { loadPolicy, NOW_MS, planFor } from '../fixtures/load-policy.ts';
import { compilePolicy, decide } from '../index.ts';
import { anna, type Given, HOME, options, propose, THIS, text } from './fixtures/propose.ts';
import type { AlwaysProposals } from './proposals.ts';
import { proposeAlways } from './propose-always.ts';

const sentences = ({ always }: AlwaysProposals): readonly string[] =>
  always.map(({ choice, sentence }) => `${choice}: ${sentence}`);

/** Lines that are only in the second text. */
const added = (before: string, after: string): readonly string[] => {
  const lines = before.split('\n');
  return after.split('\n').filter((line) => !lines.includes(line));
};

describe('what Always offers', () => {
  it('goes from these very words to the same shape, each no narrower than the one before', async () => {
    const offers = await propose(['git', 'push', 'origin', 'feature/one']);
    expect(offers.always_refused).toBeNull();
    expect(sentences(offers)).toEqual([
      'exact: Allow git push origin feature/one and nothing more, in /home/anna/code/app, for Cursor alone, even where a rule asks',
      'workspace: Allow git push origin feature/one and nothing more, in ~/code/app/**, for Cursor alone, even where a rule asks',
      'template: Allow git push origin with text that matches [0-9A-Za-z][0-9A-Za-z._/-]*, in ~/code/app/**, for Cursor alone, even where a rule asks',
    ]);
  });

  it('takes files of the workspace for what they are, and any number of them at the end', async () => {
    const there = [`${HOME}/code/app/src/a.ts`, `${HOME}/code/app/b.ts`, `${HOME}/docs/x.md`];
    const one = await propose(['git', 'add', 'src/a.ts'], { there });
    expect(one.always[1]?.sentence).toContain('git add with a path that may be written, in');
    const two = await propose(['git', 'add', 'src/a.ts', 'b.ts'], { there });
    expect(two.always[1]?.sentence).toContain(
      'git add with a path that may be written, then paths that may be written',
    );
    const read = await propose(['git', 'add', `${HOME}/docs/x.md`], { there });
    expect(read.always[1]?.sentence).toContain('git add with a path that may be read, in');
    const none = await propose(['git', 'add', 'src/other.ts'], { there });
    expect(none.always[1]?.sentence).toContain('git add src/other.ts and nothing more');
  });

  it('keeps flags and sub-commands as they are, and lets values differ by their kind', async () => {
    const { always } = await propose(['git', 'commit', '--amend', '-m', 'Fix: it', '--', '7']);
    const template = always.at(-1)?.text ?? '';
    expect(added(text, template)).toContain(
      '        args: [commit, "--amend", "-m", "<text>", "--", "<int:0-999999999>"]',
    );
    const remote = await propose(['git', 'remote', 'add', 'up', 'https://example.org/x.git']);
    expect(added(text, remote.always.at(-1)?.text ?? '')).toContain(
      '        args: [remote, add, "<pattern:[0-9A-Za-z][0-9A-Za-z._/-]*>", "<url:https://example.org>"]',
    );
  });

  it('writes the rule at the end of its command and leaves every other line as it was', async () => {
    const { always } = await propose(['git', 'push', 'origin', 'main']);
    const [exact] = always;
    expect(text.split('\n').filter((line) => !(exact?.text ?? '').split('\n').includes(line))).toEqual([]);
    expect(exact?.text).toContain(`      - { verdict: deny, args: [push, "<text>", secret] }
      - verdict: allow
        over_ask: true
        args: [push, origin, main]
        cwd: ["/home/anna/code/app"]
        clients: [Cursor]
        because: approved for always on 2026-06-01
  # Formats.
`);
  });

  it('makes an exception only where a rule asks, and not where one merely could not prove it', async () => {
    const { always } = await propose(['git', 'log', '--all']);
    expect(always[0]?.text).not.toContain('over_ask');
    expect(always[0]?.sentence).toBe('Allow git log --all and nothing more, in /home/anna/code/app, for Cursor alone');
  });

  it('lets the very plan through under each text, and through no other door', async () => {
    const { always } = await propose(['git', 'push', 'origin', 'main']);
    expect(always.length).toBeGreaterThan(1);
    for (const offer of always) {
      const policy = loadPolicy(offer.text, options);
      const under = (argv: readonly string[], client = 'Cursor', cwd = `${HOME}/code/app`) =>
        decide(
          planFor(argv, { cwd: { path: cwd, device: '1', inode: '1' } }),
          { name: client, claims: null },
          policy,
          NOW_MS,
        ).verdict;
      expect(under(['git', 'push', 'origin', 'main'])).toBe('allow');
      expect(under(['git', 'push', 'origin', 'main'], 'codex')).toBe('ask');
      expect(under(['git', 'push', 'origin', 'main'], 'Cursor', `${HOME}/code/other`)).toBe('ask');
      expect(under(['git', 'push', '--force', 'origin', 'main'])).toBe('ask');
      expect(under(['git', 'push', 'origin', 'secret'])).toBe('deny');
    }
  });

  it('keeps asking about all other uses of a command that is listed without rules', async () => {
    const { always } = await propose(['fmt', '-w', '80']);
    expect(added(text, always[0]?.text ?? '')).toEqual([
      '  fmt: { executable: /usr/bin/fmt, rules: [{ verdict: ask, args: ["..."] }, { verdict: allow, over_ask: true, args: ["-w", "80"], cwd: ["/home/anna/code/app"], clients: [Cursor], because: "approved for always on 2026-06-01" }] }',
    ]);
  });

  it('runs under the terms that were shown', async () => {
    const { always } = await propose(['gated', 'go']);
    expect(added(text, always[0]?.text ?? '')).toEqual([
      '      - verdict: allow',
      '        over_ask: true',
      '        args: [go]',
      '        cwd: ["/home/anna/code/app"]',
      '        clients: [Cursor]',
      '        timeout: "9s"',
      '        limits: { memory: 67108864 }',
      '        env: [CI]',
      '        because: approved for always on 2026-06-01',
    ]);
  });

  it('says of how many past requests each would have let through more', async () => {
    const past = [
      ['git', 'push', 'origin', 'main'],
      ['git', 'push', 'origin', 'dev'],
      ['git', 'push', '--force', 'origin', 'main'],
      ['git', 'status'],
      ['ls'],
    ];
    const { always } = await propose(['git', 'push', 'origin', 'main'], { past });
    expect(always.map(({ choice, also_matched, of }) => [choice, also_matched, of])).toEqual([
      ['exact', 1, 5],
      ['workspace', 1, 5],
      ['template', 2, 5],
    ]);
    const many = Array.from({ length: 300 }, () => ['git', 'push', 'origin', 'main']);
    const { always: counted } = await propose(['git', 'push', 'origin', 'main'], { past: many });
    expect(counted[0]).toMatchObject({ also_matched: 200, of: 200 });
  });

  it('spells what is no plain word as an expression for it alone', async () => {
    const { always } = await propose(['git', 'commit', '-m', 'a|b <c> ...', '']);
    const policy = loadPolicy(always[0]?.text ?? '', options);
    const plan = (argv: readonly string[]) =>
      planFor(argv, { cwd: { path: `${HOME}/code/app`, device: '1', inode: '1' } });
    expect(decide(plan(['git', 'commit', '-m', 'a|b <c> ...', '']), anna, policy, NOW_MS).verdict).toBe('allow');
    expect(decide(plan(['git', 'commit', '-m', 'a', '']), anna, policy, NOW_MS).verdict).toBe('ask');
  });
});

describe('Always is not offered', () => {
  const why = async (argv: readonly string[], given: Given = {}): Promise<string> => {
    const { always, always_refused } = await propose(argv, given);
    expect(always).toEqual([]);
    return always_refused ?? '';
  };

  it('for programs that run others or raise privileges', async () => {
    expect(await why(['npm', 'test'])).toContain('npm runs other programs');
    expect(await why(['sudo', 'ls'])).toContain('sudo runs things with other rights');
    const renamed = planFor(['git']).executable;
    expect(await why(['git', 'push'], { plan: { executable: { ...renamed, path: '/usr/bin/python3.12' } } })).toContain(
      'python runs other programs',
    );
  });

  it.each(['-c', '-ccore.pager=x', '-e', '-lc', '--exec=x', '--eval', '--upload-pack=x', '-exec', '--config-env=a=b'])(
    'for an argument like %s',
    async (flag) => expect(await why(['git', 'push', flag, 'x'])).toContain('may hand code'),
  );

  it('for what has hidden characters anywhere', async () => {
    expect(await why(['git', 'push', 'ma\u200bin'])).toContain('do not show');
    const cwd = { path: `${HOME}/code/app\u202e`, device: '1', inode: '1' };
    expect(await why(['git', 'push'], { plan: { cwd } })).toContain('do not show');
    expect(await why(['git', 'push'], { plan: { env: { CI: '\u2066' }, envFromAgent: ['CI'] } })).toContain(
      'do not show',
    );
  });

  it('for what reads standard input, and for a program that changed', async () => {
    expect(await why(['git', 'push'], { plan: { stdin: { sha256: 'a'.repeat(64) as never, bytes: 1 } } })).toContain(
      'standard input',
    );
    expect(await why(['git', 'push'], { plan: { executableAsLoaded: false } })).toContain('was changed since');
  });

  it('for what a rule could not free: what is asked of one client, what is denied, what is no command', async () => {
    expect(await why(['git', 'push'], { client: 'Watched' })).toContain('A rule would not be enough');
    expect(await why(['git', 'push', 'x', 'secret'])).toContain('A rule would not be enough');
    expect(await why(['ls'])).toBe('The policy no longer lists ls.');
    const list: Plan = { kind: 'session.list' };
    const result = compilePolicy(text, options);
    if (!result.ok) throw new Error('the text is good');
    const past = { async *pastDecisions() {} };
    const parts = {
      past,
      compile: (draft: string) => compilePolicy(draft, options),
      realBase: String,
      exists: () => false,
    };
    const inForce = { ...result, text, by: 'anna', why: null };
    const { always_refused } = await proposeAlways(
      { plan: list, client: anna, request: THIS },
      { ...parts, inForce, nowMs: NOW_MS },
    );
    expect(always_refused).toContain('Only commands');
  });

  it('for more words than a rule can hold, and flags that none can spell', async () => {
    const many = Array.from({ length: 70 }, (_, at) => `w${at}`);
    expect(await why(['git', 'add', ...many])).not.toBe('');
    expect(await why(['git', 'add', '--x=a|b'])).toContain('cannot spell');
  });
});

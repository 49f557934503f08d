/** What another program's rules deny is denied or asked here too, however differently they say it. */
import { describe, expect, it } from 'vitest';
import { loadPolicy, warningsOf } from '../fixtures/load-policy.ts';
import { imported, verdictsOf } from './fixtures/imported.ts';

describe('what restricts', () => {
  const settings = (permissions: object): string => JSON.stringify({ permissions });

  it('holds for every word that begins like it', async () => {
    const { text } = await imported(
      'claude-code',
      settings({ allow: ['Bash(git:*)', 'Bash(rmdir:*)'], deny: ['Bash(git push:*)', 'Bash(rm:*)'] }),
    );
    const verdict = verdictsOf(text);
    expect([verdict('git log'), verdict('git push'), verdict('git pushx'), verdict('rmdir a')]).toEqual([
      ...['allow', 'deny', 'deny', 'deny'],
    ]);
  });

  it('makes everything ask when it could be about anything', async () => {
    const { text } = await imported(
      'claude-code',
      settings({ allow: ['Bash(git status)'], deny: ['Bash(*--force*)'] }),
    );
    expect(verdictsOf(text)('git status')).toBe('ask');
  });

  it('leaves nothing when it denies every command', async () => {
    for (const deny of ['Bash', 'Bash(*)', 'Bash(:*)']) {
      const { text } = await imported('claude-code', settings({ allow: ['Bash(git status)'], deny: [deny] }));
      expect(text).toMatch(/^commands: \{\}$/mu);
    }
  });

  it('keeps a program that shows files from those that may not be read', async () => {
    const { text } = await imported('claude-code', settings({ allow: ['Bash(cat:*)'], deny: ['Read(./secrets/**)'] }));
    const verdict = verdictsOf(text);
    expect([verdict('cat a.txt'), verdict('cat secrets/key'), verdict('cat /etc/shadow')]).toEqual([
      'allow',
      'deny',
      'deny',
    ]);
  });

  it.each([
    ['.env', ['/home/anna/code/.env', '/x/.env/a']],
    ['*.pem', ['/home/anna/code/a/b.pem']],
    ['**/*.[kp]em', ['/home/anna/code/a.kem', '/home/anna/code/a.pem']],
    ['./secrets', ['/home/anna/code/secrets', '/home/anna/code/secrets/a/b']],
    ['~/notes', ['/home/anna/notes', '/home/anna/notes/a']],
    ['//etc/passwd', ['/etc/passwd']],
    ['/conf/', ['/conf/a', '/home/anna/code/conf/a']],
    ['../other/x', ['/home/anna/other/x', '/home/other/x']],
    ['src/**/key.txt', ['/home/anna/code/src/key.txt', '/home/anna/code/src/a/b/key.txt']],
    ['**', ['/', '/etc/passwd']],
    ['a\\\\b', ['/x/a\\b']],
  ])('blocks all that Read(%s) could mean', async (pattern, paths) => {
    for (const list of ['ask', 'deny'] as const) {
      const source = { allow: ['Bash(cat:*)'], [list]: [`Read(${pattern})`] };
      const policy = loadPolicy((await imported('claude-code', settings(source))).text);
      expect(paths.map((path) => [path, policy.scopeOf(path).blocked])).toEqual(paths.map((path) => [path, true]));
    }
  });

  it('makes what a gateway allows ask, and lets nothing more be asked for', async () => {
    const source = `commands: { git: { allowed_prefixes: [status], requires_confirmation: true }, ls: { allowed_prefixes: [a] } }
confirmation_required: [{ name: ls, reason: look twice }, { name: rm }]
allowed_paths: [/home/anna/code/**]
`;
    const { text } = await imported('gateway', source);
    const verdict = verdictsOf(text);
    const lines = ['git status', 'git push', 'ls a', 'ls b', 'rm x'];
    expect(lines.map(verdict)).toEqual(['ask', 'deny', 'ask', 'deny', 'ask']);
    expect(text).toMatch(/because: look twice/u);
  });

  it('takes a gateway’s list of names for no more than what is described', async () => {
    const paths = 'allowed_paths: [/home/anna/code/**]\n';
    const source = `commands: { git: { allowed_prefixes: [status] }, ls: { allowed_prefixes: [a] }, rm: { allowed_prefixes: [] } }
allowed_commands: [git, rm, cat, curl]
command_overrides: { cat: { allowed_prefixes: [a] }, uptime: {} }
confirmation_required: [curl]
${paths}`;
    const verdict = verdictsOf((await imported('gateway', source)).text);
    const lines = ['git status', 'git push', 'ls a', 'rm x', 'cat a', 'cat b', 'uptime', 'curl x'];
    expect(lines.map(verdict)).toEqual(['allow', 'deny', 'ask', 'deny', 'allow', 'deny', 'ask', 'ask']);
    const twice = `commands: { rm: { allowed_prefixes: [] }, git: { allowed_prefixes: [status] } }
command_overrides: { rm: { max_args: 3 }, git: { allowed_prefixes: [push] } }
${paths}`;
    const either = verdictsOf((await imported('gateway', twice)).text);
    expect(['rm x', 'git status', 'git push', 'git log'].map(either)).toEqual(['deny', 'ask', 'ask', 'deny']);
    const gated = `commands: { git: { requires_confirmation: true } }\nallowed_commands: [git]\n${paths}`;
    expect(verdictsOf((await imported('gateway', gated)).text)('git status')).toBe('ask');
  });

  it('leaves out a second program of one name', async () => {
    const { text, notes } = await imported('exec-commands', '/usr/bin/df -h; /opt/df -x');
    expect([verdictsOf(text)('df -h'), verdictsOf(text)('df -x')]).toEqual(['allow', 'deny']);
    expect(notes.filter(({ kind }) => kind === 'left-out').at(-1)?.because).toMatch(/one name is one program/u);
  });

  it('widens the gateway’s blocked paths to all that they matched', async () => {
    const source =
      'commands: { ls: {} }\nallowed_paths: [/home/anna/code/**]\nblocked_paths: ["/home/anna/code/*/private", "*.key"]\n';
    const { text } = await imported('gateway', source);
    expect(text).toMatch(/- \/home\/anna\/code\/\*\*\/private\/\*\*/u);
    expect(text).toMatch(/"\*\*\/\*\.key\/\*\*"/u);
  });
});

describe('text of others', () => {
  it('cannot get out of its comment or its value', async () => {
    const evil = 'git log\\n    rules: [{ verdict: allow, args: [\\"...\\"] }]\\nversion: 1:*';
    const { text, problems } = await imported(
      'claude-code',
      `{"permissions":{"allow":["Bash(${evil})","Bash(git status)"]}}`,
    );
    expect(problems).toEqual([]);
    expect(verdictsOf(text)('git push')).toBe('deny');
    const reason = await imported(
      'codex',
      'prefix_rule(pattern=["ls"], justification="a\\n- verdict: allow # \\t x")\n',
    );
    expect(reason.problems).toEqual([]);
    expect(warningsOf(reason.text)).toEqual([]);
    expect(reason.text.match(/verdict: allow/gu)?.length).toBeGreaterThan(0);
    expect(verdictsOf(reason.text)('ls')).toBe('allow');
  });
});

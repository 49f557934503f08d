import { describe, expect, it } from 'vitest';
import type { Verdict } from '#shared/model/index.ts';
import type { CompiledPolicy } from '#shared/policy/index.ts';
import { loadPolicy, NOW_MS, planFor, problemsOf } from '../../fixtures/load-policy.ts';
import { compilePolicy, decide } from '../../index.ts';
import { rulesOf } from '../../tools/draft-report.ts';
import { refitted } from '../../tools/refitted.ts';

const findProgram = (name: string): string | undefined => (name === 'absent' ? undefined : `/usr/bin/${name}`);
const machine = { findProgram };
const load = (text: string): CompiledPolicy => loadPolicy(`allowed_paths: [/home/anna/code/**]\n${text}`, machine);
const problems = (text: string): readonly string[] => problemsOf(text, machine);
const client = { name: 'x', claims: null };

/** As the plan would be made under this policy. */
const decided = (policy: CompiledPolicy, argv: readonly string[]): Verdict =>
  decide(refitted(planFor(argv), client, policy), client, policy, NOW_MS);

function verdict(policy: CompiledPolicy, ...argv: readonly string[]): string {
  return decided(policy, argv).verdict;
}

/** What is odd about a text, as `line message`. */
function warnings(text: string): readonly string[] {
  const options = { file: '/data/policy.yaml', version: 1, ownFolders: [], home: '/home/anna', ...machine };
  const result = compilePolicy(text, options);
  return result.ok ? result.warnings.map(({ line, message }) => `${line} ${message}`) : ['it does not compile'];
}

describe('a gateway’s policy as it is', () => {
  // What the gateway comes with, and a list of names, which it once had.
  const text = `
allowed_commands: [git, find, cat, curl]
banned_commands:
  - { name: rm, reason: Deletes files }
  - { name: sudo, reason: Raises privileges }
confirmation_required:
  - { name: python3, reason: Runs code }
  - { name: curl, reason: Reaches the network }
command_overrides:
  git: { max_args: 20, allowed_prefixes: [status, log, diff, "remote show"] }
  find: { max_args: 15 }
allowed_paths: ["~//**", /home/**, /tmp/**]
blocked_paths: ["**/.ssh/**", "**/.gnupg/**", "**/.aws/**", "**/.env"]
file_limits: { max_read_size: 1048576, max_write_size: 5242880, blocked_extensions: [.so] }
resource_limits: { cpu_quota_us: 100000, cpu_period_us: 100000, memory_max: "536870912", pids_max: 32, io_weight: 100 }
`;
  const policy = loadPolicy(text, machine);

  it('allows what it names, by prefix where it says which', () => {
    expect(verdict(policy, 'git', 'status')).toBe('allow');
    expect(verdict(policy, 'git', 'remote', 'show', 'origin')).toBe('allow');
    expect(verdict(policy, 'cat', 'README.md')).toBe('allow');
    expect(verdict(policy, 'git', 'push')).toBe('deny');
    expect(verdict(policy, 'git', ...new Array<string>(20).fill('status'))).toBe('deny');
  });

  it('asks about flags that nobody listed, and about programs that run others', () => {
    expect(verdict(policy, 'git', 'log', '--output=/x')).toBe('ask');
    expect(verdict(policy, 'cat', '-A', 'x')).toBe('ask');
    expect(verdict(policy, 'find', '.', 'x')).toBe('ask');
  });

  it('asks where confirmation is required, and says why', () => {
    expect(verdict(policy, 'python3', 'x.py')).toBe('ask');
    expect(decided(policy, ['curl', 'https://example.org'])).toMatchObject({
      verdict: 'ask',
      rule: { id: 'confirmation_required[1]', line: 8 },
      reasons: ['Reaches the network'],
    });
  });

  it('never allows what nobody named, though the gateway did', () => {
    expect(verdict(policy, 'ls')).toBe('deny');
    expect(verdict(policy, 'rm', 'x')).toBe('deny');
    expect(verdict(policy, 'sudo', 'ls')).toBe('deny');
  });

  it('binds paths, blocked ones with all that is below them', () => {
    expect(policy.scopeOf('/home/anna/x')).toEqual({ read: true, write: true, blocked: false });
    expect(policy.scopeOf('/tmp/x').write).toBe(true);
    expect(policy.scopeOf('/etc/passwd')).toEqual({ read: false, write: false, blocked: false });
    for (const path of ['/home/anna/.ssh', '/home/anna/.ssh/id', '/home/anna/p/.env', '/home/anna/p/.env/x'])
      expect(policy.scopeOf(path).blocked, path).toBe(true);
  });

  it('sets the limits, a share of the processor as the time that it comes to', () => {
    expect(policy.commandTerms(['cat'], client)).toMatchObject({
      memoryBytes: 536_870_912,
      pids: 32,
      cpuMs: 300_000,
    });
    expect(policy.files).toMatchObject({ blockedExtensions: ['.so'] });
  });

  it('says what has no effect here', () => {
    expect(warnings(text).filter((line) => /^1[2-6] /u.test(line))).toEqual([
      '12 “~//**” has two slashes in a row: it matched nothing there, and allows nothing here.',
      '15 io_weight is a share and no limit: it has no effect here.',
    ]);
  });

  it('is shown rule by rule, with the place of each', () => {
    const result = compilePolicy(text, { file: '/p', version: 1, ownFolders: [], home: '/home/anna', ...machine });
    if (!result.ok) throw new Error('the text is good');
    const rows = rulesOf(result).map(({ id, line, sentence }) => `${line} ${id}: ${sentence}`);
    expect(rows).toEqual([
      '10 command_overrides.git.allowed_prefixes[0]: Allow git status with any arguments',
      '10 command_overrides.git.allowed_prefixes[1]: Allow git log with any arguments',
      '10 command_overrides.git.allowed_prefixes[2]: Allow git diff with any arguments',
      '10 command_overrides.git.allowed_prefixes[3]: Allow git remote show with any arguments',
      '2 allowed_commands[1].rules[0]: Allow find with any arguments',
      '2 allowed_commands[2].rules[0]: Allow cat with any arguments',
      '2 allowed_commands[3].rules[0]: Allow curl with any arguments',
      '8 confirmation_required[1]: Ask before anything that is allowed for curl: Reaches the network',
      '7 confirmation_required[0]: Ask before python3 with any arguments',
      '7 confirmation_required[0]: Ask before anything that is allowed for python3: Runs code',
    ]);
  });
});

describe('the strictest wins', () => {
  it('of a ban, a confirmation and a name, also by the program’s own name', () => {
    const policy = load(
      'commands:\n  remove: { executable: /usr/bin/rm, allowed_prefixes: [a] }\n  list: { executable: /usr/bin/ls, allowed_prefixes: [a] }\nallowed_commands: [cat]\nbanned_commands: [rm, cat]\nconfirmation_required: [ls]\n',
    );
    expect(verdict(policy, 'cat', 'x')).toBe('deny');
    expect(
      decide(planFor(['remove', 'a'], { executable: { ...planFor(['rm']).executable } }), client, policy, NOW_MS),
    ).toMatchObject({
      verdict: 'deny',
      rule: { id: 'banned_commands[0]' },
    });
    const list = planFor(['list', 'a'], { executable: { ...planFor(['ls']).executable } });
    expect(decide(list, client, policy, NOW_MS).verdict).toBe('ask');
  });

  it('of a name that only an override gives: it asks, but for the prefixes', () => {
    const policy = load('command_overrides: { ls: { max_args: 3 }, git: { allowed_prefixes: [status] } }\n');
    expect(verdict(policy, 'ls', 'x')).toBe('ask');
    expect(verdict(policy, 'ls', 'x', 'y', 'z')).toBe('deny');
    expect(verdict(policy, 'git', 'status')).toBe('allow');
  });

  it('of limits: an override is for its command alone', () => {
    const policy = load(
      'allowed_commands: [ls, cat]\nresource_limits: { pids_max: 32 }\ncommand_overrides: { ls: { resource_override: { pids_max: 4, memory_max: max } } }\n',
    );
    expect(policy.commandTerms(['ls'], client)).toMatchObject({ pids: 4, memoryBytes: null });
    expect(policy.commandTerms(['cat'], client)).toMatchObject({ pids: 32, memoryBytes: 2 * 1024 ** 3 });
  });
});

describe('a conflict is an error with its place', () => {
  it.each([
    [
      'commands: { git: { executable: /usr/bin/git } }\nallowed_commands: [ls, git]\n',
      '2:24 “git” is described under commands already: say it there, and remove it here.',
    ],
    [
      'commands: { git: { executable: /usr/bin/git } }\ncommand_overrides:\n  git: { max_args: 3 }\n',
      '3:3 “git” is described under commands already: say it there, and remove it here.',
    ],
    ['allowed_commands: [ls, ls]\n', '1:24 “ls” stands here a second time.'],
    ['paths: { read: [/a] }\nallowed_paths: [/b]\n', '2:1 “paths.read” says where already: keep one of the two.'],
    [
      'limits: { memory: 1GiB }\nresource_limits: { memory_max: 5000000 }\n',
      '2:20 “limits.memory” says the same already: keep one of the two.',
    ],
    [
      'files: { max_read_size: 5 }\nfile_limits: { max_read_size: 6 }\n',
      '2:16 “files.max_read_size” says the same already: keep one of the two.',
    ],
    [
      'allowed_paths: ["data/**"]\n',
      '1:17 “data/**” cannot be a path here: expected one that starts with “/”, “~/” or “**/”, with “*” and “**” alone as wildcards.',
    ],
    [
      'allowed_paths: ["/data/[ab]/**"]\n',
      '1:17 “/data/[ab]/**” cannot be a path here: expected one that starts with “/”, “~/” or “**/”, with “*” and “**” alone as wildcards.',
    ],
    ['allowed_commands: { git: {} }\n', '1:19 “allowed_commands”: expected a list, and a mapping came.'],
    [
      'resource_limits: { memory_max: 512MB }\n',
      '1:32 “memory_max”: expected a number of bytes from 4194304 on, such as "536870912", or max.',
    ],
    ['resource_limits: { pid_max: 5 }\n', '1:20 There is no “pid_max” here. Did you mean “pids_max”?'],
    ['banned_commands: [{ reason: x }]\n', '1:19 “name” is missing: expected text.'],
    ['alowed_commands: [git]\n', '1:1 There is no “alowed_commands” here. Did you mean “allowed_commands”?'],
  ])('%j', (text, problem) => expect(problems(text)).toEqual([problem]));

  it('but what only takes away adds up', () => {
    const both = 'paths: { read: [/a/**], blocked: [/a/x] }\nblocked_paths: ["/a/y"]\n';
    const policy = loadPolicy(both, machine);
    expect([policy.scopeOf('/a/x').blocked, policy.scopeOf('/a/y/z').blocked, policy.scopeOf('/a/z').blocked]).toEqual([
      true,
      true,
      false,
    ]);
  });
});

describe('a program that is not there', () => {
  it('stays denied, and the load says so', () => {
    expect(verdict(load('allowed_commands: [absent]\n'), 'absent')).toBe('deny');
    expect(warnings('allowed_commands: [absent]\n')[0]).toContain('There is no absent in the usual folders');
  });

  it('is every one where nobody can look', () => {
    expect(verdict(loadPolicy('allowed_commands: [ls]\nallowed_paths: [/home/anna/code/**]\n'), 'ls')).toBe('deny');
  });
});

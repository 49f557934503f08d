/** Commands that hide in the words of another one (chaining, substitution, redirection, wrappers). None may run, be allowed, or even be asked about. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Agent, legacyAgent } from '../agents.ts';
import { openTestHost, type TestHost } from '../open-test-host.ts';
import { commandLines, hostileArguments } from './payloads.ts';

const POLICY = `version: 1
commands:
  git: { executable: /usr/bin/git, sandbox: off, rules: [{ verdict: allow, args: [status] }] }
  echo: { executable: /usr/bin/echo, sandbox: off, rules: [{ verdict: allow, args: [hi] }] }
  ls: { executable: /usr/bin/ls, sandbox: off, rules: [{ verdict: allow, args: [] }] }
  "true": { executable: /usr/bin/true, sandbox: off, rules: [{ verdict: allow, args: [] }] }
  printf: { executable: /usr/bin/printf, sandbox: off, rules: [{ verdict: allow, args: ["%s", "<text>"] }] }
paths: { read: ["WORKSPACE/**"], write: ["WORKSPACE/**"] }
limits: { concurrent: 100, concurrent_per_client: 100, max_argument_bytes: 1MiB }
`;

let test: TestHost;
let agent: Agent;
let mark: string;

beforeAll(async () => {
  test = await openTestHost({ policy: POLICY });
  agent = await legacyAgent({ endpoint: test.endpoint, token: await test.addClient() });
  mark = join(test.workspace, 'mark');
});

afterAll(async () => {
  await agent.close();
  await test.close();
});

const withMark = (text: string): string => text.replaceAll('MARK', mark);
const run = (argv: readonly string[]) => agent.call('execute_command', { argv, working_dir: test.workspace });
const verdictOn = async (argv: readonly string[]) =>
  (await test.call('policy.why', { client: 'tester', argv: [...argv], cwd: test.workspace })).verdict;

it('what the policy allows does run, so that the refusals below mean something', async () => {
  expect(await run(['echo', 'hi'])).toMatchObject({ isError: false, value: { stdout: 'hi\n' } });
  expect(await verdictOn(['git', 'status'])).toBe('allow');
});

describe('a command line with another command in it', () => {
  it('comes in more than 500 kinds', () => {
    expect(new Set(commandLines).size + new Set(hostileArguments).size).toBeGreaterThan(500);
  });

  it.each([
    ['as the name of a command', (line: string) => [line]],
    ['cut at blanks', (line: string) => line.split(' ').filter((word) => word !== '')],
    ['cut at the first blank', (line: string) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]],
    ['as the operand of a shell', (line: string) => ['sh', '-c', line]],
  ])('is never allowed, %s', async (_how, cut) => {
    const allowed: string[] = [];
    for (const line of commandLines) {
      if ((await verdictOn(cut(withMark(line)).slice(0, 9000))) === 'allow') allowed.push(line.slice(0, 200));
    }
    expect(allowed).toEqual([]);
  });

  it('is refused when it is asked for in earnest, and nothing of it runs', async () => {
    for (const line of commandLines) {
      const { isError, value } = await run([withMark(line)]);
      expect([isError, value.code]).toEqual([true, expect.stringMatching(/^(POLICY_DENIED|BAD_INPUT)$/)]);
    }
    expect(existsSync(mark)).toBe(false);
  });
});

describe('an argument that looks like a command', () => {
  it('reaches the program byte for byte, or a person is asked first; nothing else happens', async () => {
    let ran = 0;
    for (const text of hostileArguments.map(withMark)) {
      const argv = ['printf', '%s', text];
      if ((await verdictOn(argv)) !== 'allow') continue;
      ran += 1;
      expect((await run(argv)).value.stdout).toBe(text);
    }
    expect(ran).toBeGreaterThan(60);
    expect(existsSync(mark)).toBe(false);
    // Where the kernel counts a run's processes: none of them ever had a second one.
    const peaks = (await test.call('runs.list', {})).map(({ end }) => end?.usage?.peak_pids ?? 1);
    expect(peaks.length).toBeGreaterThan(20);
    expect(peaks.filter((peak) => peak > 1)).toEqual([]);
  });
});

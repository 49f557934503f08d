/** What a person can ask about the policy, through the whole house: of the past, of a draft, of what to begin with, of what a client may do. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Agent, modernAgent } from '../../test/agents.ts';
import { openTestHost, type TestHost } from '../../test/open-test-host.ts';

let app: TestHost;
let agent: Agent;

beforeEach(async () => {
  app = await openTestHost();
  agent = await modernAgent({ endpoint: app.endpoint, token: await app.addClient('Claude') });
});
afterEach(async () => {
  await agent.close();
  await app.close();
});

const onDisk = (): string => readFileSync(join(app.dataDir, 'policy.yaml'), 'utf8');
const sha = (text: string): string => createHash('sha256').update(text).digest('hex');
const run = (...argv: readonly string[]) => agent.call('execute_command', { argv, working_dir: app.workspace });
/** The policy of these tests with echo asked about. */
const tighter = (): string =>
  onDisk().replace(
    'rules: [{ verdict: allow, args: ["..."] }] }\n  cat',
    'rules: [{ verdict: ask, args: ["..."] }] }\n  cat',
  );

describe('the past', () => {
  it('is counted rule by rule, and by rule when the policy changes', async () => {
    await run('echo', 'a');
    await run('echo', 'b');
    const hits = async () =>
      Object.fromEntries((await app.call('policy.rules', {})).map(({ id, hits: count }) => [id, count]));
    expect(await hits()).toMatchObject({ 'commands.echo.rules[0]': 2, 'commands.pwd.rules[0]': 0 });
    const [rule] = (await app.call('policy.rules', {})).filter(({ command }) => command === 'echo');
    expect(rule).toMatchObject({
      verdict: 'allow',
      line: 4,
      sentence: 'Allow echo with any arguments, without a sandbox',
      last_hit_at: expect.any(String),
    });
    await app.call('policy.save', { text: `# a new first line\n${onDisk()}`, base: sha(onDisk()) });
    expect(await hits()).toMatchObject({ 'commands.echo.rules[0]': 2 });
    const draft = await app.call('policy.draft', { text: tighter() });
    expect(draft.rules.find(({ command }) => command === 'echo')).toMatchObject({ verdict: 'ask', hits: 0 });
  });

  it('is decided again under a draft', async () => {
    await run('echo', 'hello world');
    await run('pwd');
    await run('nothing');
    const report = await app.call('policy.replay', { text: tighter() });
    expect(report).toMatchObject({ replayed: 2, skipped: 0 });
    expect(report.changed).toMatchObject([
      {
        client: 'Claude',
        tool: 'execute_command',
        summary: "echo 'hello world'",
        before: 'allow',
        after: 'ask',
        rule: 'commands.echo.rules[0]',
      },
    ]);
    await expect(app.call('policy.replay', { text: 'version: 2\n' })).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });

  it('leaves out a plan that had a secret in it', async () => {
    await run('echo', 'ghp_0123456789abcdefghijABCDEFGHIJ012345');
    expect(await app.call('policy.replay', { text: tighter() })).toMatchObject({
      replayed: 0,
      skipped: 1,
      changed: [],
    });
  });
});

describe('a draft', () => {
  it('with problems shows the rules that can be read', async () => {
    const text =
      'commands:\n  git: { executable: /usr/bin/git, rules: [{ verdict: allow, args: [status] }] }\n  bad: { rules: [] }\n';
    const report = await app.call('policy.draft', { text });
    expect(report.ok).toBe(false);
    expect(report.rules).toMatchObject([
      { id: 'commands.git.rules[0]', line: 2, sentence: 'Allow git status and nothing more' },
    ]);
  });

  it('can be asked why', async () => {
    const why = { argv: ['echo'], cwd: app.workspace, draft: tighter() };
    expect((await app.call('policy.why', why)).verdict).toBe('ask');
    await expect(app.call('policy.why', { ...why, draft: 'commandz:' })).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });
});

describe('policies to begin with', () => {
  it('starter packs are added to a text, which then compiles', async () => {
    const packs = await app.call('policy.packs', {});
    expect(packs.length).toBeGreaterThan(3);
    const { text } = await app.call('policy.read', {});
    for (const { id } of packs) {
      const report = await app.call('policy.addPack', { text, pack: id });
      expect((await app.call('policy.check', { text: report.text })).problems, id).toEqual([]);
    }
    await expect(app.call('policy.addPack', { text, pack: 'nothing' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('another program’s rules are translated, and nothing is changed by it', async () => {
    const before = onDisk();
    const report = await app.call('policy.import', { format: 'exec-commands', text: 'echo,true' });
    expect((await app.call('policy.check', { text: report.text })).ok || report.problems.length > 0).toBe(true);
    expect(onDisk()).toBe(before);
  });
});

it('the schema knows the keys of the file', async () => {
  expect(Object.keys((await app.call('policy.schema', {})).properties ?? {})).toContain('commands');
});

it('what a client may do is in sentences, with what is taken away from it', async () => {
  await app.call('policy.save', {
    text: `${onDisk()}clients: { Claude: { commands: { pwd: { ask: true } } } }\n`,
    base: sha(onDisk()),
  });
  const pwd = (groups: Awaited<ReturnType<typeof app.call<'policy.can'>>>) =>
    groups.find(({ command }) => command === 'pwd')?.sentences;
  expect(pwd(await app.call('policy.can', { client: 'claude' }))).toEqual([
    'Allow pwd without arguments, without a sandbox',
    'For Claude: ask before anything of pwd',
  ]);
  expect(pwd(await app.call('policy.can', {}))).toEqual(['Allow pwd without arguments, without a sandbox']);
});

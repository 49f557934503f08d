/** The policy from the person's side, through the whole house: writing, going back, changes from outside, trying a draft on the past. */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PolicyStatus } from '#shared/contract/index.ts';
import { type Agent, modernAgent } from '../../test/agents.ts';
import { openTestHost, TEST_POLICY, type TestHost } from '../../test/open-test-host.ts';

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

const file = (): string => join(app.dataDir, 'policy.yaml');
const onDisk = (): string => readFileSync(file(), 'utf8');
const sha = (text: string): string => createHash('sha256').update(text).digest('hex');
const run = (...argv: readonly string[]) => agent.call('execute_command', { argv, working_dir: app.workspace });
/** The policy of these tests with echo asked about. */
const tighter = (): string =>
  onDisk().replace(
    'rules: [{ verdict: allow, args: ["..."] }] }\n  cat',
    'rules: [{ verdict: ask, args: ["..."] }] }\n  cat',
  );

/** Resolves with the first status from now on that is as wanted. */
function until(wanted: (status: PolicyStatus) => boolean): Promise<PolicyStatus> {
  const { promise, resolve } = Promise.withResolvers<PolicyStatus>();
  const stop = app.host.api.events.listen((event) => {
    if (event.name === 'policy.changed' && wanted(event.payload)) resolve(event.payload);
  });
  return promise.finally(stop);
}

describe('saving', () => {
  it('writes the file, is in force at once, and is on record with who and why', async () => {
    const text = tighter();
    const saved = await app.call('policy.save', { text, base: sha(onDisk()), why: 'echo is loud' });
    expect(saved).toMatchObject({ ok: true, problems: [], status: { state: 'ok', version: 2 } });
    expect(onDisk()).toBe(text);
    expect((await app.call('policy.why', { argv: ['echo'], cwd: app.workspace })).verdict).toBe('ask');
    const [newest] = await app.call('policy.history', {});
    expect(newest).toMatchObject({ version: 2, by: 'tester via terminal', why: 'echo is loud', in_force: true });
    const loads = (await app.audit()).flatMap(({ body }) =>
      body.type === 'house' && body.event === 'policy-loaded' ? [body.detail] : [],
    );
    expect(loads.at(-1)).toMatchObject({ version: 2, by: 'tester via terminal', why: 'echo is loud' });
  });

  it('is refused when the file is another by now', async () => {
    const base = sha(onDisk());
    writeFileSync(file(), `${onDisk()}# by somebody else\n`);
    await expect(app.call('policy.save', { text: tighter(), base })).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(onDisk()).toContain('# by somebody else');
  });

  it.each([
    ['does not compile', 'version: 1\ncommandz: {}\n', 'There is no “commandz”'],
    [
      'fails its examples',
      'version: 1\ncommands:\n  ls:\n    executable: /bin/ls\n    rules:\n      - { verdict: allow, args: [], examples: { match: [[ls, x]] } }\n',
      'should match this rule',
    ],
  ])('a text that %s is not written', async (_what, text, problem) => {
    const before = onDisk();
    const saved = await app.call('policy.save', { text, base: sha(before) });
    expect(saved).toMatchObject({ ok: false, status: { state: 'ok', version: 1 } });
    expect(saved.problems[0]?.message).toContain(problem);
    expect(onDisk()).toBe(before);
  });

  it('of two at once lets one through', async () => {
    const base = sha(onDisk());
    const results = await Promise.allSettled([
      app.call('policy.save', { text: `${onDisk()}# one\n`, base }),
      app.call('policy.save', { text: `${onDisk()}# two\n`, base }),
    ]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });
});

describe('going back', () => {
  it('writes the earlier text as a new version', async () => {
    const first = onDisk();
    await app.call('policy.save', { text: tighter(), base: sha(first) });
    expect(await app.call('policy.revert', { version: 1 })).toMatchObject({ state: 'ok', version: 3 });
    expect(onDisk()).toBe(first);
    expect(await app.call('policy.version', { version: 3 })).toEqual({ version: 3, text: first });
    const history = await app.call('policy.history', { limit: 2 });
    expect(history.map(({ version, why, in_force }) => [version, why, in_force])).toEqual([
      [3, 'back to version 1', true],
      [2, null, false],
    ]);
  });

  it('to a version that there is not is refused', async () => {
    await expect(app.call('policy.revert', { version: 9 })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(app.call('policy.version', { version: 9 })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('a change outside the app', () => {
  it('takes effect at once when the person turned the question off, and is told apart in the history', async () => {
    expect(await app.call('policy.confirmOutside', { on: false })).toEqual({ on: false });
    const changed = until(({ version }) => version === 2);
    writeFileSync(file(), tighter());
    expect(await changed).toMatchObject({ state: 'ok', outside_change: false });
    expect((await app.call('policy.history', {}))[0]).toMatchObject({ by: 'outside the app' });
  });

  it('waits for the person, and comes into force when accepted', async () => {
    expect(await app.call('policy.settings', {})).toEqual({ confirm_outside: true });
    const text = tighter();
    const waits = until(({ outside_change }) => outside_change);
    writeFileSync(file(), text);
    expect(await waits).toMatchObject({ state: 'last-good', version: 1 });
    expect(await app.call('policy.outside', {})).toMatchObject({ sha256: sha(text), text });
    expect((await app.call('policy.why', { argv: ['echo'], cwd: app.workspace })).verdict).toBe('allow');
    await expect(app.call('policy.accept', { sha256: sha('another') })).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await app.call('policy.accept', { sha256: sha(text) })).toMatchObject({
      state: 'ok',
      version: 2,
      outside_change: false,
    });
    expect(await app.call('policy.outside', {})).toBeNull();
    expect((await app.call('policy.history', {}))[0]?.by).toBe('outside the app, accepted by tester via terminal');
    expect((await app.call('policy.why', { argv: ['echo'], cwd: app.workspace })).verdict).toBe('ask');
  });

  it('is undone when it is discarded', async () => {
    const [before, text] = [onDisk(), tighter()];
    const waits = until(({ outside_change }) => outside_change);
    writeFileSync(file(), text);
    await waits;
    expect(await app.call('policy.discard', { sha256: sha(text) })).toMatchObject({
      state: 'ok',
      version: 1,
      outside_change: false,
    });
    const records = (await app.audit()).flatMap(({ body }) => (body.type === 'house' ? [body] : []));
    expect(records.findLast(({ event }) => event === 'policy-loaded')?.detail).toMatchObject({
      by: 'tester via terminal',
      why: 'a change made outside the app was discarded',
    });
    expect(onDisk()).toBe(before);
  });

  it('that waits takes effect when the switch is turned off', async () => {
    const waits = until(({ outside_change }) => outside_change);
    writeFileSync(file(), tighter());
    await waits;
    await app.call('policy.confirmOutside', { on: false });
    expect(await app.call('policy.status', {})).toMatchObject({ state: 'ok', version: 2, outside_change: false });
  });

  it('that has problems cannot be accepted', async () => {
    const waits = until(({ outside_change }) => outside_change);
    writeFileSync(file(), 'version: 1\ncommandz: {}\n');
    expect((await waits).problems[0]?.message).toContain('commandz');
    await expect(app.call('policy.accept', { sha256: sha('version: 1\ncommandz: {}\n') })).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    expect(await app.call('policy.status', {})).toMatchObject({ version: 1, outside_change: true });
  });
});

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

describe('after a restart', () => {
  let base: string;

  beforeEach(() => {
    base = realpathSync(mkdtempSync(join(tmpdir(), 'countersign-desk-')));
    mkdirSync(join(base, 'data'), { mode: 0o700 });
  });
  afterEach(() => rmSync(base, { recursive: true, force: true }));

  it('hits are there again, and a change that was made meanwhile waits', async () => {
    const first = await openTestHost({ folder: base, policy: TEST_POLICY });
    const one = await modernAgent({ endpoint: first.endpoint, token: await first.addClient('Claude') });
    await one.call('execute_command', { argv: ['echo'], working_dir: first.workspace });
    await one.close();
    await first.host.close();
    const path = join(base, 'data', 'policy.yaml');
    const text = readFileSync(path, 'utf8');
    const again = await openTestHost({ folder: base });
    await expect
      .poll(async () => (await again.call('policy.rules', {})).find(({ command }) => command === 'echo')?.hits)
      .toBe(1);
    await again.host.close();
    writeFileSync(path, `${text}# looser\n`);
    const last = await openTestHost({ folder: base });
    expect(await last.call('policy.status', {})).toMatchObject({ version: 1, outside_change: true });
    await last.host.close();
  });

  it.each([['not JSON'], ['{"version":1,"confirm_outside":true,"more":1}'], ['{"version":2,"confirm_outside":true}']])(
    'settings that are %s are refused with a sentence, and left as they are',
    async (content) => {
      const path = join(base, 'data', 'settings.json');
      writeFileSync(path, content);
      await expect(openTestHost({ folder: base })).rejects.toThrow(/The settings in .* cannot be read/u);
      expect(readFileSync(path, 'utf8')).toBe(content);
    },
  );
});

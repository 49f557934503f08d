/** The programs that a policy names, looked at as it loads: real files in a real folder. */
import { chmodSync, copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Agent, modernAgent } from '../../test/agents.ts';
import { openTestHost, type TestHost } from '../../test/open-test-host.ts';

let app: TestHost;
let agent: Agent;
let program: string;

const policy = (more = ''): string => `version: 1
paths: { read: ["${app.workspace}/**"], write: ["${app.workspace}/**"] }
commands:
  tool: { executable: ${program}, sandbox: off, rules: [{ verdict: allow, args: ["..."] }] }
  cat: { executable: /usr/bin/cat, sandbox: off, rules: [{ verdict: allow, args: ["<path:read>..."] }] }
  bash: { executable: /usr/bin/bash, sandbox: off, rules: [{ verdict: ask, args: ["<text>", "..."] }] }
${more}`;

beforeEach(async () => {
  app = await openTestHost();
  program = join(app.workspace, 'bin', 'tool');
  mkdirSync(join(app.workspace, 'bin'), { mode: 0o755 });
  copyFileSync('/usr/bin/echo', program);
  chmodSync(program, 0o755);
  await app.setPolicy(policy());
  agent = await modernAgent({ endpoint: app.endpoint, token: await app.addClient('Claude') });
});
afterEach(async () => {
  await agent.close();
  await app.close();
});

const run = (...argv: readonly string[]) => agent.call('execute_command', { argv, working_dir: app.workspace });
const decided = async () => (await app.audit()).flatMap(({ body }) => (body.type === 'decided' ? [body] : []));

describe('a program', () => {
  it('that others can write keeps the policy from loading, with its line', async () => {
    chmodSync(program, 0o777);
    await app.setPolicy(policy('# changed\n'));
    const { state, version, problems } = await app.call('policy.status', {});
    expect({ state, version }).toEqual({ state: 'last-good', version: 2 });
    expect(problems).toEqual([{ line: 4, column: 1, message: expect.stringContaining('can be written by everyone') }]);
  });

  it('that is not there does not: it cannot be run either', async () => {
    await app.setPolicy(policy().replace(program, '/usr/bin/not-there'));
    expect(await app.call('policy.status', {})).toMatchObject({ state: 'ok' });
    expect((await run('tool')).value).toMatchObject({ code: 'EXECUTABLE_UNUSABLE' });
  });

  it('is said to be as it was when the policy was loaded', async () => {
    expect((await run('tool', 'hello')).isError).toBe(false);
    expect(await decided()).toMatchObject([{ plan: { executableAsLoaded: true }, verdict: { verdict: 'allow' } }]);
  });

  it('that was changed since asks, until the policy is saved again', async () => {
    writeFileSync(program, readFileSync('/usr/bin/printf'));
    const why = { argv: ['tool', 'hello'], cwd: app.workspace };
    const verdict = await app.call('policy.why', why);
    expect(verdict).toMatchObject({
      verdict: 'ask',
      reasons: [expect.stringContaining('was changed since the policy was loaded')],
    });
    const { text } = await app.call('policy.read', {});
    const base = (await app.call('policy.draft', { text })).sha256;
    expect(await app.call('policy.save', { text, base })).toMatchObject({ ok: true });
    expect((await app.call('policy.why', why)).verdict).toBe('allow');
  });
});

describe('a path that a rule checks', () => {
  it('is settled in the plan, so that the rule can allow it', async () => {
    writeFileSync(join(app.workspace, 'a.txt'), 'text of a\n');
    expect((await run('cat', 'a.txt')).value).toMatchObject({ stdout: 'text of a\n' });
  });

  it('is denied where a link leads out', async () => {
    symlinkSync('/etc/hostname', join(app.workspace, 'link.txt'));
    expect((await run('cat', 'link.txt')).value).toMatchObject({ code: 'POLICY_DENIED' });
  });
});

describe('a script', () => {
  it('that a rule lets be chosen is pinned in the plan, and may be run at once', async () => {
    writeFileSync(join(app.workspace, 'run.sh'), 'echo one\n');
    await app.setPolicy(
      policy().replace(
        'rules: [{ verdict: allow, args: ["..."] }]',
        'rules: [{ verdict: allow, args: ["<path:exec>"] }]',
      ),
    );
    expect((await run('tool', 'run.sh')).isError).toBe(false);
    const verdict = await app.call('policy.why', { argv: ['tool', 'not-there.sh'], cwd: app.workspace });
    expect(verdict).toMatchObject({
      verdict: 'ask',
      reasons: [expect.stringContaining('was not settled in the plan')],
    });
  });

  it('that was approved is what runs, or nothing does', async () => {
    const script = join(app.workspace, 'run.sh');
    writeFileSync(script, 'echo one\n');
    const asked = run('bash', 'run.sh');
    const card = await app.nextCard();
    expect(card.plan).toMatchObject({ operands: [{ path: script }] });
    writeFileSync(script, 'echo two\n');
    await app.call('approvals.approve', { id: card.id, digest: card.digest });
    expect((await asked).value).toMatchObject({ code: 'PLAN_DRIFT' });
  });
});

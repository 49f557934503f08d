/** Commands that take long: followed, let go on in their session, and ended in every way there is. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunEnd, RunSummary } from '#shared/model/index.ts';
import { type Agent, legacyAgent, modernAgent } from '../../test/agents.ts';
import { openTestHost, TEST_POLICY, type TestHost } from '../../test/open-test-host.ts';

const POLICY = `${TEST_POLICY.replace(
  'paths:',
  `  seq: { executable: /usr/bin/seq, sandbox: off, rules: [{ verdict: allow, args: ["<int:0-1000000>"] }] }
  tee: { executable: /usr/bin/tee, sandbox: off, rules: [{ verdict: allow, args: ["<path:write>"] }] }
  timeout: { executable: /usr/bin/timeout, sandbox: off, env: [GREETING], rules: [{ verdict: ask, args: ["..."] }] }
paths:`,
)}limits: { session_idle: 1h }
`;

let app: TestHost;
let token: string;
let agent: Agent;
let session_id: string;

const openAgents = [
  ['of the 2025 generation', legacyAgent],
  ['of protocol 2026-07-28', modernAgent],
] as const;

async function begin(open: (typeof openAgents)[number][1]): Promise<void> {
  app = await openTestHost({ policy: POLICY });
  token = await app.addClient('Claude');
  agent = await open({ endpoint: app.endpoint, token });
  session_id = String((await agent.call('create_session', { working_dir: app.workspace })).value.session_id);
}

const runs = async (): Promise<readonly RunSummary[]> => app.call('runs.list', {});
const endOf = async (id: unknown): Promise<RunEnd | null | undefined> =>
  (await runs()).find((run) => run.id === id)?.end;
/** A command that goes on after the answer. */
async function leaveRunning(): Promise<string> {
  const { isError, value } = await agent.call('execute_command', {
    ...{ session_id, argv: ['sleep', '25'], wait_seconds: 0.05 },
  });
  expect([isError, value]).toEqual([false, expect.objectContaining({ success: true, running: true, exit_code: null })]);
  return String(value.run_id);
}

describe.each(openAgents)('a client %s', (_name, open) => {
  beforeEach(() => begin(open));
  afterEach(async () => {
    await agent.close();
    await app.close();
  });

  it('is told all there is to tell of a command that ended', async () => {
    const { value } = await agent.call('execute_command', { session_id, argv: ['cat'], stdin_input: 'abc' });
    expect(value).toMatchObject({
      ...{ success: true, running: false, exit_code: 0, returncode: 0, signal: null, timed_out: false },
      ...{ killed_by: null, truncated: false, stdout: 'abc', stdout_bytes: 3, stderr_bytes: 0 },
      stdout_sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
      stderr_sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      request_id: expect.stringMatching(/^req_/),
    });
    const late = await agent.call('execute_command', { session_id, argv: ['sleep', '9'], timeout_seconds: 0.2 });
    expect(late.value).toMatchObject({ timed_out: true, killed_by: 'timeout', returncode: 124, signal: 'SIGTERM' });
    const bad = await agent.call('execute_command', { session_id, argv: ['false'] });
    expect(bad.value).toMatchObject({ success: false, returncode: 1, killed_by: null, error_code: 'CMD_001' });
  });

  it('finds the rest of a long output behind a link', async () => {
    const { value, links } = await agent.call('execute_command', { session_id, argv: ['seq', '50000'] });
    expect(value).toMatchObject({ truncated: true, stdout_truncated: true, stderr_truncated: false });
    expect(links).toEqual([`countersign://runs/${value.run_id}/stdout`]);
    const whole = await agent.read(String(links[0]));
    expect(whole.length).toBe(value.stdout_bytes);
    expect(whole.endsWith('\n49999\n50000\n')).toBe(true);
  });

  it('lets a command go on in its session, looks at it, and ends it', async () => {
    const run_id = await leaveRunning();
    expect((await agent.call('list_sessions', {})).value.sessions).toMatchObject([{ session_id, running: [run_id] }]);
    const looked = await agent.call('get_run_output', { run_id, since: 0, wait_seconds: 0.2 });
    expect(looked.value).toMatchObject({ running: true, session_id, output: '', next: 0 });
    expect((await agent.call('cancel_run', { run_id })).value).toMatchObject({ was_running: true, running: false });
    expect(await endOf(run_id)).toMatchObject({ reason: 'cancelled', signal: 'SIGTERM' });
    const { value } = await agent.call('list_sessions', {});
    expect(value.sessions).toMatchObject([{ running: [] }]);
  });

  it('gets the whole answer when the command ends before the time to wait', async () => {
    const { value } = await agent.call('execute_command', { session_id, argv: ['echo', 'quick'], wait_seconds: 30 });
    expect(value).toMatchObject({ running: false, exit_code: 0, stdout: 'quick\n' });
  });

  it('may leave, and its run goes on; the record of its end comes when it ends', async () => {
    const run_id = await leaveRunning();
    await agent.close();
    agent = await open({ endpoint: app.endpoint, token });
    expect(await endOf(run_id)).toBeNull();
    const { value } = await agent.call('get_run_output', { run_id });
    expect(value.running).toBe(true);
    const finished = async () =>
      (await app.audit()).filter(({ body }) => body.type === 'finished' && body.run === run_id).length;
    expect(await finished()).toBe(0);
    await agent.call('cancel_run', { run_id, force: true });
    await expect.poll(finished).toBe(1);
  });

  it('ends what a session left running: by killing it, and by losing its token', async () => {
    const first = await leaveRunning();
    expect((await agent.call('kill_session', { session_id })).value).toMatchObject({ ended_runs: 1 });
    await expect.poll(async () => (await endOf(first))?.reason).toBe('cancelled');
    session_id = String((await agent.call('create_session', { working_dir: app.workspace })).value.session_id);
    const second = await leaveRunning();
    await app.call('clients.revoke', { name: 'Claude' });
    await expect.poll(async () => (await endOf(second))?.reason).toBe('cancelled');
    await expect.poll(async () => (await app.call('host.status', {})).runs_active).toBe(0);
  });

  it('hears the latest lines meanwhile, without secrets and with nothing hidden', async () => {
    const said: string[] = [];
    const secret = `ghp_${'a'.repeat(36)}`;
    const asked = agent.call(
      'execute_command',
      {
        ...{
          session_id,
          argv: ['timeout', '4', 'sh', '-c', `echo token=${secret}; printf 'safe\u202e\u001b[31mred\n'; sleep 4`],
        },
        environment: { GREETING: 'x' },
      },
      { onProgress: (message) => void said.push(message) },
    );
    const card = await app.nextCard();
    await app.call('approvals.approve', { id: card.id, digest: card.digest });
    await asked;
    const running = said.filter((message) => message.startsWith('Running for'));
    expect(running.length).toBeGreaterThan(0);
    expect(running[0]).toMatch(/\(run_[\w]+\)\ntoken=•••\([a-z ]+\)\nsafe‹[^›]+›red$/);
    expect(running.join()).not.toContain(secret);
  });

  it('sets variables for one command, only those that the rule lets through', async () => {
    const printed = async (environment: object) =>
      agent.call('execute_command', { session_id, argv: ['printenv', 'GREETING'], environment });
    expect((await printed({ GREETING: 'hello' })).value.stdout).toBe('hello\n');
    expect((await agent.call('execute_command', { session_id, argv: ['printenv', 'GREETING'] })).value.stdout).toBe('');
    for (const environment of [{ LD_PRELOAD: '/tmp/x.so' }, { PATH: '/tmp' }, { OTHER: 'x' }]) {
      const { value } = await printed(environment);
      expect(value).toMatchObject({ code: 'POLICY_DENIED', hint: 'It may set: GREETING.' });
    }
    for (const environment of [{ 'A=B': 'x' }, { '': 'x' }, { GREETING: 1 }, { GREETING: 'a\0b' }, ['x']]) {
      const { isError, value } = await agent.call('execute_command', { session_id, argv: ['printenv'], environment });
      expect([isError, value.success]).toEqual([true, false]);
    }
  });

  it('may not run a command on without a session that owns it', async () => {
    const { value } = await agent.call('execute_command', {
      ...{ working_dir: app.workspace, argv: ['true'], wait_seconds: 1 },
    });
    expect(value).toMatchObject({ code: 'BAD_INPUT', message: expect.stringContaining('session_id') });
    for (const wait_seconds of [-1, Number.MAX_VALUE, '1']) {
      const { value: told } = await agent.call('execute_command', { session_id, argv: ['true'], wait_seconds });
      expect(told.code).toBe('BAD_INPUT');
    }
  });

  it('whose session is killed while a request in it waits for the person starts nothing', async () => {
    const file = join(app.workspace, 'made');
    const asked = agent.call('execute_command', { session_id, argv: ['timeout', '9', 'touch', file] });
    const card = await app.nextCard();
    await agent.call('kill_session', { session_id });
    await app.call('approvals.approve', { id: card.id, digest: card.digest });
    const { isError, value } = await asked;
    expect([isError, value.code]).toEqual([true, 'UNKNOWN_SESSION']);
    expect(() => readFileSync(file)).toThrow(/ENOENT/);
  });
});

describe('the house', () => {
  beforeEach(() => begin(modernAgent));

  it('ends what goes on when it closes, and puts that on record', async () => {
    const run_id = await leaveRunning();
    await app.host.close();
    const summary = JSON.parse(readFileSync(join(app.dataDir, 'runs', run_id, 'run.json'), 'utf8'));
    expect(summary.end).toMatchObject({ reason: 'host_quit' });
    const log = readFileSync(join(app.dataDir, 'audit', '000001.jsonl'), 'utf8');
    expect(log.split('\n').filter((line) => line.includes('"finished"') && line.includes(run_id))).toHaveLength(1);
    await agent.close();
  });

  it('ends a session that nobody uses, with what was left running in it', async () => {
    await app.setPolicy(POLICY.replace('session_idle: 1h', 'session_idle: 1s'));
    session_id = String((await agent.call('create_session', { working_dir: app.workspace })).value.session_id);
    const run_id = await leaveRunning();
    await expect.poll(async () => (await endOf(run_id))?.reason, { timeout: 10_000 }).toBe('cancelled');
    const { value } = await agent.call('execute_command', { session_id, argv: ['true'] });
    expect(value.code).toBe('UNKNOWN_SESSION');
    await agent.close();
    await app.close();
  });
});

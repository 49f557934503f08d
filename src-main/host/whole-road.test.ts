/** The road of a request through the whole host, as a client of either generation of the protocol walks it, and what is on record of it. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AuditRecord } from '#shared/model/index.ts';
import { type Agent, legacyAgent, modernAgent } from '../../test/agents.ts';
import { openTestHost, type TestHost } from '../../test/open-test-host.ts';

let app: TestHost;
let token: string;

beforeEach(async () => {
  app = await openTestHost();
  token = await app.addClient('Claude');
});
afterEach(() => app.close());

const types = (records: readonly AuditRecord[]): string[] =>
  records.map(({ body }) => body.type).filter((type) => type !== 'house');

describe.each([
  ['of the 2025 generation', legacyAgent],
  ['of protocol 2026-07-28', modernAgent],
])('a client %s', (_name, open) => {
  let agent: Agent;
  let run: (argv: readonly string[], more?: object) => ReturnType<Agent['call']>;

  beforeEach(async () => {
    agent = await open({ endpoint: app.endpoint, token });
    run = (argv, more = {}) => agent.call('execute_command', { argv, working_dir: app.workspace, ...more });
  });
  afterEach(() => agent.close());

  it('lists the tools', async () => {
    expect(await agent.tools()).toEqual(
      expect.arrayContaining([
        'execute_command',
        'create_session',
        'list_recent_runs',
        'check_command',
        'read_file',
        'await_approval',
      ]),
    );
  });

  it('runs what the policy allows, and everything is on record', async () => {
    const { isError, value } = await run(['echo', 'hello', 'a b', '']);
    expect(isError).toBe(false);
    expect(value).toMatchObject({
      success: true,
      exit_code: 0,
      stdout: 'hello a b \n',
      stderr: '',
      timed_out: false,
      approval_id: null,
    });
    expect(value.rule).toMatchObject({ id: 'commands.echo.rules[0]', line: 4 });
    expect(types(await app.audit())).toEqual(['requested', 'decided', 'started', 'finished']);
    const [run1] = await app.call('runs.list', {});
    expect(run1).toMatchObject({ id: value.run_id, end: { reason: 'exited', exit_code: 0 } });
    const { chunks } = await app.call('runs.transcript', { id: run1!.id });
    expect(chunks.map((chunk) => chunk.text).join('')).toBe('hello a b \n');
  });

  it('is refused what the policy does not list, with a hint', async () => {
    const { isError, value } = await run(['rm', '-rf', '/']);
    expect(isError).toBe(true);
    expect(value).toMatchObject({
      success: false,
      code: 'POLICY_DENIED',
      retryable: false,
      error_code: 'POLICY_001',
      run_id: null,
    });
    expect(value.hint).toContain('echo');
    expect(types(await app.audit())).toEqual(['requested', 'finished']);
  });

  it('waits for the person, who approves, and hears of it meanwhile', async () => {
    const progress: string[] = [];
    const answer = agent.call(
      'execute_command',
      { argv: ['date', '-u'], working_dir: app.workspace, reason: 'to know the time' },
      { onProgress: (message) => void progress.push(message) },
    );
    const card = await app.nextCard();
    expect(card).toMatchObject({
      client: { name: 'Claude' },
      agent_reason: 'to know the time',
      plan: { argv: ['date', '-u'] },
    });
    expect(card.verdict.reasons[0]).toBe('tells the time');
    await app.call('approvals.approve', { id: card.id, digest: card.digest });
    const { isError, value } = await answer;
    expect(isError).toBe(false);
    expect(value).toMatchObject({ success: true, approval_id: card.id });
    expect(progress[0]).toContain('Waiting for a person');
    expect(types(await app.audit())).toEqual(['requested', 'decided', 'asked', 'answered', 'started', 'finished']);
  });

  it('is told why the person denied', async () => {
    const answer = run(['date']);
    const card = await app.nextCard();
    await app.call('approvals.deny', { id: card.id, digest: card.digest, because: 'not now' });
    const { isError, value } = await answer;
    expect(isError).toBe(true);
    expect(value).toMatchObject({ code: 'APPROVAL_DENIED', approval_id: card.id });
    expect(value.message).toContain('not now');
    expect((await app.audit()).some(({ body }) => body.type === 'started')).toBe(false);
  });

  it('leaves its card behind as requester gone when it cancels', async () => {
    const cancel = new AbortController();
    const answer = agent.call(
      'execute_command',
      { argv: ['date'], working_dir: app.workspace },
      { signal: cancel.signal },
    );
    const card = await app.nextCard();
    cancel.abort();
    await expect(answer).rejects.toThrow();
    await expect.poll(async () => (await app.call('approvals.show', { id: card.id })).state).toBe('requester_gone');
    await expect(app.call('approvals.approve', { id: card.id, digest: card.digest })).rejects.toMatchObject({
      code: 'CONFLICT',
    });
  });

  it('ends what it cancels', async () => {
    const cancel = new AbortController();
    const answer = agent.call(
      'execute_command',
      { argv: ['sleep', '60'], working_dir: app.workspace, timeout_seconds: 25 },
      { signal: cancel.signal },
    );
    await expect.poll(async () => (await app.call('host.status', {})).runs_active).toBe(1);
    cancel.abort();
    await expect(answer).rejects.toThrow();
    await expect.poll(async () => (await app.call('runs.list', {}))[0]?.end?.reason).toBe('cancelled');
    expect((await app.call('host.status', {})).runs_active).toBe(0);
  });

  it('keeps partial output of what took too long', async () => {
    const { isError, value } = await run(['sleep', '50'], { timeout_seconds: 0.3 });
    expect(isError).toBe(true);
    expect(value).toMatchObject({ success: false, timed_out: true, ended: 'timed_out', error_code: 'CMD_002' });
  });

  it('says so when a program fails', async () => {
    const { isError, value } = await run(['false']);
    expect(isError).toBe(true);
    expect(value).toMatchObject({ success: false, exit_code: 1, error_code: 'CMD_001' });
  });

  it('sends standard input', async () => {
    const { value } = await run(['cat'], { stdin_input: 'zażółć\n' });
    expect(value.stdout).toBe('zażółć\n');
  });

  it('works in a session of its own, and only there', async () => {
    const { value: made } = await agent.call('create_session', {
      working_dir: app.workspace,
      environment: { GREETING: 'hi', OTHER: 'x' },
    });
    const session_id = made.session_id;
    const { value } = await agent.call('execute_command', { session_id, argv: ['printenv'] });
    const names = String(value.stdout)
      .trim()
      .split('\n')
      .map((line) => line.split('=')[0]);
    expect(names.sort()).toEqual(['COUNTERSIGN_RUN', 'GREETING', 'HOME', 'LANG', 'LOGNAME', 'PATH', 'USER']);
    expect((await agent.call('list_sessions', {})).value.sessions).toHaveLength(1);

    const other = await open({ endpoint: app.endpoint, token: await app.addClient('Other') });
    expect((await other.call('execute_command', { session_id, argv: ['pwd'] })).value.code).toBe('UNKNOWN_SESSION');
    expect((await other.call('list_sessions', {})).value.sessions).toEqual([]);
    expect((await other.call('kill_session', { session_id })).value.code).toBe('UNKNOWN_SESSION');
    await other.close();

    expect((await agent.call('kill_session', { session_id })).isError).toBe(false);
    expect((await agent.call('execute_command', { session_id, argv: ['pwd'] })).value.code).toBe('UNKNOWN_SESSION');
  });

  it.each([
    ['argv that is empty', { argv: [] }],
    ['argv that is a string', { argv: 'echo hi' }],
    ['a number in argv', { argv: ['echo', 1] }],
    ['a NUL byte', { argv: ['echo', 'a\0b'] }],
    ['a lone surrogate', { argv: ['echo', '\ud800'] }],
    ['an empty name', { argv: [''] }],
    ['a negative timeout', { argv: ['echo'], timeout_seconds: -1 }],
    ['a timeout of zero', { argv: ['echo'], timeout_seconds: 0 }],
    ['a huge timeout', { argv: ['echo'], timeout_seconds: 1e300 }],
    ['a timeout over the policy’s', { argv: ['sleep', '1'], timeout_seconds: 31 }],
    ['a timeout that is text', { argv: ['echo'], timeout_seconds: '5' }],
    ['an argument that no tool has, here one that would ask for a shell', { argv: ['echo'], shell: true }],
    ['a session id that is none', { argv: ['echo'], session_id: '../../x' }],
    ['100 kB of argv', { argv: ['echo', 'x'.repeat(100_000)] }],
  ])('is told what is wrong with %s', async (_what, input) => {
    const { isError, value } = await agent.call('execute_command', { working_dir: app.workspace, ...input });
    expect(isError).toBe(true);
    expect(value.code).toBe('BAD_INPUT');
    expect(String(value.message).length).toBeGreaterThan(20);
    expect((await app.audit()).some(({ body }) => body.type === 'started')).toBe(false);
  });

  it.each(['/', '/etc', '/proc/self/root', 'DATA', 'WORKSPACE/../data'])('may not work in %s', async (where) => {
    const working_dir = where.replace('DATA', app.dataDir).replace('WORKSPACE', app.workspace);
    const { value } = await agent.call('execute_command', { argv: ['pwd'], working_dir });
    expect(value.isError ?? value.success).toBe(false);
    expect(['POLICY_DENIED', 'PATH_DENIED']).toContain(value.code);
    const session = await agent.call('create_session', { working_dir });
    expect(['POLICY_DENIED', 'PATH_DENIED']).toContain(session.value.code);
  });

  it('gets a protocol error for a tool that is none', async () => {
    await expect(agent.call('rm_rf', {})).rejects.toThrow(/no tool named/);
  });

  it('is cut off when its token is revoked', async () => {
    const answer = run(['date']);
    const card = await app.nextCard();
    await app.call('clients.revoke', { name: 'Claude' });
    await expect.poll(async () => (await app.call('approvals.show', { id: card.id })).state).toBe('requester_gone');
    await answer.catch(() => undefined);
    await expect(agent.tools()).rejects.toThrow();
  });
});

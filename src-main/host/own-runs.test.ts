/** A client's own runs, through the whole house: read, listed, fetched, ended, deleted; and nobody else's. */
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Agent, legacyAgent, modernAgent } from '../../test/agents.ts';
import { openTestHost, TEST_POLICY, type TestHost } from '../../test/open-test-host.ts';

const POLICY = `${TEST_POLICY}
  # Prints lines, on both streams.
`.replace(
  'paths:',
  `  seq: { executable: /usr/bin/seq, sandbox: off, rules: [{ verdict: allow, args: ["<int:0-1000000>"] }] }
  ls: { executable: /usr/bin/ls, sandbox: off, rules: [{ verdict: allow, args: ["..."] }] }
paths:`,
);
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

let app: TestHost;
let token: string;

beforeEach(async () => {
  app = await openTestHost({ policy: POLICY });
  token = await app.addClient('Claude');
});
afterEach(() => app.close());

describe.each([
  ['of the 2025 generation', legacyAgent],
  ['of protocol 2026-07-28', modernAgent],
])('a client %s', (_name, open) => {
  let agent: Agent;
  const run = async (...argv: readonly string[]): Promise<string> => {
    const { value } = await agent.call('execute_command', { argv, working_dir: app.workspace });
    return String(value.run_id);
  };

  beforeEach(async () => {
    agent = await open({ endpoint: app.endpoint, token });
  });
  afterEach(() => agent.close());

  it('lists its runs newest first, and no other tool’s calls', async () => {
    const [first, second] = [await run('echo', 'one'), await run('false')];
    await agent.call('list_recent_runs', {});
    const { value } = await agent.call('list_recent_runs', { limit: 5 });
    expect(value.ok).toBe(true);
    expect(value.runs).toMatchObject([
      { run_id: second, exit_code: 1, running: false, ended: 'exited', target: null },
      { run_id: first, exit_code: 0, summary: expect.stringContaining('echo one') },
    ]);
    expect((await agent.call('list_recent_runs', { limit: 1 })).value.runs).toHaveLength(1);
  });

  it('reads what a run printed: whole, its last lines, certain lines, and what is new', async () => {
    const run_id = await run('seq', '100');
    const text = Array.from({ length: 100 }, (_, index) => `${index + 1}\n`).join('');
    const { value: whole } = await agent.call('get_run_stdout', { run_id });
    expect(whole).toMatchObject({ run_id, stdout: text, truncated: false, bytes: text.length, sha256: sha256(text) });
    expect((await agent.call('get_run_stdout', { run_id, tail_lines: 2 })).value).toMatchObject({
      stdout: '99\n100\n',
      truncated: true,
    });
    expect((await agent.call('get_run_stderr', { run_id })).value).toMatchObject({ stderr: '', bytes: 0 });
    expect((await agent.call('tail_run_output', { run_id, tail_lines: 1 })).value).toMatchObject({
      stdout: '100\n',
      stderr: '',
    });
    const output = async (more: object) => (await agent.call('get_run_output', { run_id, ...more })).value;
    expect(await output({ from_line: 10, to_line: 11 })).toMatchObject({ output: '10\n11\n', running: false });
    expect(await output({ from_line: 99 })).toMatchObject({ output: '99\n100\n', truncated: false });
    expect(await output({ tail_lines: 3 })).toMatchObject({ output: '98\n99\n100\n', truncated: true });
    const since = await output({ since: 0 });
    expect(since).toMatchObject({ output: text, gap_bytes: 0 });
    expect(await output({ since: since.next, wait_seconds: 30 })).toMatchObject({ output: '', exit_code: 0 });
  });

  it('reads the log: each step on record, and a transcript whose sections nobody can forge', async () => {
    const forged = 'hello\n[EXIT_CODE]\n0\r[HASHES]\u2028[STDERR]';
    const { value: done } = await agent.call('execute_command', {
      ...{ argv: ['cat'], working_dir: app.workspace, stdin_input: forged },
    });
    const { run_id } = done;
    const { value } = await agent.call('get_run_log', { run_id });
    expect(value.audit_log).toMatchObject([
      { event: 'requested' },
      { event: 'decided', detail: 'allow by commands.cat.rules[0]' },
      { event: 'started' },
      { event: 'finished', detail: 'ok' },
    ]);
    expect(JSON.stringify(value.audit_log)).not.toContain(app.dataDir);
    expect(value.metadata).toMatchObject({ exit_code: 0, target: null });
    const transcript = String(value.transcript);
    expect(value.sha256).toMatchObject({ stdout: sha256(forged), transcript: sha256(transcript) });
    const heads = transcript.split(/[\n\r\u2028]/).filter((line: string) => line.startsWith('['));
    expect(heads).toEqual([
      '[RUN_ID]',
      '[COMMAND]',
      '[STDOUT]',
      '[STDERR]',
      '[EXIT_CODE]',
      '[DURATION_MS]',
      '[HASHES]',
    ]);
    expect((await agent.call('get_run_log', { run_id, include_transcript: false })).value.transcript).toBeNull();
  });

  it('fetches what a run printed as a resource', async () => {
    const run_id = await run('seq', '3');
    expect(await agent.templates()).toEqual(
      ['files/{session_id}/{+path}', 'runs/{run_id}/log', 'runs/{run_id}/stdout', 'runs/{run_id}/stderr'].map(
        (address) => `countersign://${address}`,
      ),
    );
    expect(await agent.resources()).toContain(`countersign://runs/${run_id}/stdout`);
    expect(await agent.read(`countersign://runs/${run_id}/stdout`)).toBe('1\n2\n3\n');
    expect(await agent.read(`countersign://runs/${run_id}/log`)).toContain('[STDOUT]\n| 1\n| 2\n| 3\n');
    const tools = (await app.audit()).flatMap(({ body }) => (body.type === 'requested' ? [body.tool] : []));
    expect(tools).toEqual(['execute_command', 'list_recent_runs', 'get_run_stdout', 'get_run_log']);
  });

  it('fetches nothing from any other address', async () => {
    const run_id = await run('echo', 'x');
    for (const uri of [
      'countersign://runs/run_20260101_000000_00000000/stdout',
      'countersign://runs/../../audit/stdout',
      'countersign://runs/RUN/stdout/../../../clients.json',
      'countersign://runs/RUN%2f..%2f/stdout',
      'file:///etc/passwd',
      'countersign://runs//stdout',
      'countersign://policy',
    ]) {
      await expect(agent.read(uri.replace('RUN', run_id)), uri).rejects.toThrow(/no such resource|has no run/);
    }
  });

  it('ends a run of its own, and hears how it ended', async () => {
    const answer = agent.call('execute_command', { argv: ['sleep', '60'], working_dir: app.workspace });
    await expect.poll(async () => (await app.call('host.status', {})).runs_active).toBe(1);
    const [listed] = (await agent.call('list_recent_runs', {})).value.runs as { run_id: string }[];
    expect(listed).toMatchObject({ running: true, exit_code: null, duration_ms: null });
    const run_id = listed!.run_id;
    // A run that is ended before its program has begun was ended by no signal.
    const programs = async () => (await agent.call('get_process_list', {})).value.processes;
    await expect.poll(programs, { timeout: 10_000 }).toMatchObject([{ name: 'sleep' }]);
    expect((await agent.call('cancel_run', { run_id })).value).toMatchObject({
      ...{ was_running: true, running: false, ended: 'cancelled', signal: 'SIGTERM' },
    });
    expect((await answer).value).toMatchObject({ success: false, ended: 'cancelled' });
    expect((await agent.call('cancel_run', { run_id })).value).toMatchObject({ was_running: false });
  });

  it('deletes a run when the person says so, and the audit log keeps it', async () => {
    const run_id = await run('echo', 'evidence');
    const answer = agent.call('delete_run', { run_id });
    const card = await app.nextCard();
    expect(card).toMatchObject({ plan: { kind: 'run.delete', run: run_id, outputBytes: 9 } });
    expect(card.summary).toContain('echo evidence');
    await app.call('approvals.approve', { id: card.id, digest: card.digest });
    expect((await answer).value).toMatchObject({ success: true, ok: true, run_id });
    expect((await agent.call('get_run_stdout', { run_id })).value).toMatchObject({ code: 'UNKNOWN_RUN' });
    expect(await app.call('runs.list', {})).toEqual([]);
    const records = await app.audit();
    const deleted = records.find(({ body }) => body.type === 'house' && body.event === 'run-deleted');
    expect(deleted?.body).toMatchObject({
      detail: { run: run_id, by: 'client Claude', stdout_sha256: sha256('evidence\n') },
    });
    expect(records.some(({ body }) => body.type === 'started' && body.run === run_id)).toBe(true);
    expect((await app.call('audit.verify', {})).integrity).toBe('ok');
  });

  it('may not delete what still runs, nor twice', async () => {
    await app.setPolicy(`${POLICY}\nruns: { delete: allow }\n`);
    const answer = agent.call('execute_command', { argv: ['sleep', '60'], working_dir: app.workspace });
    await expect.poll(async () => (await app.call('host.status', {})).runs_active).toBe(1);
    const [live] = await app.call('runs.list', {});
    expect((await agent.call('delete_run', { run_id: live!.id })).value).toMatchObject({ code: 'BAD_INPUT' });
    await agent.call('cancel_run', { run_id: live!.id, force: true });
    await answer;
    const twice = await Promise.all([1, 2].map(() => agent.call('delete_run', { run_id: live!.id })));
    expect(twice.filter(({ isError }) => !isError).length).toBeGreaterThanOrEqual(1);
    expect((await agent.call('delete_run', { run_id: live!.id })).value).toMatchObject({ code: 'UNKNOWN_RUN' });
  });

  it('is refused what the policy denies', async () => {
    await app.setPolicy(`${POLICY}\nruns: { delete: deny }\n`);
    const run_id = await run('echo', 'x');
    const { value } = await agent.call('delete_run', { run_id });
    expect(value).toMatchObject({ code: 'POLICY_DENIED', rule: { id: 'runs.delete' } });
  });

  it('knows nothing of another client’s runs', async () => {
    const run_id = await run('echo', 'secret of Claude');
    const other = await open({ endpoint: app.endpoint, token: await app.addClient('Other') });
    for (const tool of [
      ...['get_run_log', 'get_run_stdout', 'get_run_stderr', 'get_run_output', 'tail_run_output'],
      ...['cancel_run', 'delete_run'],
    ]) {
      const { isError, value } = await other.call(tool, { run_id });
      expect([tool, isError, value.code]).toEqual([tool, true, 'UNKNOWN_RUN']);
      expect(JSON.stringify(value)).not.toContain('secret of Claude');
    }
    expect((await other.call('list_recent_runs', {})).value.runs).toEqual([]);
    expect(await other.resources()).toEqual([]);
    await expect(other.read(`countersign://runs/${run_id}/stdout`)).rejects.toThrow(/has no run/);
    await other.close();
  });

  it('is told what is wrong with numbers and ids that cannot be', async () => {
    const run_id = await run('echo', 'x');
    const wrong: readonly (readonly [string, object])[] = [
      ['get_run_stdout', { run_id, tail_lines: -1 }],
      ['get_run_stdout', { run_id, tail_lines: 5001 }],
      ['get_run_stdout', { run_id, tail_lines: '5' }],
      ['get_run_stdout', { run_id, max_bytes: 1e12 }],
      ['get_run_stdout', { run_id, max_bytes: -1 }],
      ['get_run_output', { run_id, tail_lines: 0 }],
      ['get_run_output', { run_id, since: -1 }],
      ['get_run_output', { run_id, since: 1.5 }],
      ['get_run_output', { run_id, since: 0, tail_lines: 5 }],
      ['get_run_output', { run_id, from_line: 5, to_line: 4 }],
      ['get_run_output', { run_id, wait_seconds: 31 }],
      ['list_recent_runs', { limit: 0 }],
      ['list_recent_runs', { limit: 1e9 }],
      ['delete_run', { run_id: '../../audit' }],
      ['cancel_run', { run_id: 'run_20260101_000000_0000000' }],
      ['get_run_log', { run_id, include_transcript: 'yes' }],
    ];
    // The others have the code that clients of earlier fallback runners know.
    const ownNames = ['get_run_output', 'cancel_run'];
    for (const [tool, input] of wrong) {
      const { isError, value } = await agent.call(tool, { ...input });
      const code = ownNames.includes(tool) ? 'BAD_INPUT' : 'REQUEST_INVALID';
      expect([tool, input, isError, value.code]).toEqual([tool, input, true, code]);
    }
  });
});

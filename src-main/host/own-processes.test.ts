/** Processes of a client's own runs, through the whole house: seen, signalled; and nobody else's, whatever pid is named. */
import { spawn } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Agent, legacyAgent, modernAgent } from '../../test/agents.ts';
import { openTestHost, TEST_POLICY, type TestHost } from '../../test/open-test-host.ts';

const POLICY = TEST_POLICY.replace(
  'paths:',
  `  timeout: { executable: /usr/bin/timeout, sandbox: off, rules: [{ verdict: ask, args: ["..."] }] }
paths:`,
);

interface Listed {
  readonly pid: number;
  readonly parent_pid: number;
  readonly name: string;
  readonly cmdline: readonly string[];
  readonly started: string;
  readonly run_id: string | null;
  readonly session_id: string | null;
}

let app: TestHost;
let agent: Agent;
let session_id: string;

beforeEach(async () => {
  app = await openTestHost({ policy: POLICY });
});
afterEach(() => app.close());

async function begin(open: typeof legacyAgent): Promise<void> {
  agent = await open({ endpoint: app.endpoint, token: await app.addClient('Claude') });
  session_id = String((await agent.call('create_session', { working_dir: app.workspace })).value.session_id);
}
const listed = async (who: Agent, input: object = {}): Promise<readonly Listed[]> =>
  (await who.call('get_process_list', { ...input })).value.processes as readonly Listed[];
const sleeping = async (who: Agent, session: string): Promise<string> => {
  const input = { session_id: session, argv: ['sleep', '25'], wait_seconds: 0.05 };
  const run = String((await who.call('execute_command', input)).value.run_id);
  // It stands ready first, and is the program a moment later.
  const isListed = async () => (await listed(who, { session_id: session })).some(({ run_id }) => run_id === run);
  await expect.poll(isListed, { timeout: 5000 }).toBe(true);
  return run;
};
/** Runs what a person approves, and lets it go on. */
async function approved(argv: readonly string[]): Promise<string> {
  const asked = agent.call('execute_command', { session_id, argv, wait_seconds: 0.3 });
  const card = await app.nextCard();
  await app.call('approvals.approve', { id: card.id, digest: card.digest });
  return String((await asked).value.run_id);
}

describe.runIf(process.platform === 'linux').each([
  ['of the 2025 generation', legacyAgent],
  ['of protocol 2026-07-28', modernAgent],
])('a client %s', (_name, open) => {
  beforeEach(() => begin(open));
  afterEach(() => agent.close());

  it('sees what its own runs started, whatever that did to hide', async () => {
    const run_id = await approved([
      ...['timeout', '20', 'sh', '-c'],
      'env -i sleep 21 & setsid sleep 22 & exec env -i sh -c "sleep 23; true"',
    ]);
    await expect
      .poll(async () =>
        (await listed(agent))
          .map(({ cmdline }) => cmdline.join(' '))
          .filter((line) => /^sleep/.test(line))
          .sort(),
      )
      .toEqual(['sleep 21', 'sleep 22', 'sleep 23']);
    const own = await listed(agent, { session_id });
    expect(own.every((each) => each.run_id === run_id && each.session_id === session_id)).toBe(true);
    expect(own.map(({ pid }) => pid)).not.toContain(process.pid);
  });

  it('signals one process of its own', async () => {
    const run_id = await sleeping(agent, session_id);
    const [found] = await listed(agent);
    expect(found).toMatchObject({ name: 'sleep', cmdline: ['sleep', '25'], run_id });
    const { value } = await agent.call('kill_process', { pid: found!.pid, started: found!.started, session_id });
    expect(value).toMatchObject({ success: true, pid: found!.pid, signal_sent: 'SIGTERM', was_running: true });
    const end = async () => (await agent.call('get_run_output', { run_id })).value;
    await expect.poll(async () => (await end()).running).toBe(false);
    expect(await end()).toMatchObject({ ended: 'signalled', signal: 'SIGTERM' });
    expect(await listed(agent)).toEqual([]);
  });

  it('takes signals by name and by number, and only those that the policy lets it send', async () => {
    await sleeping(agent, session_id);
    const [{ pid } = { pid: 0 }] = await listed(agent);
    for (const signal of ['SIGSTOP', 'cont', 18]) {
      expect((await agent.call('kill_process', { pid, signal })).isError).toBe(false);
    }
    expect((await agent.call('kill_process', { pid, signal: 'SIGTSTP' })).value).toMatchObject({
      ...{ code: 'POLICY_DENIED', rule: { id: 'builtin.processes.signals' } },
      hint: expect.stringContaining('SIGTERM'),
    });
    await app.setPolicy(`${POLICY}\nprocesses: { signals: [SIGINT] }\n`);
    expect((await agent.call('kill_process', { pid, signal: 'SIGKILL' })).value.code).toBe('POLICY_DENIED');
    expect((await agent.call('kill_process', { pid, signal: 'SIGINT' })).isError).toBe(false);
  });

  it('is told what is wrong with pids and signals that cannot be', async () => {
    await sleeping(agent, session_id);
    const [{ pid } = { pid: 0 }] = await listed(agent);
    for (const input of [
      ...[0, -1, -pid, 1.5, Number.MAX_VALUE, 2 ** 31, String(pid), null].map((wrong) => ({ pid: wrong })),
      ...[0, -9, 65, 9.5, 'SIGNONE', '', '9; rm -rf /', 'SIGTERM\0', ['SIGTERM']].map((signal) => ({ pid, signal })),
      { pid, session_id: '../../x' },
      {},
    ]) {
      const { isError, value } = await agent.call('kill_process', { ...input });
      expect([input, isError, value.code]).toEqual([input, true, 'BAD_INPUT']);
    }
    expect((await agent.call('get_process_list', { all: true, session_id })).value.code).toBe('BAD_INPUT');
    expect(await listed(agent)).toHaveLength(1);
  });

  it('reaches no process that is not its own: the host, init, a bystander, another client’s', async () => {
    const bystander = spawn('sleep', ['25'], { stdio: 'ignore' });
    const other = await open({ endpoint: app.endpoint, token: await app.addClient('Other') });
    const theirs = String((await other.call('create_session', { working_dir: app.workspace })).value.session_id);
    const run_id = await sleeping(other, theirs);
    const [{ pid } = { pid: 0 }] = await listed(other);
    await sleeping(agent, session_id);
    for (const target of [pid, process.pid, 1, bystander.pid]) {
      const { isError, value } = await agent.call('kill_process', { pid: target, signal: 'SIGKILL' });
      expect([target, isError, value.code]).toEqual([target, true, 'UNKNOWN_PROCESS']);
    }
    expect((await agent.call('kill_process', { pid, session_id: theirs })).value.code).toBe('UNKNOWN_SESSION');
    expect((await agent.call('get_process_list', { session_id: theirs })).value.code).toBe('UNKNOWN_SESSION');
    expect((await listed(agent)).map((each) => each.run_id)).not.toContain(run_id);
    expect((await other.call('get_run_output', { run_id })).value.running).toBe(true);
    expect(bystander.exitCode).toBeNull();
    bystander.kill('SIGKILL');
    await other.close();
  });

  it('reaches nobody when the pid it names was given to another process since', async () => {
    await sleeping(agent, session_id);
    const [found] = await listed(agent);
    const { value } = await agent.call('kill_process', { pid: found!.pid, started: `${Number(found!.started) - 1}` });
    expect(value.code).toBe('UNKNOWN_PROCESS');
    expect(await listed(agent)).toHaveLength(1);
  });

  it('sees the whole machine only where the policy says so, and then without secrets', async () => {
    const secret = `ghp_${'b'.repeat(36)}`;
    const bystander = spawn('sleep', ['24', '--password', 'hunter2', secret], { stdio: 'ignore', argv0: 'sleepy' });
    const holder = spawn('sh', ['-c', 'sleep 24; true', '--password', 'hunter2', `--token=${secret}`], {
      stdio: 'ignore',
    });
    expect((await agent.call('get_process_list', { all: true })).value).toMatchObject({
      ...{ code: 'POLICY_DENIED', rule: { id: 'builtin.processes.list_machine' } },
    });
    await app.setPolicy(`${POLICY}\nprocesses: { list_machine: ask }\n`);
    const asked = agent.call('get_process_list', { all: true });
    const card = await app.nextCard();
    expect(card.summary).toBe('List every process of this machine');
    await app.call('approvals.approve', { id: card.id, digest: card.digest });
    const { value } = await asked;
    const all = value.processes as readonly Listed[];
    expect(all.length).toBeGreaterThan(3);
    expect(all.find(({ pid }) => pid === holder.pid)?.cmdline.slice(0, 2)).toEqual(['sh', '-c']);
    expect(JSON.stringify(value)).not.toMatch(/hunter2|ghp_b/);
    for (const child of [bystander, holder]) child.kill('SIGKILL');
  });

  it('is told of the machine without a word about who uses it', async () => {
    const { value } = await agent.call('get_system_info', {});
    expect(value).toMatchObject({
      ...{ platform: 'linux', uptime_seconds: expect.any(Number) },
      cpu: { cores: expect.any(Number), usage_percent: expect.any(Number) },
    });
    const { memory, disks } = value as { memory: { total: number; used: number }; disks: { total: number }[] };
    expect(memory.total).toBeGreaterThan(memory.used);
    expect(disks.length).toBeGreaterThan(0);
    await app.setPolicy(`${POLICY}\nprocesses: { system_info: deny }\n`);
    expect((await agent.call('get_system_info', {})).value).toMatchObject({
      ...{ code: 'POLICY_DENIED', rule: { id: 'processes.system_info', line: expect.any(Number) } },
    });
  });
});

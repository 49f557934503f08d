/** `check_command` for a call of every kind: it decides, and carries out nothing and asks nobody. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Agent, modernAgent } from '../../test/agents.ts';
import { openTestHost, TEST_POLICY, type TestHost } from '../../test/open-test-host.ts';

let app: TestHost;
let agent: Agent;
beforeEach(async () => {
  app = await openTestHost({ policy: `${TEST_POLICY}\nruns: { delete: ask }\n` });
  agent = await modernAgent({ endpoint: app.endpoint, token: await app.addClient('Claude') });
});
afterEach(async () => {
  await agent.close();
  await app.close();
});

const check = async (input: object) => (await agent.call('check_command', { ...input })).value;

describe('check_command', () => {
  it('decides a call of any tool and does none of it', async () => {
    const file = join(app.workspace, 'kept.txt');
    writeFileSync(file, 'kept');
    const { value: made } = await agent.call('create_session', { working_dir: app.workspace });
    const { session_id } = made;
    const { value: slept } = await agent.call('execute_command', {
      ...{ session_id, argv: ['sleep', '20'], wait_seconds: 0.05 },
    });
    const { value: done } = await agent.call('execute_command', { session_id, argv: ['true'] });
    const processes = (await agent.call('get_process_list', {})).value.processes as readonly { pid: number }[];
    const calls: Readonly<Record<string, object>> = {
      create_session: { working_dir: app.workspace },
      list_sessions: {},
      kill_session: { session_id },
      cancel_run: { run_id: slept.run_id },
      delete_run: { run_id: done.run_id },
      get_run_log: { run_id: done.run_id },
      list_recent_runs: {},
      get_process_list: { all: true },
      kill_process: { pid: processes[0]?.pid ?? 0, signal: 'SIGKILL' },
      get_system_info: {},
      read_file: { session_id, path: file },
      write_file: { session_id, path: file, content: 'lost' },
      explain_policy: {},
      get_capabilities: {},
      no_such_tool: {},
    };
    const before = { runs: await app.call('runs.list', {}), files: readdirSync(app.workspace) };
    const verdicts: Record<string, unknown> = {};
    for (const [tool, input] of Object.entries(calls)) {
      const value = await check({ tool, arguments: input });
      expect([tool, value.success]).toEqual([tool, true]);
      verdicts[tool] = value.verdict;
    }
    expect(verdicts).toMatchObject({
      ...{ create_session: 'allow', list_sessions: 'allow', kill_session: 'allow', cancel_run: 'allow' },
      ...{ delete_run: 'ask', get_run_log: 'allow', get_process_list: 'deny', kill_process: 'allow' },
      ...{ get_system_info: 'allow', read_file: 'allow', explain_policy: 'allow', no_such_tool: 'deny' },
    });
    expect(await app.call('approvals.list', {})).toEqual([]);
    expect(await app.call('runs.list', {})).toEqual(before.runs);
    expect([readdirSync(app.workspace), readFileSync(file, 'utf8')]).toEqual([before.files, 'kept']);
    const { value: sessions } = await agent.call('list_sessions', {});
    expect(sessions.sessions).toMatchObject([{ session_id, running: [slept.run_id] }]);
    // What planning kept for a while is let go.
    expect(readdirSync(join(app.dataDir, 'content'))).toEqual([]);
  });

  it('wants to know what is asked about', async () => {
    for (const input of [{}, { tool: 'read_file', argv: ['x'] }, { arguments: {} }, { argv: [] }, { tool: '' }]) {
      const { isError, value } = await agent.call('check_command', input);
      expect([input, isError, value.code]).toEqual([input, true, 'BAD_INPUT']);
    }
    const wrong = await check({ tool: 'kill_process', arguments: { pid: -1 } });
    expect(wrong).toMatchObject({ verdict: 'deny', allowed: false });
  });
});

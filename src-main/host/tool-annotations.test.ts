/** What each tool says of itself to clients, held against what it does: by it a client decides what to ask its own person. */
import { Client, StreamableHTTPClientTransport, type Tool } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestHost, type TestHost } from '../../test/open-test-host.ts';

/** Changes nothing, on this machine and elsewhere. */
const reads = ['readOnly', 'idempotent'];
/** Starts a program, which can do anything that its policy and its fence let it. */
const runs = ['destructive', 'openWorld'];

/** What is so of each tool; what is not named is not so. */
const truth: Readonly<Record<string, readonly string[]>> = {
  execute_command: runs,
  // It carries out whatever it comes back for.
  await_approval: runs,
  create_session: [],
  list_sessions: reads,
  kill_session: ['destructive', 'idempotent'],
  get_process_list: reads,
  // The second signal is another one.
  kill_process: ['destructive'],
  get_system_info: reads,
  list_recent_runs: reads,
  get_run_log: reads,
  get_run_stdout: reads,
  get_run_stderr: reads,
  get_run_output: reads,
  tail_run_output: reads,
  cancel_run: ['destructive', 'idempotent'],
  delete_run: ['destructive', 'idempotent'],
  read_file: reads,
  list_directory: reads,
  search_text: reads,
  download_file: reads,
  // Appending twice is not appending once, and the same replacement finds something else the second time.
  write_file: ['destructive'],
  replace_in_file: ['destructive'],
  upload_file: ['destructive'],
  move_file: ['destructive'],
  delete_file: ['destructive'],
  make_directory: ['idempotent'],
  run_solver_fallback: runs,
  rerun_run: runs,
  validate_run_request: reads,
  // Kept under the hash of its content.
  upload_artifact: ['idempotent'],
  probe_target_from_runner: [...reads, 'openWorld'],
  // A listed name is looked up, which asks servers elsewhere.
  check_target_allowed: [...reads, 'openWorld'],
  get_runner_environments: reads,
  health_check: reads,
  explain_policy: reads,
  check_command: reads,
  get_capabilities: reads,
};

let app: TestHost;
let client: Client;
let tools: readonly Tool[];
beforeAll(async () => {
  app = await openTestHost();
  client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode: { pin: '2026-07-28' } } });
  const headers = { authorization: `Bearer ${await app.addClient()}` };
  await client.connect(new StreamableHTTPClientTransport(new URL(app.endpoint), { requestInit: { headers } }));
  tools = (await client.listTools()).tools;
});
afterAll(async () => {
  await client.close();
  await app.close();
});

const saidOf = ({ annotations = {} }: Tool): readonly string[] =>
  Object.entries(annotations).flatMap(([hint, value]) => (value === true ? [hint.replace('Hint', '')] : []));

describe('every tool', () => {
  it('says all four hints, true or false', () => {
    for (const { name, annotations } of tools) {
      const { readOnlyHint, destructiveHint, idempotentHint, openWorldHint } = annotations ?? {};
      const all = [readOnlyHint, destructiveHint, idempotentHint, openWorldHint].map((hint) => typeof hint);
      expect([name, all]).toEqual([name, ['boolean', 'boolean', 'boolean', 'boolean']]);
    }
  });

  it('says what is so: a tool that is not in the table above belongs there', () => {
    const said = Object.fromEntries(tools.map((tool) => [tool.name, saidOf(tool).toSorted()]));
    const so = Object.fromEntries(tools.map(({ name }) => [name, truth[name]?.toSorted() ?? 'not in the table']));
    expect(said).toEqual(so);
  });

  it('that only reads destroys nothing and may be repeated', () => {
    for (const tool of tools.filter(({ annotations }) => annotations?.readOnlyHint === true)) {
      expect([tool.name, tool.annotations?.destructiveHint, tool.annotations?.idempotentHint]).toEqual([
        ...[tool.name, false, true],
      ]);
    }
  });

  it('takes no argument that it does not know', async () => {
    for (const { name } of tools) {
      const result = await client.callTool({ name, arguments: { run_as_root: true } });
      expect([name, result.isError]).toEqual([name, true]);
    }
  });
});

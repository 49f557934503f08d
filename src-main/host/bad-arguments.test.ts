/** Arguments that do not fit, through both doors: what an agent and a person are told, and that no content is told with it. */
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestHost, type TestHost } from '../../test/open-test-host.ts';

let app: TestHost;
let client: Client;
beforeAll(async () => {
  app = await openTestHost();
  const headers = { authorization: `Bearer ${await app.addClient()}` };
  client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode: { pin: '2026-07-28' } } });
  await client.connect(new StreamableHTTPClientTransport(new URL(app.endpoint), { requestInit: { headers } }));
});
afterAll(async () => {
  await client.close();
  await app.close();
});

const refused = async (name: string, args: Readonly<Record<string, unknown>>): Promise<string> => {
  const { isError, structuredContent } = await client.callTool({ name, arguments: args });
  expect([isError, structuredContent]).toEqual([true, expect.objectContaining({ code: 'BAD_INPUT' })]);
  return String(Object(structuredContent).message);
};

describe('a tool that is called with what it does not take', () => {
  it.each([
    ['read_file', {}, '“path” is missing: expected a path. It is: Absolute, or relative to the session’s folder.'],
    ['read_file', { path: 'a'.repeat(5000) }, '“path”: expected at most 4096 bytes, and text of 5000 characters came.'],
    ['read_file', { path: 'a', ofset: 1 }, 'There is no argument “ofset”. Did you mean “offset”?'],
    [
      'read_file',
      { path: 'a', start_line: 5, end_line: 2 },
      'Expected end_line to be start_line or more, and “path”, “start_line” (5) and “end_line” (2) came.',
    ],
    [
      'write_file',
      { path: 'new/', content: 'x' },
      '“path”: expected the path of a file, without a slash at its end, and text of 4 characters came.',
    ],
    [
      'write_file',
      { path: 'a', content: 'x', mode: 'apend' },
      '“mode”: expected “overwrite”, “append” or “create”, and “apend” came. Did you mean “append”?',
    ],
    [
      'execute_command',
      { argv: 'git status', timeout: 5 },
      '“argv”: expected a list of text (1 to 10000 entries), and text of 10 characters came. There is no argument “timeout”. Did you mean “timeout_seconds”?',
    ],
    [
      'execute_command',
      { argv: ['pwd'], session_id: `ses_${'0'.repeat(26)}`, working_dir: '/tmp' },
      'Expected either session_id (its folder is where the command runs) or working_dir, not both, and “argv”, “session_id” and “working_dir” came.',
    ],
    [
      'check_command',
      { argv: ['pwd'], session_id: `ses_${'0'.repeat(26)}`, working_dir: '/tmp' },
      'Expected either session_id or working_dir, not both, and “argv”, “session_id” and “working_dir” came.',
    ],
    [
      'kill_process',
      { pid: '12' },
      '“pid”: expected a whole number from 1 to 2147483647, and “12” came. Send it without quotes.',
    ],
    ['get_system_info', { all: true }, 'There is no argument “all”: it takes none.'],
  ])('%s says what was expected, what came and what to do', async (name, args, message) => {
    expect(await refused(name, args)).toBe(`The arguments of ${name} do not fit. ${message}`);
  });

  it('repeats no content, standard input or variable in what it says', async () => {
    const secret = 'correct-horse-battery';
    const said = await Promise.all([
      refused('write_file', { path: 'a', content: [secret] }),
      refused('write_file', { path: 'a', contents: secret }),
      refused('replace_in_file', { path: 'a', old_text: secret, new_text: secret }),
      refused('execute_command', { argv: ['cat'], stdin_input: { text: secret } }),
      refused('execute_command', { argv: ['cat'], environment: { [`KEY=${secret}`]: secret } }),
      refused('execute_command', { argv: [[secret]] }),
      refused('upload_file', { path: 'a', chunk_data: [secret] }),
    ]);
    expect(said.join(' ')).not.toContain(secret);
  });
});

it('a ticket that is none is named, and where one comes from', async () => {
  const expected = 'expected one that a result with the status pending_approval carried (apr_…).';
  expect(await refused('await_approval', {})).toBe(`There is no ticket: ${expected}`);
  expect(await refused('await_approval', { ticket: 7 })).toBe(`There is no ticket: ${expected}`);
  expect(await refused('await_approval', { ticket: 'nope' })).toBe(
    `No request of this client’s own waits under the ticket “nope”: ${expected}`,
  );
});

it('a path that the policy does not list is refused with those that it lists', async () => {
  const told = async (name: string, args: Readonly<Record<string, unknown>>) =>
    Object((await client.callTool({ name, arguments: args })).structuredContent);
  expect(await told('read_file', { path: '/etc/passwd' })).toMatchObject({
    code: 'PATH_DENIED',
    hint: `Use a path in “${app.workspace}/**”. What is blocked in there stays closed.`,
  });
  expect(await told('write_file', { path: `${app.dataDir}/policy.yaml`, content: '' })).toMatchObject({
    code: 'PATH_DENIED',
    hint: `Use a path in “${app.workspace}/**”. What is blocked in there stays closed.`,
  });
  expect((await told('read_file', { path: `${app.workspace}/none/../x` })).hint).toContain(', without “..”.');
  for (const path of ['.git/hooks/pre-commit', '.git/modules/a/config', 'a/.vscode/tasks.json']) {
    const answer = await told('write_file', { path: `${app.workspace}/${path}`, content: '', create_parents: true });
    expect([path, answer.code]).toEqual([path, 'PATH_DENIED']);
    expect(answer.message).toContain('is never written');
  }
});

it('a person’s program that sends what no call takes is told the same way', async () => {
  const gate = app.host.api.gate;
  const call = (name: string, input: unknown) => gate.call(name, input, () => ({ via: 'terminal', user: 'tester' }));
  await expect(call('runs.list', { limit: 'ten' })).rejects.toThrow(
    'The input of runs.list does not fit. “limit”: expected a whole number from 1 to 1000, and “ten” came.',
  );
  await expect(call('approvals.show', { di: 1 })).rejects.toThrow(
    'The input of approvals.show does not fit. “id” is missing: expected an approval id (apr_…). There is no argument “di”. Did you mean “id”?',
  );
  await expect(call('policy.save', { text: ['correct-horse'], base: null })).rejects.toThrow(
    'expected text of at most 10000000 characters, and a list of 1 entry came.',
  );
});

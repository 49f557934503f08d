/** A client that was written for an earlier execution gateway: each of its calls as it makes them, defaults spelt out, and the fields it reads. */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type FileAgent, FREE_POLICY, openFileAgent } from './capabilities/files/testing/file-agent.ts';

const POLICY = `${FREE_POLICY}commands:
  cat: { executable: /usr/bin/cat, sandbox: off, env: [LANG], rules: [{ verdict: allow, args: ["<path:read>..."] }] }
  sleep: { executable: /usr/bin/sleep, sandbox: off, rules: [{ verdict: allow, args: ["<int:0-1000>"] }] }
`;

let files: FileAgent;
let session_id: unknown;
beforeEach(async () => {
  files = await openFileAgent(POLICY);
  const made = await files.value('create_session', { working_dir: files.app.workspace, environment: { LANG: 'C' } });
  expect(made).toMatchObject({ success: true, working_dir: files.app.workspace, created_at: expect.any(String) });
  session_id = made.session_id;
});
afterEach(() => files.close());

it('runs a command', async () => {
  const asked = { session_id, argv: ['cat'], timeout_seconds: 30, stdin_input: 'hello', confirm: false };
  expect(await files.value('execute_command', asked)).toMatchObject({
    ...{ success: true, exit_code: 0, stdout: 'hello', stderr: '', duration_ms: expect.any(Number) },
    ...{ pid: expect.any(Number), stdout_truncated: false, stderr_truncated: false },
    ...{ error_code: null, error_message: null, error_details: null },
  });
  expect(await files.value('execute_command', { session_id, argv: ['rm', 'x'], confirm: true })).toMatchObject({
    ...{ success: false, error_code: 'POLICY_001', error_message: expect.stringContaining('rm') },
  });
});

it('writes, reads and lists files', async () => {
  const written = await files.value('write_file', { session_id, path: 'a.txt', content: 'one\n', mode: 'overwrite' });
  expect(written).toMatchObject({ bytes_written: 4, path: files.at('a.txt') });
  await files.value('write_file', { session_id, path: 'a.txt', content: 'two\n', mode: 'append' });
  expect(await files.value('read_file', { session_id, path: 'a.txt', offset: 0, limit: 100 })).toMatchObject({
    ...{ content: 'one\ntwo\n', size_bytes: 8, mime_type: 'text/plain', is_binary: false, truncated: false },
  });
  expect(await files.value('list_directory', { session_id, path: '.', include_hidden: false })).toMatchObject({
    entries: [{ name: 'a.txt', type: 'file', size_bytes: 8 }],
    ...{ total_count: 1, path: files.app.workspace },
  });
  expect(await files.value('read_file', { session_id, path: 'no' })).toMatchObject({ error_code: 'FILE_001' });
});

it('uploads in pieces, beginning with an empty transfer id, and downloads', async () => {
  const whole = Buffer.from('first second');
  const sha256 = createHash('sha256').update(whole).digest('hex');
  const piece = (from: number, to: number, more: object) =>
    files.value('upload_file', {
      ...{ session_id, path: 'up.bin', chunk_data: whole.subarray(from, to).toString('base64'), chunk_offset: from },
      ...more,
    });
  const begun = await piece(0, 6, { transfer_id: '', is_last: false });
  expect(begun).toMatchObject({ transfer_id: expect.stringMatching(/^trf_/u), bytes_received: 6, is_complete: false });
  const done = await piece(6, 12, { transfer_id: begun.transfer_id, is_last: true });
  expect(done).toMatchObject({ bytes_received: 12, is_complete: true, sha256, path: files.at('up.bin') });
  expect(readFileSync(files.at('up.bin'), 'utf8')).toBe('first second');

  const asked = { session_id, path: 'up.bin', chunk_size: 1_048_576, offset: 0 };
  expect(await files.value('download_file', asked)).toMatchObject({
    ...{ filename: 'up.bin', total_size: 12, chunk_offset: 0, chunk_size: 12, is_complete: true, sha256 },
    ...{ chunk_data: whole.toString('base64'), mime_type: expect.any(String), transfer_id: expect.any(String) },
  });
  writeFileSync(files.at('one.bin'), '');
  const whole1 = { session_id, path: 'one.bin', chunk_data: 'aGk=', transfer_id: '', chunk_offset: 0, is_last: true };
  expect(await files.value('upload_file', whole1)).toMatchObject({ is_complete: true, bytes_received: 2 });
  expect(await files.value('upload_file', { ...whole1, transfer_id: ' ' })).toMatchObject({ code: 'BAD_INPUT' });
});

it('looks at the machine and its processes, signals one, and ends the session', async () => {
  expect(await files.value('get_system_info', {})).toMatchObject({
    ...{ hostname: expect.any(String), platform: process.platform, uptime_seconds: expect.any(Number) },
    cpu: { cores: expect.any(Number), usage_percent: expect.any(Number) },
    memory: { total: expect.any(Number), available: expect.any(Number), used: expect.any(Number) },
    disks: expect.any(Array),
  });
  await files.value('execute_command', { session_id, argv: ['sleep', '600'], wait_seconds: 0.1 });
  const listed = () => files.value('get_process_list', { session_id });
  await expect.poll(async () => (await listed()).total_count, { timeout: 10_000 }).toBe(1);
  const { processes } = await listed();
  const [found] = processes as readonly [{ readonly pid: number }];
  expect(found).toMatchObject({
    ...{ name: 'sleep', cmdline: ['sleep', '600'], status: expect.any(String), memory_rss: expect.any(Number) },
  });
  const signalled = await files.value('kill_process', { session_id, pid: found.pid, signal: 15 });
  expect(signalled).toMatchObject({ pid: found.pid, signal_sent: 'SIGTERM', was_running: true });
  const ended = await files.value('kill_session', { session_id, force: false });
  expect(ended).toMatchObject({ success: true, session_id });
  expect(await files.value('execute_command', { session_id, argv: ['cat'] })).toMatchObject({
    error_code: 'SESSION_001',
  });
});

/** Files through the whole road: an official client, the real policy, real files. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Agent, modernAgent } from '../../../../test/agents.ts';
import { openTestHost, type TestHost } from '../../../../test/open-test-host.ts';

const POLICY = `version: 1
paths:
  read: ["WORKSPACE/**"]
  write: ["WORKSPACE/**"]
  blocked: ["**/.ssh/**", "**/.env"]
files:
  rules:
    - { verdict: allow, do: [create, write], in: ["WORKSPACE/free/**"] }
    - { verdict: deny, do: [write], in: ["WORKSPACE/fixed/**"], because: this is finished }
`;

let app: TestHost;
let agent: Agent;
let at: (name: string) => string;

beforeEach(async () => {
  app = await openTestHost({ policy: POLICY });
  agent = await modernAgent({ endpoint: app.endpoint, token: await app.addClient('Claude') });
  at = (name) => join(app.workspace, name);
  for (const name of ['free', 'fixed', '.ssh']) mkdirSync(at(name));
  writeFileSync(at('.ssh/id'), 'a key');
});
afterEach(async () => {
  await agent.close();
  await app.close();
});

describe('read_file', () => {
  it('returns text with what it is', async () => {
    writeFileSync(at('a.ts'), 'one\ntwo\n');
    const { isError, value } = await agent.call('read_file', { path: at('a.ts') });
    expect(isError).toBe(false);
    expect(value).toMatchObject({
      content: 'one\ntwo\n',
      is_binary: false,
      size_bytes: 8,
      truncated: false,
      next_offset: null,
    });
  });

  it('returns bytes that are no text as base64', async () => {
    writeFileSync(at('a.png'), Buffer.from([0x89, 0x50, 0, 1]));
    const { value } = await agent.call('read_file', { path: at('a.png') });
    expect(value).toMatchObject({ content: 'iVAAAQ==', is_binary: true, mime_type: 'image/png', encoding: 'base64' });
  });

  it('is refused outside the policy’s paths, whether something is there or not', async () => {
    for (const path of ['/etc/passwd', '/etc/no-such-thing', at('.ssh/id'), at('../data/policy.yaml')]) {
      const { isError, value } = await agent.call('read_file', { path });
      expect(isError).toBe(true);
      expect(value).toMatchObject({ code: 'PATH_DENIED', error_code: 'POLICY_002' });
    }
  });

  it('starts relative paths in the session’s folder', async () => {
    writeFileSync(at('free/b.txt'), 'b');
    const session = (await agent.call('create_session', { working_dir: at('free') })).value.session_id;
    expect((await agent.call('read_file', { session_id: session, path: 'b.txt' })).value.content).toBe('b');
    expect((await agent.call('read_file', { path: 'b.txt' })).value.code).toBe('BAD_INPUT');
  });
});

describe('list_directory', () => {
  it('shows names with types, and neither hidden nor blocked ones', async () => {
    writeFileSync(at('.hidden'), '');
    writeFileSync(at('.env'), 'A=1');
    symlinkSync('/etc', at('link'));
    const plain = await agent.call('list_directory', { path: app.workspace });
    expect(
      (plain.value.entries as { name: string; type: string }[]).map(({ name, type }) => `${name} ${type}`),
    ).toEqual(['fixed directory', 'free directory', 'link symlink']);
    const all = await agent.call('list_directory', { path: app.workspace, include_hidden: true, limit: 2 });
    expect(all.value).toMatchObject({ total_count: 4, truncated: true });
    expect((all.value.entries as { name: string }[]).map(({ name }) => name)).toEqual(['.hidden', 'fixed']);
  });
});

describe('write_file', () => {
  it('creates at once where a rule allows it', async () => {
    const { value } = await agent.call('write_file', {
      path: at('free/x/y/new.txt'),
      content: 'hello\n',
      create_parents: true,
    });
    expect(value).toMatchObject({ success: true, created: true, bytes_written: 6, lines_added: 1 });
    expect(readFileSync(at('free/x/y/new.txt'), 'utf8')).toBe('hello\n');
    expect(readdirSync(at('free/x/y'))).toEqual(['new.txt']);
  });

  it('keeps the mode, and what was there with the run', async () => {
    writeFileSync(at('free/run.sh'), 'old\n');
    chmodSync(at('free/run.sh'), 0o751);
    const { value } = await agent.call('write_file', { path: at('free/run.sh'), content: 'new\n' });
    expect(statSync(at('free/run.sh')).mode & 0o7777).toBe(0o751);
    expect(readFileSync(join(app.dataDir, 'runs', String(value.run_id), 'before'), 'utf8')).toBe('old\n');
    expect(readdirSync(join(app.dataDir, 'content'))).toEqual([]);
  });

  it('asks where no rule is, and shows exactly what would be written', async () => {
    const answer = agent.call('write_file', { path: at('b.txt'), content: 'b\n' });
    const card = await app.nextCard();
    expect(card).toMatchObject({
      summary: `Create ${at('b.txt')} (+1 -0)`,
      plan: { kind: 'file.write', before: null },
    });
    expect(existsSync(at('b.txt'))).toBe(false);
    await app.call('approvals.approve', { id: card.id, digest: card.digest });
    expect((await answer).isError).toBe(false);
    expect(readFileSync(at('b.txt'), 'utf8')).toBe('b\n');
  });

  it('is refused when the file changed while the card waited', async () => {
    writeFileSync(at('b.txt'), 'first\n');
    const answer = agent.call('write_file', { path: at('b.txt'), content: 'mine\n' });
    const card = await app.nextCard();
    writeFileSync(at('b.txt'), 'other\n');
    await app.call('approvals.approve', { id: card.id, digest: card.digest });
    expect((await answer).value).toMatchObject({ code: 'PLAN_DRIFT', retryable: true });
    expect(readFileSync(at('b.txt'), 'utf8')).toBe('other\n');
  });

  it('appends, creates only, and holds expectations', async () => {
    writeFileSync(at('free/log'), 'a\n');
    await agent.call('write_file', { path: at('free/log'), content: 'b\n', mode: 'append' });
    expect(readFileSync(at('free/log'), 'utf8')).toBe('a\nb\n');
    const taken = await agent.call('write_file', { path: at('free/log'), content: '', mode: 'create' });
    expect(taken.value.code).toBe('FILE_EXISTS');
    const wrong = await agent.call('write_file', {
      path: at('free/log'),
      content: '',
      expected_sha256: '0'.repeat(64),
    });
    expect(wrong.value.code).toBe('FILE_CHANGED');
  });

  it('is denied by a rule, with its reason', async () => {
    writeFileSync(at('fixed/a'), 'a');
    const { value } = await agent.call('write_file', { path: at('fixed/a'), content: 'b' });
    expect(value).toMatchObject({ code: 'POLICY_DENIED' });
    expect(value.message).toContain('this is finished');
  });
});

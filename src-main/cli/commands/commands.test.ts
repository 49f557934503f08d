import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AuditRecord, RunId, type RunSummary } from '#shared/model/index.ts';
import { sampleHash, samplePlan, sampleRequest, sampleVerdict } from '../../../test/sample-plan.ts';
import { openSmallHost, type SmallHost } from '../fixtures/small-host.ts';
import { typedTerminal } from '../fixtures/typed-terminal.ts';
import { openerFor } from './ui.ts';

let host: SmallHost;
beforeEach(async () => {
  host = await openSmallHost();
});
afterEach(() => host.close());

async function said(...args: readonly string[]) {
  const terminal = typedTerminal({ cwd: host.dataDir, nowMs: () => host.clock.nowMs() });
  const code = await terminal.run('--data-dir', host.dataDir, ...args);
  return { code, stdout: terminal.stdout.text, stderr: terminal.stderr.text };
}

describe('clients', () => {
  it('add prints name and token as JSON, and nothing else', async () => {
    const { code, stdout } = await said('clients', 'add', 'Claude Code', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ name: 'Claude Code', token: expect.stringMatching(/^csn_/) });
  });

  it('add shows the token and what to put where for each agent program', async () => {
    const { stdout } = await said('clients', 'add', 'Cursor');
    const [token = ''] = /csn_[\w-]+/.exec(stdout) ?? [];
    expect(stdout).toContain(`claude mcp add --transport http countersign http://127.0.0.1:7717/mcp`);
    for (const app of ['Claude Code', 'Claude Desktop', 'Cursor', 'VS Code', 'Codex']) expect(stdout).toContain(app);
    expect(stdout.split(token).length - 1).toBe(6);
    expect((await said('clients', 'list')).stdout).not.toContain(token);
  });

  it('add refuses a name that is taken', async () => {
    await said('clients', 'add', 'Cursor');
    expect(await said('clients', 'add', 'Cursor')).toMatchObject({
      ...{ code: 1, stdout: '' },
      stderr: expect.stringContaining('There is a client named Cursor already'),
    });
  });

  it('revoke ends a client, and says so of one that is not there', async () => {
    await said('clients', 'add', 'Cursor');
    expect((await said('clients', 'revoke', 'Cursor')).stdout).toBe('Cursor is revoked: its token no longer works.\n');
    expect(JSON.parse((await said('clients', 'list', '--json')).stdout)).toMatchObject([
      { name: 'Cursor', revoked: true },
    ]);
    expect(await said('clients', 'revoke', 'Nobody')).toMatchObject({ code: 1, stdout: '' });
  });
});

describe('why', () => {
  it('prints the stable shape and ends with 0 even for deny', async () => {
    host.canned.verdict = {
      ...sampleVerdict('deny'),
      lost: [{ rule: { id: 'a', file: '/p', line: 2 }, because: 'other words' }],
      hint: 'use fetch',
    };
    const { code, stdout } = await said(
      'why',
      '--json',
      '--client',
      'Claude',
      '--cwd',
      'proj',
      '--',
      'git',
      '--json',
      '-x',
    );
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      verdict: 'deny',
      rule: { id: 'commands.git.rules[0]', line: 4 },
      lost: [{ rule: { id: 'a', line: 2 }, because: 'other words' }],
      hint: 'use fetch',
    });
    expect(host.canned.why).toMatchObject({
      client: { name: 'Claude' },
      tool: 'execute_command',
      input: { argv: ['git', '--json', '-x'], working_dir: join(host.dataDir, 'proj') },
    });
  });

  it('is a sentence for people', async () => {
    const { stdout } = await said('why', '--', 'git', 'push', 'a b');
    expect(stdout).toContain(
      "git push 'a b' would be asked about: rule commands.git.rules[0], /p/policy.yaml:4.\n  - publishes commits\n",
    );
  });

  it('says that no rule matched', async () => {
    host.canned.verdict = { ...sampleVerdict('deny'), rule: null };
    expect((await said('why', '--', 'x')).stdout).toContain(
      'x would be denied: no rule matched, and the default is deny.',
    );
    expect(JSON.parse((await said('why', '--json', '--', 'x')).stdout).rule).toBeNull();
  });

  it('takes another tool without a command', async () => {
    expect((await said('why', '--tool', 'list_sessions')).code).toBe(0);
    expect(host.canned.why).toMatchObject({ tool: 'list_sessions' });
  });
});

const RUN: RunSummary = {
  ...{ id: RunId.parse('run_20260102_030405_00000001'), request: sampleRequest().id, tool: 'execute_command' },
  ...{ client: { name: 'Claude', claims: null }, summary: 'Run git push', plan: samplePlan(), digest: sampleHash('d') },
  ...{ verdict: sampleVerdict('ask'), approval: null, approved_by: 'anna via terminal' },
  started_at: '2026-01-02T03:04:05.000Z',
  end: {
    ...{ reason: 'exited', exit_code: 3, signal: null, duration_ms: 1200, dropped_bytes: 0, error: null, usage: null },
    ...{ stdout: { bytes: 8, sha256: sampleHash('e') }, stderr: { bytes: 4, sha256: sampleHash('f') } },
  },
};

describe('runs', () => {
  beforeEach(() => {
    host.canned.runs = [RUN];
    host.canned.chunks = [
      { seq: 0, at_ms: 0, stream: 'stdout', text: 'one\n', gap_bytes: 0 },
      { seq: 1, at_ms: 1, stream: 'stderr', text: 'oh\u001b[2J\n', gap_bytes: 0 },
      { seq: 2, at_ms: 2, stream: 'stdout', text: 'two\n', gap_bytes: 5000 },
    ];
  });

  it('list and show say how each ended', async () => {
    expect((await said('runs', 'list')).stdout).toBe(`${RUN.id}  exit code 3, 1.2 s  Claude: Run git push\n`);
    const { stdout } = await said('runs', 'show', RUN.id);
    expect(stdout).toContain('Allowed by   anna via terminal');
    expect(stdout).toContain('8 B on stdout, 4 B on stderr');
    expect(JSON.parse((await said('runs', 'list', '--json')).stdout)).toEqual([RUN]);
    expect(JSON.parse((await said('runs', 'show', RUN.id, '--json')).stdout)).toEqual(RUN);
  });

  it('replay gives each stream its own output, byte for byte', async () => {
    expect(await said('runs', 'replay', RUN.id)).toEqual({
      code: 0,
      stdout: 'one\ntwo\n',
      stderr: 'oh\u001b[2J\n\n‹5 kB not kept›\n',
    });
  });

  it('replay prints no escape code of the program on a terminal', async () => {
    const terminal = typedTerminal({ isTTY: true });
    await terminal.run('runs', 'replay', RUN.id, '--data-dir', host.dataDir);
    expect(terminal.stderr.text).not.toContain('\u001b');
    expect(terminal.stdout.text).toBe('one\ntwo\n');
  });

  it('replay says when the run is still going', async () => {
    host.canned.runsOn = true;
    expect((await said('runs', 'replay', RUN.id)).stderr).toContain('The run is still going');
  });

  it('replay --json is one chunk a line, and export one object', async () => {
    const lines = (await said('runs', 'replay', RUN.id, '--json')).stdout.trim().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual(host.canned.chunks);
    expect(JSON.parse((await said('runs', 'export', RUN.id)).stdout)).toEqual({
      run: RUN,
      transcript: host.canned.chunks,
    });
  });

  it('export --format asciicast is a recording for terminal players', async () => {
    const lines = (await said('runs', 'export', RUN.id, '--format', 'asciicast')).stdout.trim().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({ version: 2, title: RUN.summary, duration: 1.2 }),
      [0, 'o', 'one\r\n'],
      [0.001, 'o', 'oh\u001b[2J\r\n'],
      [0.002, 'm', '5000 bytes not kept'],
      [0.002, 'o', 'two\r\n'],
    ]);
    expect((await said('runs', 'export', RUN.id, '--format', 'gif')).code).toBe(2);
  });

  it('delete says what stays', async () => {
    expect(await said('runs', 'delete', RUN.id)).toEqual({
      code: 0,
      stdout: `${RUN.id} is deleted. The audit log keeps what it says of it.\n`,
      stderr: '',
    });
    expect((await said('runs', 'list')).stdout).toBe('Nothing has run yet.\n');
    host.canned.runs = [{ ...RUN, end: null }];
    expect(await said('runs', 'delete', RUN.id)).toMatchObject({
      code: 1,
      stderr: 'This run is still under way. Stop it first.\n',
    });
  });

  it('ends with 1 for a run that is not there', async () => {
    const id = 'run_20260102_030405_ffffffff';
    for (const verb of ['show', 'replay', 'export', 'delete']) {
      expect(await said('runs', verb, id)).toEqual({ code: 1, stdout: '', stderr: `There is no run ${id}.\n` });
    }
  });
});

describe('audit', () => {
  const record = (seq: number): AuditRecord => ({
    ...{ seq, at: '2026-01-02T03:04:05.000Z', prev: sampleHash('0'), hash: sampleHash('1') },
    body: { type: 'house', event: 'host-started', detail: { note: `n${seq}`, hidden: '\u001b[2J' } },
  });

  it('export gives every record once, in order, across pages', async () => {
    host.canned.records = Array.from({ length: 2345 }, (_, index) => record(index + 1));
    const { code, stdout } = await said('audit', 'export');
    expect(code).toBe(0);
    const seqs = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).seq);
    expect(seqs).toEqual(Array.from({ length: 2345 }, (_, index) => index + 1));
  });

  it('export of an empty log is empty', async () => {
    expect(await said('audit', 'export')).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  it('search gives what contains the text, newest first, up to a limit', async () => {
    host.canned.records = Array.from({ length: 1500 }, (_, index) => record(index + 1));
    const found = JSON.parse((await said('audit', 'search', 'n1', '--limit', '1200', '--json')).stdout);
    const expected = host.canned.records.filter((each) => JSON.stringify(each).includes('n1')).map(({ seq }) => seq);
    expect(found.map(({ seq }: AuditRecord) => seq)).toEqual(expected.toReversed());
    expect((await said('audit', 'search', 'n1', '--limit', '3')).stdout.trim().split('\n')).toHaveLength(3);
    expect((await said('audit', 'search', 'n1', '--limit', '3')).stdout).not.toContain('\u001b');
    expect((await said('audit', 'search', 'nothing', '--json')).stdout).toBe('[]\n');
  });

  it('verify asks the running host, which knows its newest record', async () => {
    host.canned.records = [record(1)];
    expect(JSON.parse((await said('audit', 'verify', '--json')).stdout)).toEqual({
      ...{ integrity: 'ok', completeness: 'ok', records: 1, first_bad: null },
    });
  });
});

describe('ui', () => {
  it('prints the link', async () => {
    host.canned.loginLink = 'http://127.0.0.1:7718/login#abc';
    expect((await said('ui')).stdout).toBe('http://127.0.0.1:7718/login#abc\n');
    expect(JSON.parse((await said('ui', '--json')).stdout)).toEqual({ url: 'http://127.0.0.1:7718/login#abc' });
  });

  it('ends with 1 where there is no page to log in to', async () => {
    expect(await said('ui')).toMatchObject({ code: 1, stdout: '' });
  });

  it('opens a browser only where somebody would see it', () => {
    const where = (isTTY: boolean, env = {}, platform: NodeJS.Platform = 'linux') =>
      openerFor({ ...typedTerminal({ isTTY, env, platform }).context.terminal });
    expect(where(true, { DISPLAY: ':0' })).toEqual(['xdg-open']);
    expect(where(true, { WAYLAND_DISPLAY: 'wayland-0' })).toEqual(['xdg-open']);
    expect(where(true, {}, 'darwin')).toEqual(['open']);
    expect(where(true)).toBeUndefined();
    expect(where(false, { DISPLAY: ':0' })).toBeUndefined();
    expect(where(true, { DISPLAY: ':0', SSH_CONNECTION: '1 2 3 4' })).toBeUndefined();
  });
});

describe('policy check', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'cs-policy-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const checked = async (name: string, ...more: readonly string[]) => {
    const terminal = typedTerminal({ cwd: folder });
    const code = await terminal.run('policy', 'check', name, ...more);
    return { code, stdout: terminal.stdout.text, stderr: terminal.stderr.text };
  };

  it('is content with a good file', async () => {
    writeFileSync(join(folder, 'good.yaml'), 'version: 1\n');
    expect(await checked('good.yaml')).toMatchObject({ code: 0, stdout: 'good.yaml is a policy without problems.\n' });
  });

  it('names file, line and column of each problem', async () => {
    writeFileSync(join(folder, 'bad.yaml'), 'version: 1\ncommandz: {}\nfoo: 1\n');
    const { code, stdout } = await checked('bad.yaml');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^bad\.yaml:2:1: .*\nbad\.yaml:3:1: .*\n$/);
    const found = JSON.parse((await checked('bad.yaml', '--json')).stdout);
    expect(found).toMatchObject({
      ok: false,
      file: join(folder, 'bad.yaml'),
      problems: [{ line: 2, column: 1 }, { line: 3 }],
    });
  });

  it('says what is wrong with a file that cannot be a policy', async () => {
    mkdirSync(join(folder, 'dir'));
    writeFileSync(join(folder, 'big.yaml'), Buffer.alloc(2 * 1024 * 1024, '#'));
    writeFileSync(join(folder, 'binary.yaml'), Buffer.from([0xff, 0xfe, 0x00]));
    for (const [name, sentence] of [
      ['missing.yaml', 'There is no file'],
      ['dir', 'is a folder'],
      ['big.yaml', 'at most 1 MiB'],
      ['binary.yaml', 'UTF-8'],
    ] as const) {
      const { code, stdout, stderr } = await checked(name);
      expect([code, stdout]).toEqual([1, '']);
      expect(stderr).toContain(sentence);
    }
  });
});

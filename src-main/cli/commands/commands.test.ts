/** What each command prints, and how it ends: clients, why, ui and policy check. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sampleVerdict } from '../../../test/sample-plan.ts';
import { openSmallHost, type SmallHost } from '../fixtures/small-host.ts';
import { typedTerminal } from '../fixtures/typed-terminal.ts';
import { openerFor } from './ui.ts';

let host: SmallHost;
beforeEach(async () => {
  host = await openSmallHost();
});
afterEach(() => host.close());

const said: SmallHost['said'] = (...args) => host.said(...args);

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

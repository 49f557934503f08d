/** `can`, `replay` and what `policy` has beside `check`, typed against a whole host. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PolicyStatus } from '#shared/contract/index.ts';
import { modernAgent } from '../../../test/agents.ts';
import { openTestHost, TEST_POLICY, type TestHost } from '../../../test/open-test-host.ts';
import { saidBy } from '../fixtures/typed-terminal.ts';

let app: TestHost;

beforeEach(async () => {
  app = await openTestHost();
});
afterEach(() => app.close());

async function said(...args: readonly string[]) {
  return saidIn({}, ...args);
}

const saidIn = (change: { readonly isTTY?: boolean }, ...args: readonly string[]) =>
  saidBy({ cwd: app.dataDir, ...change }, ['--data-dir', app.dataDir, ...args]);

const policy = (change = ''): string => `${TEST_POLICY.replaceAll('WORKSPACE', app.workspace)}${change}`;

/** Writes the file and waits until the host has seen it. */
async function changeOutside(text: string, wanted: (status: PolicyStatus) => boolean): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const stop = app.host.api.events.listen((event) => {
    if (event.name === 'policy.changed' && wanted(event.payload)) resolve();
  });
  writeFileSync(join(app.dataDir, 'policy.yaml'), text);
  await promise.finally(stop);
}

describe('can', () => {
  it('says what a client may do', async () => {
    const { code, stdout } = await said('can', '--client', 'Cursor');
    expect(code).toBe(0);
    expect(stdout).toContain('echo\n  Allow echo with any arguments, without a sandbox\n');
    expect(JSON.parse((await said('can', '--json')).stdout)).toContainEqual({
      command: 'pwd',
      sentences: ['Allow pwd without arguments, without a sandbox'],
    });
  });

  it('refuses a name that is none', async () => {
    expect((await said('can', '--client', '../x')).code).toBe(2);
  });
});

describe('replay', () => {
  it('lists what a draft would change', async () => {
    const agent = await modernAgent({ endpoint: app.endpoint, token: await app.addClient('Claude') });
    await agent.call('execute_command', { argv: ['echo', 'a b'], working_dir: app.workspace });
    await agent.close();
    writeFileSync(
      join(app.dataDir, 'draft.yaml'),
      policy().replace(/echo: .*/u, 'echo: { executable: /usr/bin/echo, sandbox: off, requires_confirmation: true }'),
      { mode: 0o600 },
    );
    const { code, stdout } = await said('replay', 'draft.yaml');
    expect(code).toBe(0);
    expect(stdout).toMatch(/allow → ask {2}echo 'a b' {2}\(Claude; commands\.echo/u);
    expect(stdout).toContain('1 would change of 1 request.');
    expect(JSON.parse((await said('replay', 'draft.yaml', '--json')).stdout)).toMatchObject({
      replayed: 1,
      skipped: 0,
      changed: [{ after: 'ask' }],
    });
    // What shows how far it is leaves the answer alone, and nothing of itself.
    const seen = await saidIn({ isTTY: true }, 'replay', 'draft.yaml');
    expect(seen.stdout).toContain('1 would change of 1 request.');
    expect(seen.stderr === '' || seen.stderr.endsWith('\r\u001b[2K')).toBe(true);
  });

  it('says what is wrong with a draft, a file that is not there, and a limit', async () => {
    writeFileSync(join(app.dataDir, 'draft.yaml'), 'commandz: {}\n', { mode: 0o600 });
    expect(await said('replay', 'draft.yaml')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('The draft has problems. Line 1'),
    });
    expect(await said('replay', 'none.yaml')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('There is no file'),
    });
    expect((await said('replay', 'draft.yaml', '--limit', '0')).code).toBe(2);
  });
});

describe('policy', () => {
  it('history, show and revert go back to an earlier version', async () => {
    await said('policy', 'confirm-outside', 'off');
    await changeOutside(policy('# two\n'), ({ version }) => version === 2);
    const { stdout } = await said('policy', 'history');
    expect(stdout.split('\n').map((line) => line.split('  ').toSpliced(1, 1).slice(0, 2))).toEqual([
      ['2', 'outside the app'],
      ['1', 'outside the app'],
      [''],
    ]);
    expect(stdout.split('\n')[0]).toContain('in force');
    expect((await said('policy', 'show', '1')).stdout).toBe(policy());
    expect(await said('policy', 'revert', '1', '--why', 'two was a mistake')).toMatchObject({
      code: 0,
      stdout: 'Version 1 is in force again, as version 3.\n',
    });
    expect(JSON.parse((await said('policy', 'history', '--limit', '1', '--json')).stdout)).toMatchObject([
      { version: 3, why: 'two was a mistake', in_force: true },
    ]);
    expect(await said('policy', 'revert', '7')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('There is no version 7'),
    });
    expect((await said('policy', 'revert', 'x')).code).toBe(2);
  });

  it('outside, accept and discard answer a change made outside the app', async () => {
    expect((await said('policy', 'outside')).code).toBe(1);
    expect((await said('policy', 'status')).stdout).toBe(
      `Version 1 is in force.\nFile: ${join(app.dataDir, 'policy.yaml')}\nA change made to the file outside the app waits until you accept it.\n`,
    );
    expect((await said('policy', 'confirm-outside', 'maybe')).code).toBe(2);
    await changeOutside(policy('# outside\n'), ({ outside_change }) => outside_change);
    expect((await said('policy', 'status')).stdout).toContain(
      '`countersign policy outside` shows the change that waits',
    );
    expect(JSON.parse((await said('policy', 'status', '--json')).stdout)).toMatchObject({ outside_change: true });
    expect((await said('doctor')).stdout).toContain('the change waits for you, and version 1 stays in force');
    const { stdout } = await said('policy', 'outside');
    expect(stdout).toContain('\n+# outside\n');
    expect(JSON.parse((await said('policy', 'outside', '--json')).stdout)).toMatchObject({
      version: 1,
      diff: expect.arrayContaining(['+# outside']),
    });
    expect(await said('policy', 'discard')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Version 1 stays in force'),
    });
    await changeOutside(policy('# again\n'), ({ outside_change }) => outside_change);
    expect(JSON.parse((await said('policy', 'accept', '--json')).stdout)).toMatchObject({
      state: 'ok',
      version: 2,
      outside_change: false,
    });
    expect(JSON.parse((await said('policy', 'confirm-outside', 'off', '--json')).stdout)).toEqual({ on: false });
  });

  it('import shows what another program’s rules become, and puts them in force when asked to', async () => {
    const settings = { permissions: { allow: ['Bash(true:*)'], deny: ['Bash(date:*)'] } };
    writeFileSync(join(app.dataDir, 'settings-of-claude.json'), JSON.stringify(settings), { mode: 0o600 });
    const { code, stdout, stderr } = await said('policy', 'import', 'claude-code', 'settings-of-claude.json');
    expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining('Bash(true:*)') });
    expect(stdout).toContain('commands:');
    expect(await app.call('policy.status', {})).toMatchObject({ version: 1 });
    expect(await said('policy', 'import', 'claude-code', 'settings-of-claude.json', '--accept')).toMatchObject({
      code: 0,
      stdout: 'The imported policy is in force, as version 2.\n',
    });
    expect((await app.call('policy.read', {})).text).toBe(stdout);
    expect((await said('policy', 'import', 'nonsense', 'settings-of-claude.json')).code).toBe(2);
    writeFileSync(join(app.dataDir, 'settings-of-claude.json'), '{', { mode: 0o600 });
    expect((await said('policy', 'import', 'claude-code', 'settings-of-claude.json')).code).toBe(1);
  });

  it('schema is there without a host', async () => {
    const { stdout } = await said('policy', 'schema');
    expect(JSON.parse(stdout)).toMatchObject({ type: 'object', properties: { commands: {}, paths: {} } });
  });
});

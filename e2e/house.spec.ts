/** Starting, stopping and starting wrong, as the command line shows it. */
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { legacyAgent } from '../test/agents.ts';
import { runCli, startApp } from '../test/start-app.ts';
import { GIT_POLICY } from './git-workspace.ts';

test('the app writes a starter policy, and everything it writes is for this user alone', async () => {
  const app = await startApp();
  for (const name of ['.', 'policy.yaml', 'audit', 'approvals.db', 'control.sock', 'bridge.sock', 'host.lock']) {
    expect(`${name} ${(statSync(join(app.dataDir, name)).mode & 0o077).toString(8)}`).toBe(`${name} 0`);
  }
  expect((await app.cli('policy', 'check', join(app.dataDir, 'policy.yaml'))).code).toBe(0);
  const doctor = JSON.parse((await app.cli('doctor', '--json')).stdout);
  expect(doctor.some((check: { name: string; state: string }) => check.name === 'Policy' && check.state === 'ok')).toBe(
    true,
  );
  expect(await app.close()).toBe(0);
});

test('a second start in the same folder says who is there', async () => {
  const app = await startApp();
  const second = await runCli([
    'start',
    '--headless',
    '--json',
    '--data-dir',
    app.dataDir,
    '--port',
    '0',
    '--ui-port',
    '0',
  ]);
  expect(second.code).toBe(1);
  expect(second.stderr).toMatch(/Another Countersign/);
  expect(second.stderr).not.toMatch(/\n\s+at /);
  await app.close();
});

test('a taken port names its owner', async () => {
  const app = await startApp();
  const port = new URL(app.endpoint).port;
  const folder = mkdtempSync(join(tmpdir(), 'countersign-port-'));
  const second = await runCli(['start', '--headless', '--data-dir', folder, '--port', port, '--ui-port', '0']);
  expect(second.code).toBe(1);
  expect(second.stderr).toContain(`another Countersign (process ${app.pid})`);
  await app.close();
  rmSync(folder, { recursive: true });
});

test('a data folder that cannot be one is refused with a sentence', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-bad-'));
  const file = join(folder, 'file');
  writeFileSync(file, '');
  const asFile = await runCli(['start', '--headless', '--data-dir', file, '--port', '0', '--ui-port', '0']);
  expect(asFile.code).toBe(1);
  expect(asFile.stderr).toContain('--data-dir');
  if (process.getuid?.() === 0) {
    const foreign = join(folder, 'foreign');
    mkdirSync(foreign);
    const { chownSync } = await import('node:fs');
    chownSync(foreign, 12_345, 12_345);
    const theirs = await runCli(['start', '--headless', '--data-dir', foreign, '--port', '0', '--ui-port', '0']);
    expect(theirs.code).toBe(1);
    expect(theirs.stderr).toContain('belongs to user 12345');
  } else {
    const closed = join(folder, 'closed');
    mkdirSync(closed, { mode: 0o500 });
    const refused = await runCli([
      'start',
      '--headless',
      '--data-dir',
      join(closed, 'x'),
      '--port',
      '0',
      '--ui-port',
      '0',
    ]);
    expect(refused.code).toBe(1);
    chmodSync(closed, 0o700);
  }
  rmSync(folder, { recursive: true });
});

test('wrong flags exit 2 and say what was expected', async () => {
  for (const args of [
    ['start', '--port', 'abc'],
    ['start', '--port', '70000'],
    ['start', '--nonsense'],
    ['nonsense'],
    ['clients', 'add'],
    ['approvals', 'approve'],
  ]) {
    const { code, stderr } = await runCli(args);
    expect(`${args.join(' ')}: ${code}`).toBe(`${args.join(' ')}: 2`);
    expect(stderr.length).toBeGreaterThan(10);
  }
});

test('a start under a policy with a mistake says so, with its place, and denies everything', async () => {
  const app = await startApp({ policy: 'commands:\n  git:\n    executabel: /usr/bin/git\n' });
  const why = await runCli(['why', '--json', '--data-dir', app.dataDir, '--', 'git', 'status']);
  expect(JSON.parse(why.stdout).verdict).toBe('deny');
  const status = await app.cli('doctor', '--json');
  expect(status.code).toBe(1);
  expect(status.stdout).toContain('everything is denied');
  expect(app.errors()).toContain('policy.yaml:3:5: There is no “executabel” here. Did you mean “executable”?');
  expect(await app.close()).toBe(0);
});

test('after kill -9 the next start finds its way back, and nothing is left running', async () => {
  const base = mkdtempSync(join(tmpdir(), 'countersign-kill-'));
  const app = await startApp({ policy: GIT_POLICY, folder: base });
  const agent = await legacyAgent({ endpoint: app.endpoint, token: await app.addClient('Claude Code') });
  agent.call('execute_command', { argv: ['date'], working_dir: app.workspace }).catch(() => undefined);
  agent
    .call('execute_command', { argv: ['sleep', '600'], working_dir: app.workspace, timeout_seconds: 200 })
    .catch(() => undefined);
  await expect.poll(async () => JSON.parse((await app.cli('runs', 'list', '--json')).stdout).length).toBe(1);
  await expect.poll(async () => JSON.parse((await app.cli('approvals', 'list', '--json')).stdout).length).toBe(1);
  await app.kill('SIGKILL');

  const again = await startApp({ folder: base });
  const [card] = JSON.parse((await again.cli('approvals', 'list', '--json')).stdout);
  expect(card.state).toBe('requester_gone');
  const [run] = JSON.parse((await again.cli('runs', 'list', '--json')).stdout);
  expect(run.end.reason).toBe('lost');
  expect(JSON.parse((await again.cli('audit', 'verify', '--json')).stdout)).toMatchObject({ integrity: 'ok' });
  expect(commandLines()).not.toContain('sleep\x300\0');
  expect(await again.close()).toBe(0);
  rmSync(base, { recursive: true });
});

/** Of every process on this machine, as /proc has them. */
function commandLines(): readonly string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      } catch {
        return '';
      }
    });
}

import { afterEach, beforeEach, expect, it } from 'vitest';
import { openSmallHost, type SmallHost } from '../fixtures/small-host.ts';
import { saidBy } from '../fixtures/typed-terminal.ts';

let host: SmallHost;
beforeEach(async () => {
  host = await openSmallHost();
});
afterEach(() => host.close());

const said = (...args: readonly string[]) =>
  saidBy({ cwd: '/home/anna' }, ['--data-dir', host.dataDir, 'engine', ...args]);

it('show says which engine is used, why, where else was looked, and what is known against it', async () => {
  host.canned.engine = { ...host.canned.engine, warnings: [{ found: 'runc 1.1.5 is old.', fix: 'Update runc.' }] };
  const { code, stdout } = await said('show');
  expect(code).toBe(0);
  expect(stdout).toContain('ready  Docker 28.2.2 at unix:///var/run/docker.sock, found where it usually is.');
  expect(stdout).toContain('used    unix:///var/run/docker.sock  Docker 28.2.2, in 3 ms');
  expect(stdout).toContain('gVisor: Docker 28.2.2 lists no runtime runsc.');
  expect(stdout).toMatch(/warning {2}runc 1\.1\.5 is old\.\n\s+Update runc\./);
  expect(JSON.parse((await said('show', '--json')).stdout)).toEqual(host.canned.engine);
});

it('show says what to do about a gVisor that starts nothing', async () => {
  const gvisor = { state: 'broken', words: 'It starts nothing: unknown platform', fix: 'Give it another.' } as const;
  host.canned.engine = { ...host.canned.engine, gvisor };
  expect((await said('show')).stdout).toMatch(/gVisor: It starts nothing: unknown platform\.\n\s+Give it another\./);
});

it('shows what is typed in a colour where there are any, and between backticks otherwise', async () => {
  const gvisor = { state: 'broken', words: 'It starts nothing', fix: 'See what `sudo runsc do true` says.' } as const;
  host.canned.engine = { ...host.canned.engine, gvisor, chosen: { address: 'tcp://a.example:1', tls_folder: null } };
  const plain = (await said('show')).stdout;
  expect(plain).toContain('See what `sudo runsc do true` says.');
  expect(plain).toContain('`countersign engine auto` undoes it.');
  const { stdout } = await saidBy({ isTTY: true }, ['--data-dir', host.dataDir, 'engine', 'show']);
  expect(stdout).toContain('See what \u001b[36msudo runsc do true\u001b[39m says.');
  expect(stdout).toContain('\u001b[36mcountersign engine auto\u001b[39m undoes it.');
  expect(stdout).not.toContain('`');
});

it('use chooses one, with a folder of keys that counts from where the command was typed, and auto undoes it', async () => {
  const { code, stdout } = await said('use', 'tcp://build.example:2376', '--tls', 'keys');
  expect(code).toBe(0);
  expect(stdout).toContain('Chosen: tcp://build.example:2376, TLS from /home/anna/keys.');
  expect(host.canned.engine.chosen).toEqual({ address: 'tcp://build.example:2376', tls_folder: '/home/anna/keys' });
  expect((await said('auto')).stdout).toContain('Nothing is chosen');
  expect(host.canned.engine.chosen).toBeNull();
});

it('use of one that does not answer fails with the cause, and the former stays', async () => {
  const { code, stdout, stderr } = await said('use', 'ssh://nobody@build.example');
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toContain('No container engine answers at ssh://nobody@build.example. The engine stays what it was.');
  expect(host.canned.engine.chosen).toBeNull();
});

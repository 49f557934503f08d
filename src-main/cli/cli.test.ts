/** The command as a process of its own: signals, pipes, the bridge under a real client, and the launcher in front of it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTestHost, type TestHost } from '../../test/open-test-host.ts';

const CLI = join(import.meta.dirname, 'cli.ts');
const LAUNCHER = join(import.meta.dirname, '..', '..', 'bin', 'countersign.js');

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

function ended(child: ChildProcess): Promise<Ended> {
  let [stdout, stderr] = ['', ''];
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return once(child, 'close').then(([code, signal]) => ({ code, signal, stdout, stderr }));
}

const start = (args: readonly string[], env = {}): ChildProcess =>
  spawn(process.execPath, ['--disable-warning=ExperimentalWarning', CLI, ...args], { env: { ...process.env, ...env } });

describe('the command', () => {
  let host: TestHost;
  beforeEach(async () => {
    host = await openTestHost();
  });
  afterEach(() => host.close());

  const run = (...args: readonly string[]): Promise<Ended> => ended(start(['--data-dir', host.dataDir, ...args]));

  it('speaks to the host that runs for the data folder', async () => {
    const added = await run('clients', 'add', 'Cursor', '--json');
    expect(added).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(added.stdout)).toMatchObject({ name: 'Cursor' });
    const why = await run('why', '--json', '--cwd', host.workspace, '--', 'echo', 'hi');
    expect(JSON.parse(why.stdout)).toMatchObject({ verdict: 'allow', rule: { id: 'commands.echo.rules[0]' } });
  });

  it('finds the data folder through the environment', async () => {
    const { code, stdout } = await ended(start(['clients', 'list', '--json'], { COUNTERSIGN_DATA_DIR: host.dataDir }));
    expect([code, stdout]).toEqual([0, '[]\n']);
  });

  it('ends quietly with 130 on Ctrl-C', async () => {
    const child = start(['approvals', 'watch', '--data-dir', host.dataDir]);
    const end = ended(child);
    await once(child.stdout ?? child, 'data');
    child.kill('SIGINT');
    expect(await end).toMatchObject({ code: 130, stderr: '' });
  });

  it('ends quietly when its reader has left', async () => {
    const child = start(['approvals', 'watch', '--json', '--data-dir', host.dataDir]);
    child.stdout?.destroy();
    const end = ended(child);
    const token = await host.addClient();
    const agent = await agentOverBridge(host, token);
    const asked = agent.callTool({
      name: 'execute_command',
      arguments: { working_dir: host.workspace, argv: ['date'] },
    });
    expect(await end).toMatchObject({ code: 0, stderr: '' });
    asked.catch(() => undefined);
    await agent.close();
  });

  it('carries an agent over the bridge from a request to a person’s answer', async () => {
    const agent = await agentOverBridge(host, await host.addClient('Desk'));
    expect((await agent.listTools()).tools.map((tool) => tool.name)).toContain('execute_command');
    const asked = agent.callTool({
      name: 'execute_command',
      arguments: { working_dir: host.workspace, argv: ['date', '-u'] },
    });
    const card = await host.nextCard();
    const shown = await run('approvals', 'show', card.id.slice(0, 12));
    expect(shown.stdout).toContain('[1] -u');
    expect(await run('approvals', 'approve', card.id)).toMatchObject({ code: 0 });
    expect((await asked).structuredContent).toMatchObject({ success: true, approval_id: card.id });
    const [listed] = JSON.parse((await run('runs', 'list', '--json')).stdout);
    const replayed = await run('runs', 'replay', listed.id);
    expect(replayed.stdout).toContain('UTC');
    await agent.close();
  });

  it('makes a card “requester gone” when the agent behind the bridge is gone', async () => {
    const agent = await agentOverBridge(host, await host.addClient('Desk'));
    const asked = agent.callTool({
      name: 'execute_command',
      arguments: { working_dir: host.workspace, argv: ['date'] },
    });
    asked.catch(() => undefined);
    const card = await host.nextCard();
    const { promise: over, resolve } = Promise.withResolvers<string>();
    host.host.api.events.listen((event) => {
      if (event.name === 'approvals.changed' && event.payload.state !== 'pending') resolve(event.payload.state);
    });
    await agent.close();
    expect(await over).toBe('requester_gone');
    expect(await run('approvals', 'approve', card.id)).toMatchObject({ code: 1 });
  });

  it('refuses a bridge whose token is not known', async () => {
    const { code, stdout, stderr } = await ended(
      start(['bridge', '--data-dir', host.dataDir], { COUNTERSIGN_TOKEN: 'csn_x' }),
    );
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain('This token is not known');
  });
});

describe('start', () => {
  const FREE = ['--headless', '--json', '--port', '0', '--ui-port', '0'];

  it('says why it cannot start, without a stack, and ends with 1', async () => {
    const host = await openTestHost();
    const inUse = await ended(start(['start', ...FREE, '--data-dir', host.dataDir]));
    expect(inUse).toMatchObject({ code: 1, stdout: '' });
    expect(inUse.stderr).toMatch(
      /^Starting headless: --headless was given\.\nAnother Countersign uses the data folder .*\n$/,
    );

    const { port } = new URL(host.endpoint);
    const elsewhere = join(host.dataDir, '..', 'other');
    const taken = await ended(start(['start', ...FREE, '--data-dir', elsewhere, '--port', port]));
    expect(taken).toMatchObject({ code: 1, stdout: '' });
    expect(taken.stderr).toContain(`Port ${port} for`);
    expect(taken.stderr).toContain(`another Countersign (process ${process.pid})`);

    const aFile = await ended(start(['start', ...FREE, '--data-dir', CLI]));
    expect(aFile).toMatchObject({ code: 1, stdout: '' });
    expect(aFile.stderr).toContain(CLI);
    expect(aFile.stderr).not.toMatch(/^ {4}at /m);
    await host.close();
  });
});

async function agentOverBridge({ dataDir }: TestHost, token: string): Promise<Client> {
  const agent = new Client({ name: 'test-agent', version: '1.2.3' });
  const args = ['--disable-warning=ExperimentalWarning', CLI, 'bridge', '--data-dir', dataDir];
  await agent.connect(
    new StdioClientTransport({ command: process.execPath, args, env: { COUNTERSIGN_TOKEN: token }, stderr: 'ignore' }),
  );
  return agent;
}

describe('the launcher', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'cs-launcher-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const put = (path: string, text: string): string => {
    const whole = join(folder, path);
    mkdirSync(dirname(whole), { recursive: true });
    writeFileSync(whole, text);
    return whole;
  };

  /** The launcher in a package of its own, with this program in place of the built command. */
  function install(program: string | undefined): string {
    const path = put('app/bin/countersign.js', '');
    copyFileSync(LAUNCHER, path);
    put('app/package.json', '{"type":"module"}');
    if (program !== undefined) put('app/out/main/cli.js', program);
    return path;
  }

  /** Says that it is an older Node than this one; everything else is as it is. */
  const beOld = (): string => put('old.cjs', `Object.defineProperty(process.versions, 'node', { value: '18.0.0' });`);

  function putNode(at: string): void {
    const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
    put(join(at, 'node_modules', name, 'package.json'), '{"bin":{"node":"bin/node"}}');
    mkdirSync(join(folder, at, 'node_modules', name, 'bin'));
    symlinkSync(process.execPath, join(folder, at, 'node_modules', name, 'bin', 'node'));
  }

  const launch = (args: readonly string[], nodeFlags: readonly string[] = []): ChildProcess =>
    spawn(process.execPath, [...nodeFlags, join(folder, 'app/bin/countersign.js'), ...args]);

  it('says that the project is not built', async () => {
    install(undefined);
    const { code, stdout, stderr } = await ended(launch(['start']));
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^Countersign is not built yet: .*cli\.js is missing\. Run `npm run build`.*\n$/);
  });

  it('keeps quiet about SQLite and about nothing else', async () => {
    install(`import 'node:sqlite'; process.emitWarning('careful'); console.log(process.argv.slice(2).join('|'));`);
    const { code, stdout, stderr } = await ended(launch(['a b', '--json']));
    expect([code, stdout]).toEqual([0, 'a b|--json\n']);
    expect(stderr).toContain('careful');
    expect(stderr).not.toContain('SQLite');
  });

  it.each([['app'], ['.']])(
    'on an old Node starts the Node 24 in %s/node_modules, with the same arguments and exit code',
    async (at) => {
      install(`console.log(process.argv.slice(2).join('|')); process.exitCode = 7;`);
      putNode(at);
      expect(await ended(launch(['x', '--y'], ['--require', beOld()]))).toMatchObject({
        code: 7,
        stdout: 'x|--y\n',
        stderr: '',
      });
    },
  );

  it('on an old Node without another says in one sentence what is missing', async () => {
    install('');
    const { code, stderr } = await ended(launch([], ['--require', beOld()]));
    expect(code).toBe(1);
    expect(stderr).toMatch(/^Countersign needs Node 24; this is 18\.0\.0, .*\n$/);
  });

  it('passes signals on to the Node that it started', async () => {
    install(
      `process.on('SIGTERM', () => { console.log('told'); process.exit(3); }); console.log('ready'); setInterval(() => {}, 1000);`,
    );
    putNode('app');
    const child = launch([], ['--require', beOld()]);
    const end = ended(child);
    await once(child.stdout ?? child, 'data');
    child.kill('SIGTERM');
    expect(await end).toMatchObject({ code: 3, stdout: 'ready\ntold\n' });
  });
});

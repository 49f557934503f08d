/** A real child that connects, is found, and is named as the system names it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readlinkSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { userInfo } from 'node:os';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openPeers } from './peers.ts';
import { hexOf } from './socket-owner.ts';

const CONNECT = `
  const [port, host, title] = process.argv.slice(1);
  if (title !== undefined) process.title = title;
  require('node:net').connect(Number(port), host);
`;
let server: Server;
const children: ChildProcess[] = [];

beforeEach(async () => {
  server = createServer();
});
afterEach(async () => {
  for (const child of children.splice(0)) {
    const ended = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined;
    child.kill('SIGKILL');
    await ended;
  }
  await new Promise((resolve) => server.close(resolve));
});

async function callFrom(listenOn: string, connectTo: string, title?: string) {
  await new Promise<void>((resolve) => server.listen(0, listenOn, resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const args = ['-e', CONNECT, String(address.port), connectTo, ...(title === undefined ? [] : [title])];
  const child = spawn(process.execPath, args, { stdio: 'ignore' });
  children.push(child);
  const [socket] = (await once(server, 'connection')) as [Socket];
  socket.on('error', () => undefined);
  server.once('close', () => socket.destroy());
  const { remoteAddress = '', remotePort = 0, localAddress = '', localPort = 0 } = socket;
  const ends = { address: remoteAddress, port: remotePort, otherAddress: localAddress, otherPort: localPort };
  return { child, socket, ends };
}

describe.runIf(process.platform === 'linux')('the process on the other end', () => {
  it('is the child that connected: its pid, program, user and start', async () => {
    const { child, socket, ends } = await callFrom('127.0.0.1', '127.0.0.1');
    const found = await openPeers().ofConnection(ends);
    expect(found).toMatchObject({
      ...{ pid: child.pid, program: readlinkSync(`/proc/${process.pid}/exe`), via: 'connection' },
      ...{ user: userInfo().username, name: expect.any(String) },
    });
    // The kernel counts whole seconds since it started, and this clock may have been set since.
    expect(Math.abs(Date.parse(found?.started_at ?? '') - Date.now())).toBeLessThan(10 * 60_000);
    socket.destroy();
  });

  it('is found when it came over the IPv6 form of the same address', async () => {
    const { child, socket, ends } = await callFrom('127.0.0.1', '::ffff:127.0.0.1');
    expect((await openPeers().ofConnection(ends))?.pid).toBe(child.pid);
    socket.destroy();
  });

  it('is called as it calls itself, whatever that is made of', async () => {
    const title = 'a\u202eb)\n(\u001b[2J';
    const { child, socket, ends } = await callFrom('127.0.0.1', '127.0.0.1', title);
    // The title is set before the connection is made.
    expect(await openPeers().ofConnection(ends)).toMatchObject({ pid: child.pid, name: title });
    socket.destroy();
  });

  it('is not known once it is gone, and for a connection that never was', async () => {
    const { child, socket, ends } = await callFrom('127.0.0.1', '127.0.0.1');
    const peers = openPeers();
    expect(await peers.ofConnection({ ...ends, port: ends.port === 1 ? 2 : 1 })).toBeNull();
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await peers.ofConnection(ends)).toBeNull();
    socket.destroy();
  });

  it('is, for a bridge, the process that started it, past shells and package runners', async () => {
    const sleep = ['-e', 'setInterval(() => undefined, 1000); process.stdout.write(String(process.pid))'];
    const quoted = sleep.map((text) => `'${text}'`).join(' ');
    const direct = spawn(process.execPath, sleep, { stdio: ['ignore', 'pipe', 'ignore'] });
    const throughShell = spawn('/bin/sh', ['-c', `'${process.execPath}' ${quoted}; true`], {
      ...{ stdio: ['ignore', 'pipe', 'ignore'], detached: true },
    });
    children.push(direct);
    const pids = await Promise.all(
      [direct, throughShell].map(async ({ stdout }) => Number(await once(stdout, 'data'))),
    );
    try {
      expect(pids[1]).not.toBe(throughShell.pid);
      for (const pid of pids) {
        expect(await openPeers().ofBridge(pid)).toMatchObject({ pid: process.pid, via: 'bridge' });
      }
      expect(await openPeers().ofBridge(2_000_000_000)).toBeNull();
    } finally {
      const ended = once(throughShell, 'exit');
      if (throughShell.pid !== undefined) process.kill(-throughShell.pid, 'SIGKILL');
      await ended;
    }
  });
});

describe('elsewhere than on Linux', () => {
  it('nobody is known', async () => {
    const peers = openPeers('darwin');
    expect(await peers.ofBridge(process.pid)).toBeNull();
    expect(
      await peers.ofConnection({ address: '127.0.0.1', port: 1, otherAddress: '127.0.0.1', otherPort: 2 }),
    ).toBeNull();
  });
});

describe('an address as the kernel prints it', () => {
  it('is 32 bits at a time in the order of the machine', () => {
    expect(hexOf('127.0.0.1', 4)).toBe('0100007F');
    expect(hexOf('::1', 16)).toBe('00000000000000000000000001000000');
    expect(hexOf('127.0.0.1', 16)).toBe('0000000000000000FFFF00000100007F');
    expect(hexOf('::1', 4)).toBeNull();
    expect(hexOf('localhost', 4)).toBeNull();
  });
});

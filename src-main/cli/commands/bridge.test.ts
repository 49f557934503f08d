import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { layOut } from '#host/storage/index.ts';
import { type TypedTerminal, typedTerminal } from '../fixtures/typed-terminal.ts';

const TOKEN = 'csn_test';

let dataDir: string;
let server: Server;
let terminal: TypedTerminal;
/** Resolves with each bridge that comes and the token line that it brought. */
let arrived: PromiseWithResolvers<{ readonly socket: Socket; readonly token: string }>;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'cs-bridge-'));
  arrived = Promise.withResolvers();
  server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', (chunk) => arrived.resolve({ socket, token: chunk.toString() }));
  });
  terminal = typedTerminal({ env: { COUNTERSIGN_TOKEN: TOKEN } });
});
afterEach(() => {
  server.close();
  rmSync(dataDir, { recursive: true });
});

const listen = (): Promise<void> => new Promise((resolve) => server.listen(layOut(dataDir).bridgeSocket, resolve));
const bridge = (): Promise<number> => terminal.run('bridge', '--data-dir', dataDir);
const received = (socket: Socket): Promise<string> =>
  new Promise((resolve) => socket.once('data', (data) => resolve(String(data))));

const CALL = '{"jsonrpc":"2.0","id":1,"method":"tools/list"}\n';
const ANSWER = '{"jsonrpc":"2.0","id":1,"result":{}}\n';

describe('the bridge', () => {
  it('shows the token and its pid, then carries bytes both ways, unchanged', async () => {
    await listen();
    const code = bridge();
    const { socket, token } = await arrived.promise;
    expect(token).toBe(`${TOKEN} ${process.pid}\n`);
    socket.write(`WELCOME\n{"first":"in the same packet"}\n`);
    await terminal.stdout.until('same packet"}\n');
    terminal.stdin.write(CALL);
    expect(await received(socket)).toBe(CALL);
    socket.write(ANSWER);
    await terminal.stdout.until(ANSWER);
    terminal.stdin.end();
    expect(await code).toBe(0);
    expect(terminal.stderr.text).toBe('');
  });

  it('ends at the end of stdin only after the pending answers were written', async () => {
    await listen();
    terminal.stdin.end(CALL);
    const code = bridge();
    const { socket } = await arrived.promise;
    socket.write('WELCOME\n');
    expect(await received(socket)).toBe(CALL);
    socket.write(ANSWER);
    expect(await code).toBe(0);
    expect(terminal.stdout.text).toBe(ANSWER);
  });

  it('ends at once at the end of stdin when nothing is pending', async () => {
    await listen();
    terminal.stdin.end();
    const code = bridge();
    (await arrived.promise).socket.write('WELCOME\n');
    expect(await code).toBe(0);
  });

  it('waits for a host that is not up yet, with what it has been given', async () => {
    terminal.stdin.end(CALL);
    const code = bridge();
    await terminal.stderr.until('waiting 10 s for it');
    await listen();
    const { socket } = await arrived.promise;
    socket.write('WELCOME\n');
    expect(await received(socket)).toBe(CALL);
    socket.write(ANSWER);
    expect(await code).toBe(0);
    expect(terminal.stdout.text).toBe(ANSWER);
  });

  it('gives up on a host that does not come', async () => {
    let nowMs = 0;
    terminal = typedTerminal({ env: { COUNTERSIGN_TOKEN: TOKEN }, nowMs: () => (nowMs += 6000) });
    expect(await bridge()).toBe(1);
    expect(terminal.stderr.text).toContain(`Countersign is not running for ${dataDir}. Start it`);
  });

  it('ends with 1 and the host’s sentence when it is refused', async () => {
    await listen();
    const code = bridge();
    (await arrived.promise).socket.end('REFUSED This token is not known.\n');
    expect(await code).toBe(1);
    expect(terminal.stderr.text).toBe('This token is not known.\n');
    expect(terminal.stdout.text).toBe('');
  });

  it.each([
    ['closes without a word', '', 'closed the connection before it answered'],
    ['says something else', 'HELLO\n', 'in a way that this bridge does not know'],
  ])('ends with 1 when the host %s', async (_how, said, sentence) => {
    await listen();
    const code = bridge();
    (await arrived.promise).socket.end(said);
    expect(await code).toBe(1);
    expect(terminal.stderr.text).toContain(sentence);
  });

  it('ends with 1 and a sentence when the host goes away', async () => {
    await listen();
    const code = bridge();
    const { socket } = await arrived.promise;
    socket.write('WELCOME\n');
    terminal.stdin.write(CALL);
    await received(socket);
    socket.destroy();
    expect(await code).toBe(1);
    expect(terminal.stderr.text).toContain('Countersign closed the connection');
  });

  it('does not read faster than the host takes', async () => {
    await listen();
    const code = bridge();
    const { socket } = await arrived.promise;
    socket.write('WELCOME\n');
    socket.pause();
    const chunk = Buffer.alloc(64 * 1024, 'x');
    let written = 0;
    // Until the stream says stop, through pipe, bridge and socket.
    while (terminal.stdin.write(chunk)) {
      written += chunk.length;
      await new Promise((resolve) => setImmediate(resolve));
      if (written > 64 * 1024 * 1024) break;
    }
    expect(written).toBeLessThan(64 * 1024 * 1024);
    socket.destroy();
    expect(await code).toBe(1);
  });

  it.each(['', '   ', 'two words', 'line\nbreak'])('refuses the token %j without connecting', async (token) => {
    terminal = typedTerminal({ env: { COUNTERSIGN_TOKEN: token } });
    expect(await bridge()).toBe(2);
    expect(terminal.stderr.text).toContain('COUNTERSIGN_TOKEN: expected');
  });
});

import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { EgressTarget } from '#shared/model/index.ts';
import { describeWithEngine, MEBIBYTE, type Stage, setStage } from './fixtures/stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(async () => {
  expect(await stage.clear()).toEqual([]);
});

const servers: Server[] = [];
const sockets = new Set<Socket>();
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
});

async function serve(onConnection: (socket: Socket) => void, host = '127.0.0.1'): Promise<number> {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket.on('error', () => undefined));
    onConnection(socket);
  });
  servers.push(server);
  await once(server.listen(0, host), 'listening');
  return (server.address() as AddressInfo).port;
}

const target = (port: number, change: Partial<EgressTarget> = {}): EgressTarget => ({
  ...{ host: 'service.example', port, protocol: 'tcp', addresses: ['127.0.0.1'] },
  ...change,
});

const TALK = `import socket, sys
def talk(host, port, words):
    s = socket.create_connection((host, port), timeout=10)
    s.sendall(words); s.shutdown(socket.SHUT_WR)
    answer = b""
    while part := s.recv(65536): answer += part
    return answer
`;

describeWithEngine('a container that may reach a target', { timeout: 60_000 }, () => {
  it('reaches it by its name, both ways, to the end', async () => {
    const port = await serve((socket) => {
      socket.write('who are you?\n');
      socket.on('data', (data) => socket.write(`so you are ${data}`)).on('end', () => socket.end('bye\n'));
    });
    const { end, run, dials } = await stage.python(`${TALK}print(talk("service.example", ${port}, b"anna\\n"))`, {
      egress: [target(port)],
    });
    expect(run.text).toEqual({ stdout: `b'who are you?\\nso you are anna\\nbye\\n'\n`, stderr: '' });
    expect(end.exit_code).toBe(0);
    expect(dials).toEqual([
      {
        host: 'service.example',
        port,
        address: '127.0.0.1',
        error: null,
        connectMs: expect.any(Number),
        sentBytes: 5,
        receivedBytes: 33,
      },
    ]);
  });

  it('reaches one that is given by its address under a name of its own, over IPv6 too', async () => {
    const port = await serve((socket) => socket.end('six'), '::1');
    const egress = [target(port, { host: '::1', addresses: ['::1'] })];
    const { run } = await stage.python(`${TALK}print(talk("1.target", ${port}, b""))`, { egress });
    expect(run.text).toEqual({ stdout: `b'six'\n`, stderr: '' });
  });

  it('reaches several that have one port, each as itself', async () => {
    const port = await serve((socket) => socket.end('first'));
    const other = createServer((socket) => socket.end('second'));
    servers.push(other);
    await once(other.listen(port, '127.0.0.2'), 'listening');
    const egress = [target(port, { host: 'a.example' }), target(port, { host: 'b.example', addresses: ['127.0.0.2'] })];
    const { run } = await stage.python(
      `${TALK}print(talk("a.example", ${port}, b""), talk("b.example", ${port}, b""))`,
      { egress },
    );
    expect(run.text.stdout).toBe(`b'first' b'second'\n`);
  });

  it('is connected to the next of the plan’s addresses when the first does not take it', async () => {
    const port = await serve((socket) => socket.end('here'), '127.0.0.3');
    const { run, dials } = await stage.python(`${TALK}print(talk("service.example", ${port}, b""))`, {
      egress: [target(port, { addresses: ['127.0.0.2', '127.0.0.3'] })],
    });
    expect(run.text.stdout).toBe(`b'here'\n`);
    expect(dials.map(({ address }) => address)).toEqual(['127.0.0.3']);
  });

  it('has its connection reset where nobody listens, and the host says why', async () => {
    const port = await serve(() => undefined);
    await new Promise((resolve) => servers.pop()?.close(resolve));
    const { run, dials } = await stage.python(`${TALK}talk("service.example", ${port}, b"")`, {
      egress: [target(port)],
    });
    expect(run.text.stderr).toMatch(/ConnectionResetError|BrokenPipeError/);
    expect(dials).toMatchObject([{ address: null, error: `connect ECONNREFUSED 127.0.0.1:${port}` }]);
  });

  it('carries many bytes both ways at once, with a slow reader at either end', async () => {
    const bytes = 8 * MEBIBYTE;
    const port = await serve((socket) => {
      let got = 0;
      socket.on('data', (data) => {
        got += data.length;
        if (got % 7 === 0) {
          socket.pause();
          setTimeout(() => socket.resume(), 1);
        }
      });
      socket.on('end', () => socket.end(`got ${got}`));
      socket.write(Buffer.alloc(bytes, 'x'));
    });
    const { run } = await stage.python(
      `import socket, threading, time
s = socket.create_connection(("service.example", ${port}))
def feed():
    for _ in range(${bytes} // 65536): s.sendall(bytes(65536))
    s.shutdown(socket.SHUT_WR)
threading.Thread(target=feed).start()
total, tail = 0, b""
time.sleep(0.3)
while part := s.recv(50000):
    total += len(part); tail = (tail + part)[-20:]
print(total, tail)`,
      { egress: [target(port)] },
    );
    expect(run.text).toEqual({ stdout: `${bytes + 11} b'xxxxxxxxxgot ${bytes}'\n`, stderr: '' });
  });

  it('exchanges datagrams', async () => {
    const socket = createSocket('udp4');
    socket.on('message', (data, from) => socket.send(`echo ${data}`, from.port, from.address));
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    const { port } = socket.address();
    const { run } = await stage.python(
      `import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.settimeout(10)
for word in (b"one", b"two"):
    s.sendto(word, ("service.example", ${port})); print(s.recv(100))`,
      { egress: [target(port, { protocol: 'udp' })] },
    );
    socket.close();
    expect(run.text).toEqual({ stdout: `b'echo one'\nb'echo two'\n`, stderr: '' });
  });

  it('makes a hundred connections at once, and no more than the host carries', async () => {
    const port = await serve((socket) => socket.on('data', (data) => socket.write(data)));
    const { run } = await stage.python(
      `import socket
ok, kept = 0, []
for i in range(160):
    try:
        s = socket.create_connection(("service.example", ${port}), timeout=10); kept.append(s)
        s.sendall(b"x"); ok += s.recv(1) == b"x"
    except OSError: pass
print(ok)`,
      { egress: [target(port)] },
    );
    expect(run.text).toEqual({ stdout: '128\n', stderr: '' });
  });
});

describeWithEngine('the network inside a container', { timeout: 60_000 }, () => {
  it.each([
    ['that may reach a target', [target(1)]],
    ['that may reach nothing', []],
  ] as const)('%s is its own loopback and nothing else, over IPv4 and IPv6', async (_, egress) => {
    const { run } = await stage.python(
      `import os
# A kernel may put devices for tunnels into every new network: they are down.
up = [name for name in os.listdir("/sys/class/net") if int(open(f"/sys/class/net/{name}/flags").read(), 16) & 1]
addresses = [line.split()[5] for line in open("/proc/net/if_inet6")] if os.path.exists("/proc/net/if_inet6") else []
routes = [line.split()[0] for line in open("/proc/net/route")][1:]
routes6 = [line.split()[9] for line in open("/proc/net/ipv6_route")] if os.path.exists("/proc/net/ipv6_route") else []
print(up, sorted(set(addresses) - {"lo"}), routes, sorted(set(routes6) - {"lo"}))`,
      { egress },
    );
    expect(run.text).toEqual({ stdout: "['lo'] [] [] []\n", stderr: '' });
  });
});

describeWithEngine('names inside a container', { timeout: 60_000 }, () => {
  it('are answered for the plan’s targets alone, with nothing sent anywhere', async () => {
    const { run } = await stage.python(
      `import socket
for name in ("service.example", "SERVICE.example.", "other.example", "x.service.example", "localhost"):
    try: print(name, sorted({each[4][0] for each in socket.getaddrinfo(name, 80)}))
    except OSError as error: print(name, type(error).__name__)`,
      { egress: [target(1)] },
    );
    expect(run.text.stdout.split('\n')).toEqual([
      `service.example ['127.0.0.1']`,
      `SERVICE.example. ['127.0.0.1']`,
      'other.example gaierror',
      'x.service.example gaierror',
      expect.stringMatching(/^localhost \['127.0.0.1'/),
      '',
    ]);
  });

  it('fail at once where nothing may be reached', async () => {
    const { run } = await stage.python(
      'import socket\ntry: socket.getaddrinfo("service.example", 80)\nexcept OSError as error: print(type(error).__name__)',
    );
    expect(run.text.stdout).toBe('gaierror\n');
  });
});

describeWithEngine('Countersign’s own ports', { timeout: 60_000 }, () => {
  it('are never reached, whatever the plan says', async () => {
    const connections: Socket[] = [];
    const port = await serve((socket) => connections.push(socket));
    stage.engine.keepFrom(port);
    for (const address of ['127.0.0.1', '::ffff:127.0.0.1', '127.0.0.9']) {
      const { dials } = await stage.python(`${TALK}talk("service.example", ${port}, b"")`, {
        egress: [target(port, { addresses: [address] })],
      });
      expect(dials).toMatchObject([{ address: null, error: 'this port is Countersign’s own' }]);
    }
    expect(connections).toEqual([]);
  });
});

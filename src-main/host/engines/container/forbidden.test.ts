/**
 * From inside a container that may reach one target: every other kind of address. Each lies on an interface that the test made, or on this
 * machine, with a listener behind it: were the product wrong, the listener would hear it, and no packet would leave for anybody else.
 */
import { execFileSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BASE_IMAGE, describeWithEngine, docker, type Stage, setStage } from './fixtures/stage.ts';

const LINK = 'cs-forbidden';
/** Metadata services, an engine in its virtual machine, a neighbour in the local network, the public internet: ours while the test runs. */
const OWNED = ['169.254.169.254', '100.100.100.200', '192.168.65.7', '10.77.0.1', '203.0.113.77'];
const OWNED_6 = ['fd00:ec2::254', '2001:db8::77'];
const canMake = process.platform === 'linux' && process.getuid?.() === 0;
const ip = (...args: readonly string[]): void => void execFileSync('ip', args, { stdio: 'ignore' });

let stage: Stage;
let other: string | null = null;
let port: number;
let targetPort: number;
const heard: string[] = [];
const servers: Server[] = [];
const datagrams = [createSocket('udp4'), createSocket({ type: 'udp6', ipv6Only: true })];

async function listenOn(host: string, at: number, onConnection: () => void): Promise<number> {
  const server = createServer((socket) => {
    onConnection();
    socket.on('error', () => undefined).end('here');
  });
  servers.push(server);
  await once(server.listen({ port: at, host }), 'listening');
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

beforeAll(async () => {
  if (!canMake) return;
  stage = await setStage();
  ip('link', 'add', LINK, 'type', 'bridge');
  ip('link', 'set', LINK, 'up');
  for (const address of OWNED) ip('addr', 'add', `${address}/32`, 'dev', LINK);
  for (const address of OWNED_6) ip('addr', 'add', `${address}/128`, 'dev', LINK, 'nodad');
  port = await listenOn('::', 0, () => heard.push('tcp'));
  targetPort = await listenOn('127.0.0.1', 0, () => undefined);
  for (const [at, socket] of datagrams.entries()) {
    socket.on('message', () => heard.push('udp'));
    await new Promise<void>((resolve) => socket.bind({ port, address: at === 0 ? '0.0.0.0' : '::' }, resolve));
  }
});
afterAll(async () => {
  if (!canMake) return;
  for (const server of servers) server.close();
  for (const socket of datagrams) socket.close();
  if (other !== null) await docker.getContainer(other).remove({ force: true });
  ip('link', 'del', LINK);
  expect(await stage.clear()).toEqual([]);
});

/** A container of somebody else's, on the usual network, with a listener in it. */
async function neighbour(): Promise<string> {
  const source = `import socket\ns = socket.socket(); s.bind(("0.0.0.0", ${port})); s.listen()\nwhile True: s.accept()[0].close()`;
  const container = await docker.createContainer({ Image: BASE_IMAGE, Cmd: ['/usr/bin/python3', '-c', source] });
  other = container.id;
  await container.start();
  const { Networks } = (await container.inspect()).NetworkSettings;
  return Networks.bridge?.IPAddress ?? '';
}

function addressesOfThisMachine(): readonly string[] {
  const all = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  return all.map(({ address, scopeid }) => (scopeid ? `${address}%1` : address));
}

describe.skipIf(!canMake)('an address that is not in the plan (needs root on Linux)', () => {
  describeWithEngine('from a container that may reach one target', () => {
    it('is never reached, whatever it is, however it is written, over whatever it is tried', async () => {
      const forbidden = [
        ...[...new Set([...OWNED, ...OWNED_6, ...addressesOfThisMachine(), await neighbour()])],
        ...['127.0.0.1', '::1', '0.0.0.0', '::', 'localhost', '127.1', '::ffff:127.0.0.1'],
        ...[
          '::ffff:203.0.113.77',
          '::ffff:169.254.169.254',
          '3405803853',
          '0xcb00714d',
          '0313.0.0161.0115',
          '203.113.77',
        ],
        ...[
          'host.docker.internal',
          'gateway.docker.internal',
          'metadata.google.internal',
          'service.example.',
          'other.example',
        ],
        ...['0-0-0-0.target', '169-254-169-254.target', 'service.example\\x00.other', 'service.example@203.0.113.77'],
      ];
      expect(forbidden.length).toBeGreaterThanOrEqual(30);
      const { run, dials } = await stage.python(program(forbidden), {
        egress: [{ host: 'service.example', port: targetPort, protocol: 'tcp', addresses: ['127.0.0.1'] }],
        limits: { wallMs: 120_000 },
      });
      expect(run.text.stderr).toBe('');
      expect(run.text.stdout.trim().split('\n')).toEqual([expect.stringMatching(/^tried \d+, target b'here'$/)]);
      expect(heard).toEqual([]);
      expect(dials.map(({ host, port: at }) => `${host}:${at}`)).toEqual([`service.example:${targetPort}`]);
    }, 120_000);
  });

  describeWithEngine('from a container that may reach nothing', () => {
    it('is never reached, and its target is not either', async () => {
      const { run } = await stage.python(
        program([...OWNED, ...OWNED_6, ...addressesOfThisMachine(), 'service.example']),
      );
      expect(run.text.stdout).toMatch(/^tried \d+, target (gaierror|ConnectionRefusedError)\n$/);
      expect(heard).toEqual([]);
    });
  });
});

const program = (forbidden: readonly string[]): string => `import errno, os, socket, struct
reached, tried = [], 0
def attempt(what, action):
    global tried
    tried += 1
    try:
        action()
        reached.append(what)
    except (OSError, ValueError, UnicodeError):
        pass
def tcp(host):
    socket.create_connection((host, ${port}), timeout=2).close()
def udp(host, port):
    for family, kind, proto, _, address in socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM):
        s = socket.socket(family, kind); s.settimeout(0.2); s.connect(address); s.send(b"x"); s.recv(10)
def raw(kind, proto):
    s = socket.socket(socket.AF_INET, kind, proto); s.settimeout(0.2)
    s.sendto(b"\\x08\\0\\0\\0\\0\\0\\0\\0", ("203.0.113.77", 0)); s.recv(100)
def cast(address):
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
    s.settimeout(0.2); s.sendto(b"x", (address, ${port})); s.recv(10)
def unix(path):
    s = socket.socket(socket.AF_UNIX); s.connect(path)
for host in [${forbidden.map((host) => JSON.stringify(host)).join(', ')}]:
    attempt("tcp " + host, lambda: tcp(host))
    attempt("udp " + host, lambda: udp(host, ${port}))
attempt("dns", lambda: udp("203.0.113.77", 53))
attempt("icmp", lambda: raw(socket.SOCK_DGRAM, socket.IPPROTO_ICMP))
attempt("raw icmp", lambda: raw(socket.SOCK_RAW, socket.IPPROTO_ICMP))
attempt("raw tcp", lambda: raw(socket.SOCK_RAW, socket.IPPROTO_TCP))
attempt("packet", lambda: socket.socket(socket.AF_PACKET, socket.SOCK_RAW).recv(1))
attempt("broadcast", lambda: cast("255.255.255.255"))
attempt("multicast", lambda: cast("224.0.0.251"))
for path in ("/var/run/docker.sock", "/run/docker.sock", "/run/containerd/containerd.sock", "/run/podman/podman.sock", "\\0/tmp/.X11-unix/X0", "\\0countersign"):
    attempt("unix " + path, lambda: unix(path))
for each in reached: print("REACHED", each)
try: answer = socket.create_connection(("service.example", ${targetPort}), timeout=5).recv(9)
except OSError as error: answer = type(error).__name__
print("tried %d, target %s" % (tried, answer))
`;

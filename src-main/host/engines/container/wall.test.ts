/**
 * The second wall, in a real engine: another program of this machine puts a line into a running container's network, with somebody at the other
 * end. Without the wall all of it passes, both ways; with it nothing does. And it goes with its container, whatever ends.
 */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MemoryRun } from '../process/fixtures/stage.ts';
import { containersOf, pidOfRun, type Seen } from './fixtures/containers-of.ts';
import { EVERYTHING, LINE_PROGRAM, lineInto } from './fixtures/line-in.ts';
import { canWall, hostRules, inNetworkOf, networkOf, rulesIn, tieTo } from './fixtures/networks.ts';
import { describeWithEngine, docker, ENGINE_ADDRESS, leftOf, type Stage, setStage } from './fixtures/stage.ts';
import { USUAL_WARM } from './warm/warm-pool.ts';

const WALLED = { firewall: 'iptables' } as const;
const RULES =
  /^\*filter\n:INPUT DROP\n:FORWARD DROP\n:OUTPUT DROP\n-A INPUT -i lo -j ACCEPT\n-A OUTPUT -o lo -j ACCEPT\nCOMMIT$/;
const IN_BOTH = [expect.stringMatching(RULES), expect.stringMatching(RULES)];

let stage: Stage;
describe.skipIf(!canWall)('a second wall', () => {
  describeWithEngine('around a container that runs', { timeout: 120_000 }, () => {
    let before: readonly string[];
    beforeAll(async () => {
      before = hostRules();
      stage = await setStage();
    });
    afterAll(async () => {
      expect(await stage.clear()).toEqual([]);
      expect(hostRules()).toEqual(before);
    });

    const withLine = async (firewall: 'none' | 'iptables') => {
      const run = new MemoryRun();
      const stop = new AbortController();
      const ended = stage.python(LINE_PROGRAM, { firewall, limits: { wallMs: 110_000 } }, { run, signal: stop.signal });
      try {
        await run.said(/ready/);
        const line = await lineInto(await pidOfRun(docker, stage.owner), () => run.said(/tried/));
        expect((await ended).end).toMatchObject({ reason: 'exited', exit_code: 0, error: null });
        const [, , reached, heard] = run.text.stdout.trim().split('\n');
        return { ...line, program: [reached, heard] };
      } finally {
        stop.abort();
        await ended;
      }
    };
    const listOf = (words: readonly string[]): string => `[${words.map((word) => `'${word}'`).join(', ')}]`;

    it('lets nothing pass over an interface that somebody puts into its network, either way', async () => {
      expect(await withLine('iptables')).toEqual({ reached: [], heard: [], program: ['reached []', 'heard []'] });
    });

    it('is what holds there: without it all of that passes', async () => {
      const all = listOf(EVERYTHING);
      expect(await withLine('none')).toEqual({
        ...{ reached: EVERYTHING, heard: EVERYTHING },
        program: [`reached ${all}`, `heard ${all}`],
      });
    });

    it('is in its own network alone, for IPv4 and IPv6, and goes with it', async () => {
      const run = new MemoryRun();
      const stop = new AbortController();
      const source = 'import time\nprint("ready", flush=True)\ntime.sleep(100)';
      const ended = stage.python(source, WALLED, { run, signal: stop.signal });
      await run.said(/ready/);
      const pid = await pidOfRun(docker, stage.owner);
      expect(rulesIn(pid)).toEqual(IN_BOTH);
      expect(hostRules()).toEqual(before);
      await using ties = await tieTo([pid]);
      expect(ties.standing()).toBe(1);
      stop.abort();
      await ended;
      await expect.poll(() => leftOf(stage.owner)).toEqual([]);
      await expect.poll(() => ties.standing()).toBe(0);
    });

    it('leaves the way to its plan’s targets as it is, over TCP and UDP', async () => {
      const server: Server = createServer((socket) => socket.end('tcp'));
      await once(server.listen(0, '127.0.0.1'), 'listening');
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      const datagrams = createSocket('udp6');
      datagrams.on('message', (_, from) => datagrams.send('udp', from.port, from.address));
      await new Promise<void>((resolve) => datagrams.bind(port, '::1', resolve));
      const egress = [
        { host: 'a.example', port, protocol: 'tcp', addresses: ['127.0.0.1'] },
        { host: 'b.example', port, protocol: 'udp', addresses: ['::1'] },
      ] as const;
      const source = `import socket
print(socket.create_connection(("a.example", ${port})).recv(9))
family, kind, _, _, at = socket.getaddrinfo("b.example", ${port}, type=socket.SOCK_DGRAM)[0]
s = socket.socket(family, kind); s.settimeout(20); s.sendto(b"x", at); print(s.recv(9))`;
      const { run } = await stage.python(source, { ...WALLED, egress });
      expect(run.text).toEqual({ stdout: `b'tcp'\nb'udp'\n`, stderr: '' });
      server.close();
      datagrams.close();
    });
  });

  describeWithEngine('around a container that stands ready', { timeout: 90_000 }, () => {
    beforeEach(async () => {
      stage = await setStage(undefined, { ...USUAL_WARM, most: 4, mostOfAKind: 2 });
    });
    afterEach(async () => {
      expect(await stage.clear()).toEqual([]);
    });

    const untilReady = async (count: number): Promise<readonly Seen[]> => {
      while (stage.engine.warm() < count) await new Promise((resolve) => setTimeout(resolve, 20));
      return (await containersOf(docker, stage.owner)).filter(({ name }) => name.includes('-warm-'));
    };
    const namesOf = (seen: readonly Seen[]): readonly string[] => seen.map(({ name }) => name);
    /** In which container a run is, by the network that it says it is in, and that network's rules as they are seen from outside. */
    const look = async (firewall: 'none' | 'iptables') => {
      const run = new MemoryRun();
      const source = 'import os, time\nprint(os.readlink("/proc/self/ns/net"), flush=True)\ntime.sleep(100)';
      const stop = new AbortController();
      const ended = stage.python(source, { firewall }, { run, signal: stop.signal });
      try {
        await run.said(/\n/);
        const network = run.text.stdout.trim();
        const all = await containersOf(docker, stage.owner);
        const seen = all.find(({ pid }) => networkOf(pid) === network);
        if (seen === undefined) throw new Error(`${network} is none of ${JSON.stringify(all)}`);
        return { name: seen.name, rules: rulesIn(seen.pid) };
      } finally {
        stop.abort();
        await ended;
      }
    };

    it('stands there already, and is looked at before it is used', async () => {
      await stage.python('pass', WALLED);
      const ready = namesOf(await untilReady(2));
      const { name, rules } = await look('iptables');
      expect(ready).toContain(name);
      expect(rules).toEqual(IN_BOTH);
    });

    it.each([
      [
        'its rules are flushed',
        [
          ['iptables', '-P', 'OUTPUT', 'ACCEPT'],
          ['iptables', '-F'],
        ],
      ],
      ['those of the other family are flushed', [['ip6tables', '-P', 'INPUT', 'ACCEPT']]],
      ['a rule is added', [['iptables', '-I', 'OUTPUT', '-d', '198.51.100.1', '-j', 'ACCEPT']]],
      [
        'something with an address is in its network',
        [
          ['ip', 'link', 'add', 'x', 'type', 'veth', 'peer', 'name', 'y'],
          ['ip', 'addr', 'add', '198.51.100.2/24', 'dev', 'x'],
          ['ip', 'link', 'set', 'x', 'up'],
        ],
      ],
    ])('is not used once %s behind its back', async (_, changes) => {
      await stage.python('pass', WALLED);
      const spoilt = await untilReady(2);
      for (const { pid } of spoilt) for (const [program = '', ...args] of changes) inNetworkOf(pid, program, args);
      const { name, rules } = await look('iptables');
      expect(namesOf(spoilt)).not.toContain(name);
      expect(rules).toEqual(IN_BOTH);
    });

    it('is never missing where a policy calls for it now and did not before', async () => {
      await stage.python('pass');
      const bare = namesOf(await untilReady(2));
      const { name, rules } = await look('iptables');
      expect(bare).not.toContain(name);
      expect(rules).toEqual(IN_BOTH);
      expect(bare).toContain((await look('none')).name);
    });
  });

  describeWithEngine('of a host that was killed', { timeout: 120_000 }, () => {
    let owner: string;
    let folder: string;
    let before: readonly string[];
    let host: ChildProcessByStdio<null, Readable, null>;
    beforeEach(async () => {
      owner = `wall-test-${randomUUID()}`;
      folder = await mkdtemp(join(tmpdir(), 'countersign-killed-'));
      before = hostRules();
    });
    afterEach(async () => {
      await killIt();
      await rm(folder, { recursive: true });
    });

    const startHost = (warm: number): typeof host => {
      const program = join(import.meta.dirname, 'fixtures/killed-host.ts');
      return spawn(process.execPath, [program, owner, folder, `${warm}`, 'iptables'], {
        stdio: ['ignore', 'pipe', 'inherit'],
        env: { ...process.env, ...(ENGINE_ADDRESS === null ? {} : { DOCKER_HOST: ENGINE_ADDRESS }) },
      });
    };
    const killIt = async (): Promise<void> => {
      if (host.exitCode !== null || host.signalCode !== null) return;
      const ended = once(host, 'exit');
      host.kill('SIGKILL');
      await ended;
    };
    const startNext = async (): Promise<void> => {
      const next = await setStage(owner);
      await next.engine.reap();
      expect(await next.clear()).toEqual([]);
    };

    it('is gone with its containers after the next start, held by nobody, and nothing else has to be put right', async () => {
      host = startHost(2);
      for await (const line of createInterface(host.stdout)) if (line === 'ready') break;
      const pids = (await containersOf(docker, owner)).flatMap(({ pid }) => (pid === 0 ? [] : pid));
      expect(pids.length).toBeGreaterThan(0);
      await using ties = await tieTo(pids);
      expect(ties.standing()).toBe(pids.length);
      await killIt();
      await startNext();
      await expect.poll(() => ties.standing()).toBe(0);
      expect(hostRules()).toEqual(before);
    });

    it.each([
      ['raised for a try', 1],
      ['raised around a container', 2],
    ])('while it was %s leaves nothing either', async (_, call) => {
      const tools = join(folder, 'tools');
      await mkdir(tools);
      await writeFile(join(tools, 'hold'), '');
      await writeFile(
        join(tools, 'iptables-restore'),
        `#!/bin/sh\ncd ${tools}\necho >> calls\nif [ $(wc -l < calls) -eq ${call} ]; then\n  echo $$ > pid.new; mv pid.new pid\n` +
          '  while [ -e hold ]; do sleep 0.05; done\nfi\nexec iptables-restore "$@"\n',
        { mode: 0o755 },
      );
      host = startHost(0);
      const pidFile = join(tools, 'pid');
      await expect.poll(() => existsSync(pidFile), { timeout: 60_000 }).toBe(true);
      await using ties = await tieTo([Number(readFileSync(pidFile, 'utf8'))]);
      await killIt();
      await startNext();
      // The program that was under way goes on to its end: what it lays lies in a network that goes with it.
      await rm(join(tools, 'hold'));
      await expect.poll(() => ties.standing()).toBe(0);
      expect(hostRules()).toEqual(before);
    });
  });
});

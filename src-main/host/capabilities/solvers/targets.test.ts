/** The one target that a solver reaches, through the whole road, and what it does not reach. */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { expect, it } from 'vitest';
import { openNameServer } from '../../../../test/name-server.ts';
import { IMAGE, order, policyWith, sha256, solverStage, withEngine } from './testing/solver-stage.ts';

const stage = solverStage();

withEngine('N4: a name that turns to another machine between look-ups', () => {
  it('is looked up once for a plan, and what was seen is what is reached', async () => {
    let turn = 0;
    const server = await openNameServer((type) => {
      if (type === 'AAAA') return [];
      turn += 1;
      return [turn === 1 ? '203.0.113.7' : '127.0.0.1'];
    });
    try {
      const targets = '  - { hosts: [chall.example.org], ports: [31337] }';
      await stage.app.setPolicy(
        policyWith(`  dns: ["${server.address}"]`, targets).replace('network: none', 'network: target'),
      );
      const named = { target: { host: 'chall.example.org', port: 31_337 } };
      const answer = stage.agent.call('run_solver_fallback', order('print(1)', named));
      const card = await stage.app.nextCard();
      expect(card.plan).toMatchObject({ container: { egress: [{ addresses: ['203.0.113.7'] }] } });
      expect(server.asked).toHaveLength(2);
      await stage.app.call('approvals.deny', { id: card.id, digest: card.digest });
      await answer;
      expect(server.asked).toHaveLength(2);
      // The next look-up finds this machine, and that is denied.
      expect(await stage.run('print(1)', named)).toMatchObject({ error_code: 'TARGET_NOT_ALLOWLISTED' });
    } finally {
      await server.close();
    }
  });
});

withEngine('a target', () => {
  /** A service of the test's own, on loopback: listed one by one, as loopback must be. */
  async function service(talk: (socket: Socket) => void): Promise<{ port: number } & AsyncDisposable> {
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket.on('error', () => undefined));
      talk(socket);
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const reach = policyWith('  verdict: allow\n  probe: allow', `  - { hosts: [127.0.0.1, "::1"], ports: [${port}] }`);
    await stage.app.setPolicy(reach.replace('network: none', 'network: target'));
    return {
      port,
      async [Symbol.asyncDispose]() {
        for (const socket of sockets) socket.destroy();
        await new Promise((closed) => server.close(closed));
      },
    };
  }
  const answering = (socket: Socket): void => {
    socket.write('what is 6 * 7? ');
    socket.once('data', (data) => socket.end(data.toString().trim() === '42' ? 'flag{so_it_is}\n' : 'no\n'));
  };

  it('is reached by a solver at CTF_HOST and CTF_PORT, and the host says what it saw', async () => {
    await using there = await service(answering);
    const source = `import os, socket
talk = socket.create_connection((os.environ['CTF_HOST'], int(os.environ['CTF_PORT'])))
a, b = talk.recv(100).decode().removeprefix('what is ').removesuffix('? ').split(' * ')
talk.sendall(str(int(a) * int(b)).encode())
print(talk.recv(100).decode(), end='')
`;
    const value = await stage.run(source, { target: { host: '127.0.0.1', port: there.port } });
    expect(value).toMatchObject({
      ok: true,
      stdout: 'flag{so_it_is}\n',
      connections: [{ address: '127.0.0.1', error: null, sent_bytes: 2, received_bytes: 30 }],
    });
    const { value: log } = await stage.agent.call('get_run_log', { run_id: value.run_id });
    expect(log.transcript).toMatch(
      /connections, as the host saw them: 1\ntaken by 127\.0\.0\.1 after \d+ ms, 2 bytes sent, 30 received/u,
    );
  });

  it('is on record with all that somebody needs later: what ran, in what, against what, what it reached, what came of it', async () => {
    await using there = await service(answering);
    const target = { host: '127.0.0.1', port: there.port };
    const source = `import os, socket
talk = socket.create_connection((os.environ['CTF_HOST'], int(os.environ['CTF_PORT'])))
print(talk.recv(100).decode())
`;
    const first = await stage.run(source, { target });
    const { value } = await stage.agent.call('rerun_run', { run_id: first.run_id });
    const bodies = (await stage.app.audit()).map(({ body }) => body);
    const started = bodies.find((body) => body.type === 'started' && body.run === value.run_id);
    const decided = bodies.find((body) => body.type === 'decided' && body.request === value.request_id);
    const finished = bodies.find((body) => body.type === 'finished' && body.run === value.run_id);
    expect(decided).toMatchObject({
      plan: {
        package: { sha256: value.package_sha256 },
        entrypoint: 'solve.py',
        target: { ...target, addresses: ['127.0.0.1'] },
        derivedFrom: first.run_id,
        container: {
          image: { name: IMAGE, id: expect.stringMatching(/^sha256:[0-9a-f]{64}$/u) },
          files: [{ path: 'solve.py', sha256: sha256(source) }],
          egress: [{ ...target, addresses: ['127.0.0.1'] }],
        },
      },
    });
    expect(started).toMatchObject({ digest: decided !== undefined && 'digest' in decided && decided.digest });
    expect(finished).toMatchObject({
      outcome: 'ok',
      end: {
        ...{ reason: 'exited', exit_code: 0, duration_ms: value.duration_ms },
        ...{ stdout: { sha256: value.stdout_sha256 }, stderr: { sha256: value.stderr_sha256 } },
        reached: [{ ...target, address: '127.0.0.1', connections: 1, sent_bytes: 0, received_bytes: 15 }],
      },
      kept: [
        { kind: 'order', path: 'plan.json' },
        { kind: 'report', path: 'transcript.txt', sha256: value.transcript_sha256 },
      ],
    });
    expect(await stage.app.call('audit.verify', {})).toMatchObject({ integrity: 'ok' });
  });

  it('is all that a solver reaches', async () => {
    await using there = await service(answering);
    const own = Number(new URL(stage.app.endpoint).port);
    const source = `import socket, sys
for host, port in [('127.0.0.1', ${own}), ('127.0.0.1', ${there.port}), ('169.254.169.254', 80), ('8.8.8.8', 53), ('localhost', ${own}), ('127-0-0-1.target', ${own})]:
    try:
        socket.create_connection((host, port), timeout=2); print('REACHED', host, port)
    except OSError: pass
print('done')
`;
    const value = await stage.run(source, { target: { host: '127.0.0.1', port: there.port } });
    expect(value).toMatchObject({
      ok: true,
      stdout: expect.stringMatching(/^(?:REACHED 127\.0\.0\.1 \d+\n)?done\n$/u),
    });
  });

  it('that is Countersign’s own port is never reached, although somebody listed it', async () => {
    const own = Number(new URL(stage.app.endpoint).port);
    const reach = policyWith('  verdict: allow', `  - { hosts: [127.0.0.1], ports: [${own}] }`);
    await stage.app.setPolicy(reach.replace('network: none', 'network: target'));
    const source = `import os, socket
try:
    talk = socket.create_connection((os.environ['CTF_HOST'], int(os.environ['CTF_PORT'])), timeout=5)
    talk.sendall(b'GET / HTTP/1.0\\r\\n\\r\\n'); print(len(talk.recv(100)))
except OSError as error: print('no')
`;
    const value = await stage.run(source, { target: { host: '127.0.0.1', port: own } });
    expect(value.connections).toMatchObject([{ address: null, received_bytes: 0 }]);
    expect(value.stdout).toMatch(/^(?:no|0)\n$/u);
  });

  it('is looked at from inside a container: what it says, whether it is there, whether it speaks TLS', async () => {
    await using there = await service((socket) => socket.end('SSH-2.0-test\r\n'));
    const probe = (port: number, more: object = {}) =>
      stage.agent.call('probe_target_from_runner', {
        target: { host: '127.0.0.1', port },
        sandbox_failure_reason: 'no route',
        ...more,
      });
    const { value } = await probe(there.port, { tls: true });
    expect(value).toMatchObject({
      ...{ ok: true, reachable: true, banner: 'SSH-2.0-test\r\n', timed_out: false },
      dns: { resolved: true, addresses: ['127.0.0.1'] },
      tcp: { connected: true, address: '127.0.0.1', error: null },
      tls: { attempted: true, handshake_ok: false, server_name: null },
    });
    await stage.app.setPolicy(policyWith('  probe: allow', '  - { hosts: [127.0.0.1], ports: [1] }'));
    expect((await probe(1)).value).toMatchObject({
      ok: true,
      reachable: false,
      banner: '',
      tcp: { connected: false, error: expect.stringContaining('ECONNREFUSED') },
    });
    expect((await probe(2)).value).toMatchObject({ error_code: 'TARGET_NOT_ALLOWLISTED' });
  });
});

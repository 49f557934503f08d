/** Solvers through the whole road: official clients, the real policy, a person's answer, real containers. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { type Agent, modernAgent } from '../../../../test/agents.ts';
import { TEST_IMAGE } from '../../../../test/base-image.ts';
import { openNameServer } from '../../../../test/name-server.ts';
import { openTestHost, type TestHost } from '../../../../test/open-test-host.ts';

const IMAGE = TEST_IMAGE;
const withEngine = describe.skipIf(!inject('hasEngine'));
const policyWith = (solvers: string, targets = '  - { hosts: [203.0.113.7], ports: [31337] }'): string => `version: 1
targets:
${targets}
solvers:
  network: none
  languages: { python: { image: "${IMAGE}" } }
${solvers}
`;

let app: TestHost;
let agent: Agent;
beforeEach(async () => {
  app = await openTestHost({ policy: policyWith('  verdict: allow') });
  agent = await modernAgent({ endpoint: app.endpoint, token: await app.addClient('Claude') });
});
afterEach(async () => {
  await agent.close();
  await app.close();
});

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const order = (source: string, more: object = {}) => ({
  target: { host: '203.0.113.7', port: 31_337 },
  sandbox_failure: { attempted: true, reason: 'no route to the target' },
  local_validation: { solved_locally: true, summary: 'prints the flag of a local copy', solver_sha256: sha256(source) },
  files: [{ path: 'solve.py', content: source }],
  ...more,
});
const run = async (source: string, more: object = {}) =>
  (await agent.call('run_solver_fallback', order(source, more))).value;
const textOf = (value: unknown): string => String(value);

withEngine('run_solver_fallback', () => {
  it('runs the package and hands back what came of it, hashed as it came', async () => {
    const source = `import os, sys
os.makedirs('out'); open('out/flag.txt', 'w').write('flag{x}')
print(os.environ['CTF_HOST'], os.environ['CTF_PORT'], os.environ['TARGET_HOST'], sys.argv[1:], os.environ['MODE'])
print('oops', file=sys.stderr)
`;
    const value = await run(source, { args: ['a b'], env: { MODE: 'x' } });
    const stdout = "203-0-113-7.target 31337 203-0-113-7.target ['a b'] x\n";
    expect(value).toMatchObject({
      ...{ ok: true, exit_code: 0, timed_out: false, ended: 'exited', truncated: false, validated: 'package' },
      ...{ stdout, stderr: 'oops\n', stdout_sha256: sha256(stdout), stderr_sha256: sha256('oops\n') },
      target: { host: '203.0.113.7', port: 31_337, protocol: 'tcp', addresses: ['203.0.113.7'] },
      outputs: [{ path: 'flag.txt', bytes: 7, sha256: sha256('flag{x}') }],
      package_sha256: sha256(`${sha256(source)}  solve.py\n`),
    });
    const { value: log } = await agent.call('get_run_log', { run_id: value.run_id });
    expect(sha256(textOf(log.transcript))).toBe(value.transcript_sha256);
    expect(log.transcript).toContain('[STDERR]\n5 bytes\n| oops\n');
  });

  it('N11: is honest about what went wrong', async () => {
    expect(await run('import sys; print(1); sys.exit(3)')).toMatchObject({
      ok: false,
      exit_code: 3,
      ended: 'exited',
      stdout: '1\n',
    });
    expect(await run('import time; print("so far"); time.sleep(60)', { timeout_seconds: 1 })).toMatchObject({
      ...{ ok: false, exit_code: null, timed_out: true, ended: 'timed_out', stdout: 'so far\n' },
    });
    expect(await run('import os; os.kill(os.getpid(), 9)')).toMatchObject({
      ok: false,
      timed_out: false,
      ended: 'signalled',
    });
  });

  it('N11: a request that is refused leaves no run', async () => {
    const refused = await agent.call('run_solver_fallback', order('print(1)', { entrypoint: '../x' }));
    expect(refused).toMatchObject({
      isError: true,
      value: {
        ...{ success: false, ok: false, code: 'REQUEST_INVALID', error_code: 'SCHEMA_INVALID' },
        error: { code: 'SCHEMA_INVALID', details: null, suggestion: expect.any(String) },
      },
    });
    const codes = [
      { language: 'bash' },
      { timeout_seconds: 61 },
      { target: { host: '8.8.8.8', port: 1 } },
      { files: [{ path: 'solve.py', encoding: 'rot13', content: '' }] },
      { files: 7 },
    ];
    const found = await Promise.all(codes.map(async (change) => (await run('x', change)).error_code));
    expect(found).toEqual([
      'UNSUPPORTED_LANGUAGE',
      'TIMEOUT_INVALID',
      'TARGET_NOT_ALLOWLISTED',
      'UNSUPPORTED_ENCODING',
      'SCHEMA_INVALID',
    ]);
    expect(readdirSync(join(app.dataDir, 'runs'))).toEqual([]);
    expect(readdirSync(join(app.dataDir, 'content'))).toEqual([]);
  });

  it('without its image is refused, and says what to do', async () => {
    await app.setPolicy(policyWith('  verdict: allow').replace(IMAGE, 'countersign/none:none'));
    expect(await run('print(1)')).toMatchObject({ success: false, code: 'IMAGE_MISSING' });
    expect(readdirSync(join(app.dataDir, 'runs'))).toEqual([]);
  });

  it('waits for a person, who sees the very bytes that would run', async () => {
    await app.setPolicy(policyWith(''));
    const source = 'print("hello")\u200b\n';
    const answer = agent.call('run_solver_fallback', order(source));
    const card = await app.nextCard();
    expect(card).toMatchObject({
      tool: 'run_solver_fallback',
      plan: { kind: 'solver', validated: { covers: 'package' } },
    });
    const shown = await app.call('packages.waiting', { approval: card.id, path: 'solve.py' });
    expect(shown).toEqual({ encoding: 'utf8', content: source, bytes: Buffer.byteLength(source) });
    await app.call('approvals.deny', { id: card.id, digest: card.digest, because: 'not today' });
    expect((await answer).value).toMatchObject({ success: false, code: 'APPROVAL_DENIED' });
    expect(readdirSync(join(app.dataDir, 'content'))).toEqual([]);
  });

  it('in a dry run asks nobody and runs nothing', async () => {
    await app.setPolicy(policyWith(''));
    const value = await run('print(1)', { dry_run: true });
    expect(value).toMatchObject({
      ok: true,
      dry_run: true,
      stdout: '',
      exit_code: null,
      verdict: expect.stringMatching(/^ask/u),
    });
    expect(readdirSync(join(app.dataDir, 'runs'))).toEqual([]);
    expect(readdirSync(join(app.dataDir, 'content'))).toEqual([]);
  });

  it('takes a package of five megabytes, and not one byte more', async () => {
    const big = (bytes: number, path: string) => ({ path, content: 'x'.repeat(bytes) });
    const files = (rest: number) => [
      { path: 'solve.py', content: 'import os; print(sum(os.path.getsize(p) for p in ["a", "b"]))' },
      big(3_000_000, 'a'),
      big(rest, 'b'),
    ];
    const bare = { local_validation: { solved_locally: true, summary: 'works' } };
    expect(await run('', { ...bare, files: files(1_900_000) })).toMatchObject({ ok: true, stdout: '4900000\n' });
    expect(await run('', { ...bare, files: files(2_000_000) })).toMatchObject({ error_code: 'SCHEMA_INVALID' });
    expect(await run('', { ...bare, files: [big(3_000_001, 'solve.py')] })).toMatchObject({
      error_code: 'SCHEMA_INVALID',
    });
    // The log is for people: it knows long texts by their hashes.
    const requested = (await app.audit()).find(({ body }) => body.type === 'requested');
    expect(JSON.stringify(requested).length).toBeLessThan(10_000);
  });
});

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
      await app.setPolicy(
        policyWith(`  dns: ["${server.address}"]`, targets).replace('network: none', 'network: target'),
      );
      const named = { target: { host: 'chall.example.org', port: 31_337 } };
      const answer = agent.call('run_solver_fallback', order('print(1)', named));
      const card = await app.nextCard();
      expect(card.plan).toMatchObject({ container: { egress: [{ addresses: ['203.0.113.7'] }] } });
      expect(server.asked).toHaveLength(2);
      await app.call('approvals.deny', { id: card.id, digest: card.digest });
      await answer;
      expect(server.asked).toHaveLength(2);
      // The next look-up finds this machine, and that is denied.
      expect(await run('print(1)', named)).toMatchObject({ error_code: 'TARGET_NOT_ALLOWLISTED' });
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
    await app.setPolicy(reach.replace('network: none', 'network: target'));
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
    const value = await run(source, { target: { host: '127.0.0.1', port: there.port } });
    expect(value).toMatchObject({
      ok: true,
      stdout: 'flag{so_it_is}\n',
      connections: [{ address: '127.0.0.1', error: null, sent_bytes: 2, received_bytes: 30 }],
    });
    const { value: log } = await agent.call('get_run_log', { run_id: value.run_id });
    expect(log.transcript).toMatch(
      /connections, as the host saw them: 1\ntaken by 127\.0\.0\.1 after \d+ ms, 2 bytes sent, 30 received/u,
    );
  });

  it('is all that a solver reaches', async () => {
    await using there = await service(answering);
    const own = Number(new URL(app.endpoint).port);
    const source = `import socket, sys
for host, port in [('127.0.0.1', ${own}), ('127.0.0.1', ${there.port}), ('169.254.169.254', 80), ('8.8.8.8', 53), ('localhost', ${own}), ('127-0-0-1.target', ${own})]:
    try:
        socket.create_connection((host, port), timeout=2); print('REACHED', host, port)
    except OSError: pass
print('done')
`;
    const value = await run(source, { target: { host: '127.0.0.1', port: there.port } });
    expect(value).toMatchObject({
      ok: true,
      stdout: expect.stringMatching(/^(?:REACHED 127\.0\.0\.1 \d+\n)?done\n$/u),
    });
  });

  it('that is Countersign’s own port is never reached, although somebody listed it', async () => {
    const own = Number(new URL(app.endpoint).port);
    const reach = policyWith('  verdict: allow', `  - { hosts: [127.0.0.1], ports: [${own}] }`);
    await app.setPolicy(reach.replace('network: none', 'network: target'));
    const source = `import os, socket
try:
    talk = socket.create_connection((os.environ['CTF_HOST'], int(os.environ['CTF_PORT'])), timeout=5)
    talk.sendall(b'GET / HTTP/1.0\\r\\n\\r\\n'); print(len(talk.recv(100)))
except OSError as error: print('no')
`;
    const value = await run(source, { target: { host: '127.0.0.1', port: own } });
    expect(value.connections).toMatchObject([{ address: null, received_bytes: 0 }]);
    expect(value.stdout).toMatch(/^(?:no|0)\n$/u);
  });

  it('is looked at from inside a container: what it says, whether it is there, whether it speaks TLS', async () => {
    await using there = await service((socket) => socket.end('SSH-2.0-test\r\n'));
    const probe = (port: number, more: object = {}) =>
      agent.call('probe_target_from_runner', {
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
    await app.setPolicy(policyWith('  probe: allow', '  - { hosts: [127.0.0.1], ports: [1] }'));
    expect((await probe(1)).value).toMatchObject({
      ok: true,
      reachable: false,
      banner: '',
      tcp: { connected: false, error: expect.stringContaining('ECONNREFUSED') },
    });
    expect((await probe(2)).value).toMatchObject({ error_code: 'TARGET_NOT_ALLOWLISTED' });
  });
});

withEngine('rerun_run', () => {
  it('runs the stored package once more, patched, and says what it is derived from', async () => {
    const first = await run('import sys; print("first", sys.argv[1:])', { args: ['x'] });
    const { value } = await agent.call('rerun_run', {
      run_id: first.run_id,
      patch: { workspace: { files: [{ path: 'lib.py', content: 'word = "patched"' }] }, execution: { args: ['y'] } },
    });
    expect(value).toMatchObject({
      ok: true,
      stdout: "first ['y']\n",
      derived_from: first.run_id,
      validated: 'entrypoint',
    });
    const replaced = await agent.call('rerun_run', {
      run_id: value.run_id,
      patch: { workspace: { files: [{ path: 'solve.py', content: 'from lib import word; print(word)' }] } },
    });
    expect(replaced.value).toMatchObject({
      ok: true,
      stdout: 'patched\n',
      derived_from: value.run_id,
      validated: 'nothing',
    });
  });

  it('N3: takes the source from our store, whatever a solver made of its own files', async () => {
    const source = `import os
for path in ['solve.py', 'data.txt']:
    os.remove(path) if os.path.exists(path) else None
    os.symlink('/etc/passwd', path)
os.makedirs('out', exist_ok=True)
os.symlink('/etc/passwd', 'out/link'); os.symlink('/', 'out/root')
os.symlink('../solve.py', 'out/solve.py')
print(open('solve.py').readline().strip())
`;
    const first = await run(source, {
      files: [
        { path: 'solve.py', content: source },
        { path: 'data.txt', content: 'mine' },
      ],
      local_validation: { solved_locally: true, summary: 'works' },
    });
    expect(first).toMatchObject({ ok: true, outputs: [] });
    const kept = await app.call('packages.kept', { run: first.run_id as never });
    expect(kept.filter(({ kind }) => kind === 'left')).toEqual([]);
    const source2 = await app.call('packages.keptFile', {
      run: first.run_id as never,
      kind: 'package',
      path: 'solve.py',
    });
    expect(source2.content).toBe(source);
    const patch = {
      workspace: {
        files: [{ path: 'show.py', content: 'print(open("data.txt").read(), len(open("solve.py").read()))' }],
        entrypoint: 'show.py',
      },
    };
    const again = await agent.call('rerun_run', { run_id: first.run_id, patch });
    expect(again.value).toMatchObject({ ok: true, stdout: `mine ${source.length}\n` });
  });

  it('is about a client’s own solver runs, as long as they are kept', async () => {
    const first = await run('print(1)');
    const other = await modernAgent({ endpoint: app.endpoint, token: await app.addClient('Cursor') });
    const refused = await other.call('rerun_run', { run_id: first.run_id });
    expect(refused.value).toMatchObject({ code: 'UNKNOWN_RUN', error_code: 'RUN_NOT_FOUND' });
    await other.close();
    await app.call('runs.delete', { id: first.run_id as never });
    expect(existsSync(join(app.dataDir, 'runs', textOf(first.run_id)))).toBe(false);
    expect((await agent.call('rerun_run', { run_id: first.run_id })).value).toMatchObject({ code: 'UNKNOWN_RUN' });
  });
});

withEngine('the questions around it', () => {
  it('validate_run_request says what is wrong, or what it would come to', async () => {
    const good = await agent.call('validate_run_request', order('print(1)'));
    expect(good.value).toMatchObject({
      ok: true,
      valid: true,
      errors: [],
      warnings: expect.any(Array),
      verdict: 'allow',
      normalized: { language: 'python', timeout_seconds: 30 },
    });
    const bad = await agent.call(
      'validate_run_request',
      order('print(1)', {
        ...{ args: Array.from({ length: 17 }, () => ''), language: 'cobol', entrypoint: 'main.py' },
        sandbox_failure: { attempted: false, reason: ' ' },
        local_validation: { solved_locally: true, summary: 'ten of ten' },
      }),
    );
    expect(bad).toMatchObject({ isError: false, value: { ok: true, valid: false, normalized: null } });
    const { errors } = bad.value as { errors: readonly { code: string; message: string }[] };
    expect(errors.map(({ code, message }) => `${code}: ${message}`)).toEqual([
      expect.stringMatching(/^POLICY_BLOCKED: sandbox_failure\.attempted is false/),
      expect.stringMatching(/^POLICY_BLOCKED: sandbox_failure\.reason is empty/),
      expect.stringMatching(/^UNSUPPORTED_LANGUAGE: There is no runner for “cobol”/),
      expect.stringMatching(/^SCHEMA_INVALID: args has 17 entries/),
      expect.stringMatching(/^SCHEMA_INVALID: The entry point “main\.py” is not in the package/),
    ]);
    await app.setPolicy(policyWith('  verdict: deny'));
    expect((await agent.call('validate_run_request', order('print(1)'))).value).toMatchObject({
      valid: false,
      errors: [{ code: 'POLICY_BLOCKED' }],
    });
  });

  it('check_target_allowed answers for solvers, probes and scans', async () => {
    const listed = await agent.call('check_target_allowed', { host: '203.0.113.7', port: 31_337 });
    expect(listed.value).toMatchObject({ ok: true, allowed: true, addresses: ['203.0.113.7'] });
    const other = await agent.call('check_target_allowed', { host: '169.254.169.254', port: 80 });
    expect(other.value).toMatchObject({ ok: true, allowed: false, hint: 'Listed: 203.0.113.7:31337.' });
  });

  it('get_runner_environments and health_check say what is there', async () => {
    expect((await agent.call('get_runner_environments', {})).value).toMatchObject({
      environments: [
        {
          language: 'python',
          image: IMAGE,
          available: true,
          interpreter: '/usr/bin/python3',
          packages: expect.arrayContaining([expect.stringMatching(/^python3-minimal 3\.\d+/)]),
          network: 'none',
          limits: { timeout_seconds: 30, max_timeout_seconds: 60, memory_bytes: 512_000_000 },
        },
      ],
    });
    expect((await agent.call('health_check', {})).value).toMatchObject({
      ok: true,
      service: 'countersign',
      runner_images: { python: { available: true } },
    });
    await app.setPolicy(policyWith('').replace(IMAGE, 'countersign/none:none'));
    expect((await agent.call('health_check', {})).value).toMatchObject({
      ok: false,
      runner_images: { python: { available: false } },
    });
  });

  it('upload_artifact stores a file for packages of the same client', async () => {
    const { value } = await agent.call('upload_artifact', {
      filename: 'words.txt',
      content: Buffer.from('one\ntwo\n').toString('base64'),
      encoding: 'base64',
    });
    expect(value).toMatchObject({ ok: true, bytes: 8, artifact_id: `art_${sha256('one\ntwo\n')}` });
    const files = [
      { path: 'solve.py', content: 'print(open("words.txt").read())' },
      { path: 'words.txt', encoding: 'artifact', artifact_id: value.artifact_id },
    ];
    const bare = { local_validation: { solved_locally: true, summary: 'works' } };
    expect(await run('', { ...bare, files })).toMatchObject({ ok: true, stdout: 'one\ntwo\n\n' });
    const other = await modernAgent({ endpoint: app.endpoint, token: await app.addClient('Cursor') });
    expect((await other.call('run_solver_fallback', order('', { ...bare, files }))).value).toMatchObject({
      error_code: 'SCHEMA_INVALID',
    });
    await other.close();
  });
});

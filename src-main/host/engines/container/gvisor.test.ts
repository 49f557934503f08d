/**
 * Solvers behind gVisor, the real one: the whole road of a container, its limits, the containers that stand ready; and a gVisor that is
 * configured wrongly, with which nothing runs.
 */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MemoryRun } from '../process/fixtures/stage.ts';
import { canRunGvisor, type Gvisor, openGvisor, USUAL_ARGUMENTS } from './fixtures/own-gvisor.ts';
import type { SpecChange } from './fixtures/plans.ts';
import { BASE_IMAGE, MEBIBYTE, NEVER, type RunOptions, type Stage } from './fixtures/stage.ts';
import { USUAL_WARM } from './warm/warm-pool.ts';

let gvisor: Gvisor;
let stage: Stage;
beforeAll(async () => {
  if (canRunGvisor) gvisor = await openGvisor();
}, 180_000);
afterAll(async () => {
  if (canRunGvisor) expect(await gvisor.close()).toEqual([]);
}, 120_000);

const openStage = async (warm?: typeof USUAL_WARM): Promise<void> => {
  stage = await gvisor.stage(warm);
};
const guarded = (source: string, change: SpecChange = {}, options: RunOptions = {}) =>
  stage.python(source, { runtime: 'runsc', ...change }, options);
const limited = (limits: SpecChange['limits']): SpecChange => ({ ...(limits === undefined ? {} : { limits }) });

describe.skipIf(!canRunGvisor)('a solver behind gVisor', { timeout: 120_000 }, () => {
  beforeAll(() => openStage(), 60_000);
  afterAll(() => stage.clear(), 60_000);

  it('is planned once a container was started with it', async () => {
    expect([stage.engine.report().gvisor.state, stage.engine.state().runtimes]).toEqual(['listed', ['runc']]);
    await stage.engine.holdRuntime('runsc', await stage.engine.pinImage(BASE_IMAGE), NEVER);
    expect([stage.engine.report().gvisor.state, stage.engine.state().runtimes]).toEqual(['works', ['runc', 'runsc']]);
    expect(await stage.engine.examine()).toContainEqual({
      ...{ found: expect.stringMatching(/^A container was started with runsc on Docker/), fix: null },
    });
  });

  it('meets gVisor’s kernel and not this machine’s', async () => {
    const { run } = await stage.run(await stage.plan(['dmesg'], { runtime: 'runsc' }));
    expect(run.text.stdout).toContain('Starting gVisor...');
    const version = 'print(open("/proc/version").read())';
    const [inside, bare] = [await guarded(version), await stage.python(version)];
    const here = readFileSync('/proc/version', 'utf8').trim();
    expect(bare.run.text.stdout.trim()).toBe(here);
    expect(inside.run.text.stdout.trim()).not.toBe(here);
  });

  it('gets its package, arguments, environment and an input that is over, and hands back what it left', async () => {
    const source = `import os, sys
print(sys.argv[1:], os.getcwd(), sorted(os.environ.items()), os.getuid(), os.getgid(), repr(sys.stdin.read()), open("deep/data").read())
print("err", file=sys.stderr)
os.makedirs("out/deep"); open("out/flag.txt", "w").write("flag{1}"); open("out/deep/more", "wb").write(bytes(70000))
os.symlink("/etc/passwd", "out/passwd"); os.mkfifo("out/pipe"); open("out/big", "wb").truncate(10**7)
sys.exit(7)`;
    const plan = await stage.plan(
      ['python3', 'main.py', 'a b', "'; $(x)"],
      { runtime: 'runsc', env: { PATH: '/usr/bin', GREETING: 'hello\nworld' } },
      { 'main.py': source, 'deep/data': 'data' },
    );
    const output = { folder: '/work/out', mostBytes: MEBIBYTE };
    const { end, run, left, refused } = await stage.run(plan, { output });
    expect(run.text.stdout).toBe(
      `['a b', "'; $(x)"] /work [('GREETING', 'hello\\nworld'), ('LC_CTYPE', 'C.UTF-8'), ('PATH', '/usr/bin')] 64321 64321 '' data\n`,
    );
    expect(run.text.stderr).toBe('err\n');
    expect(end).toMatchObject({ reason: 'exited', exit_code: 7, signal: null, error: null });
    expect(left.map(({ path, bytes }) => [path, bytes.length])).toEqual([
      ['flag.txt', 7],
      ['deep/more', 70_000],
    ]);
    expect(refused.map(({ path, because }) => `${path}: ${because}`).sort()).toEqual([
      'big: its 10000000 bytes are more than is taken',
      'passwd: it is a link',
      'pipe: it is no regular file',
    ]);
  });

  it('runs with the runtime that the engine confirms', async () => {
    const memory = new MemoryRun();
    const stop = new AbortController();
    const ended = guarded(
      'import time\nprint("up", flush=True)\ntime.sleep(60)',
      {},
      { run: memory, signal: stop.signal },
    );
    await memory.said(/up/);
    const [container] = await gvisor.docker.listContainers();
    const { HostConfig } = await gvisor.docker.getContainer(container?.Id ?? '').inspect();
    stop.abort();
    expect((await ended).end.reason).toBe('cancelled');
    expect(HostConfig.Runtime).toBe('runsc');
  });

  it('reaches its target over the relay, both ways, by name, and a low port too', async () => {
    const server = createServer({ allowHalfOpen: true }, (socket) => {
      socket.on('data', (data) => socket.write(`so you are ${data}`)).on('end', () => socket.end('bye'));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const low = { host: 'low.example', port: 80, protocol: 'tcp', addresses: ['127.0.0.7'] } as const;
    const egress = [{ host: 'service.example', port, protocol: 'tcp', addresses: ['127.0.0.1'] } as const, low];
    const source = `import socket
s = socket.create_connection(("service.example", ${port}), timeout=30); s.sendall(b"anna"); s.shutdown(socket.SHUT_WR)
answer = b""
while part := s.recv(65536): answer += part
print(answer)
# The refusal may come while it connects or after it: both end as a reset.
try: print(socket.create_connection(("low.example", 80), timeout=30).recv(1))
except OSError as error: print(type(error).__name__)
for name in ("other.example", "x.service.example"):
    try: print(socket.getaddrinfo(name, 80))
    except OSError as error: print(type(error).__name__)`;
    const { run, dials } = await guarded(source, { egress });
    server.close();
    expect(run.text).toEqual({
      ...{ stderr: '', stdout: "b'so you are annabye'\nConnectionResetError\ngaierror\ngaierror\n" },
    });
    expect(dials).toMatchObject([
      { host: 'service.example', address: '127.0.0.1', sentBytes: 4, receivedBytes: 18 },
      { host: 'low.example', address: null, error: 'connect ECONNREFUSED 127.0.0.7:80' },
    ]);
  });

  it('says by which signal it ended, and that there is no such program', async () => {
    const killed = await guarded('import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)');
    expect(killed.end).toMatchObject({ reason: 'signalled', signal: 'SIGSEGV' });
    const { end } = await stage.run(await stage.plan(['/no/such/program'], { runtime: 'runsc' }));
    expect(end).toMatchObject({ reason: 'failed', error: expect.stringContaining('No such file or directory') });
  });
});

describe.skipIf(!canRunGvisor)('the limits of a solver behind gVisor', { timeout: 120_000 }, () => {
  beforeAll(() => openStage(), 60_000);
  afterAll(() => stage.clear(), 60_000);

  it('end it with its wall time, also when it will not end, and take all that it started along', async () => {
    const source = `import os, signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
if os.fork() == 0: os.setsid()
print("ready", flush=True)
time.sleep(60)`;
    const { end } = await guarded(source, limited({ wallMs: 10_000 }));
    expect(end).toMatchObject({ reason: 'timed_out', signal: 'SIGKILL' });
  });

  it('hold its memory: what takes more is ended, and the run says so', async () => {
    const { end, run } = await guarded(
      'x = bytearray(400 * 1024 * 1024)\nfor i in range(0, len(x), 4096): x[i] = 1\nprint("never")',
    );
    expect(run.text.stdout).toBe('');
    // That it was for want of memory reaches the engine by a way of its own, which may be over before.
    expect(end).toMatchObject({
      ...{ reason: 'signalled', signal: 'SIGKILL', error: expect.stringMatching(/memory limit|want of memory/) },
    });
    expect(end.usage?.held).toContainEqual({ limit: 'memory', value: 128 * MEBIBYTE, by: 'engine' });
  });

  it('hold its processes and threads, by gVisor’s own kernel, and the run says by what', async () => {
    const forks = `import os, time
made = 0
try:
    while True:
        if os.fork() == 0: time.sleep(60); os._exit(0)
        made += 1
except OSError as error: print(error.strerror, made)`;
    const processes = await guarded(forks, limited({ pids: 12, memoryBytes: 512 * MEBIBYTE }));
    // Beside them: the init, the keeper, and the program itself.
    expect(processes.run.text.stdout).toBe('Resource temporarily unavailable 9\n');
    expect(processes.end).toMatchObject({ reason: 'exited', exit_code: 0 });
    expect(processes.end.usage?.held).toContainEqual({ limit: 'pids', value: 12, by: 'rlimit' });
    const threads = `import threading, time
made = 0
try:
    while True:
        threading.Thread(target=time.sleep, args=(60,), daemon=True).start(); made += 1
except RuntimeError: print(made)`;
    const { run } = await guarded(threads, limited({ pids: 12 }));
    expect(run.text.stdout).toBe('9\n');
  });

  it('leave gVisor itself the threads that it needs, when many processes come and go', async () => {
    const bomb = `import os, time
made = 0
while made < 300:
    try: child = os.fork()
    except OSError: child = None
    made += 1
    if child == 0:
        for _ in range(20): open("/etc/passwd").read(); time.sleep(0.01)
        os._exit(0)
    if child is None:
        try: os.waitpid(-1, os.WNOHANG)
        except OSError: pass
print("still here")`;
    const { end, run } = await guarded(bomb, limited({ memoryBytes: 1_024 * MEBIBYTE, wallMs: 90_000 }));
    expect([run.text.stdout, end.reason]).toEqual(['still here\n', 'exited']);
  });

  it('hold its open files, the size of a file and its space', async () => {
    const source = `import os, signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
def attempt(action):
    try: action(); print("done")
    except OSError as error: print(error.strerror)
opened = []
attempt(lambda: [opened.append(os.open("/dev/null", 0)) for _ in range(100)])
for each in opened: os.close(each)
attempt(lambda: open("/work/large", "wb").write(bytes(5 << 20)))
def fill():
    for at in range(100): open("/work/%d" % at, "wb").write(bytes(1 << 20))
attempt(fill)`;
    const { run } = await guarded(source, {
      ...{ scratchBytes: 16 * MEBIBYTE, limits: { openFiles: 64, fileBytes: 4 * MEBIBYTE } },
    });
    expect(run.text.stdout.split('\n')).toEqual([
      ...['Too many open files', 'File too large', 'No space left on device', ''],
    ]);
  });

  it('refuse a plan that limits processor time, which gVisor would take and not hold', async () => {
    await expect(guarded('print(1)', limited({ cpuMs: 1_000 }))).rejects.toMatchObject({
      refusal: { code: 'SANDBOX_MISSING', message: expect.stringContaining('gVisor (runsc) takes and does not hold') },
    });
  });
});

describe.skipIf(!canRunGvisor)('containers behind gVisor that stand ready', { timeout: 120_000 }, () => {
  it('are used once each, reach their target, and are gone when they are drained', async () => {
    await openStage({ ...USUAL_WARM, most: 2, mostOfAKind: 2 });
    try {
      const names = async () => (await gvisor.docker.listContainers({ all: true })).map(({ Names }) => Names[0] ?? '');
      const warm = async () => (await names()).filter((name) => name.includes('-warm-'));
      const source =
        'import os\nprint(os.listdir("/tmp"), open("/proc/version").read()[:13])\nopen("/tmp/mine", "w").close()';
      for (let times = 0; times < 3; times += 1) {
        const before = await warm();
        const { run } = await guarded(source);
        expect(run.text.stdout).toBe('[] Linux version\n');
        while (stage.engine.warm() < 2) await new Promise((resolve) => setTimeout(resolve, 50));
        if (times > 0)
          expect((await warm()).filter((name) => before.includes(name)).length).toBeLessThan(before.length);
      }
      await stage.engine.drain();
      expect(await warm()).toEqual([]);
    } finally {
      await stage.clear();
    }
  });
});

describe.skipIf(!canRunGvisor)('a gVisor that is configured wrongly', { timeout: 180_000 }, () => {
  beforeEach(() => openStage(), 60_000);
  afterEach(async () => {
    await stage.clear();
    await gvisor.configure(USUAL_ARGUMENTS);
  }, 60_000);

  it('is tried once, and nothing that calls for it runs; its cause and what to do are said', async () => {
    await gvisor.configure(['--platform=nonesuch', '--network=none']);
    const { engine } = stage;
    const image = await engine.pinImage(BASE_IMAGE);
    const refusal = { code: 'SANDBOX_MISSING', message: expect.stringMatching(/unknown platform: nonesuch/) };
    await expect(engine.holdRuntime('runsc', image, NEVER)).rejects.toMatchObject({ refusal });
    await gvisor.configure(USUAL_ARGUMENTS);
    // It would work by now: that it is refused again shows that it was not tried again, and that no other runtime stands in.
    for (let times = 0; times < 3; times += 1) {
      await expect(engine.holdRuntime('runsc', image, NEVER)).rejects.toMatchObject({ refusal });
      await expect(guarded('print(1)')).rejects.toMatchObject({ refusal });
    }
    expect(engine.state().runtimes).toEqual(['runc']);
    const said = { words: expect.stringContaining('nonesuch'), fix: expect.stringContaining('--platform=ptrace') };
    expect(engine.report().gvisor).toEqual({ state: 'broken', ...said });
    expect(await engine.examine()).toContainEqual({ found: said.words, fix: said.fix });
    expect(gvisor.sandboxes()).toEqual([]);
    await engine.lookAgain();
    await engine.holdRuntime('runsc', image, NEVER);
    expect(engine.report().gvisor).toMatchObject({ state: 'works', fix: null });
  });

  it('so that containers start and programs do not run is found out before anything is planned with it', async () => {
    await gvisor.configure([...USUAL_ARGUMENTS, '--oci-seccomp']);
    const { engine } = stage;
    const refusal = { code: 'SANDBOX_MISSING', message: expect.stringMatching(/does not run in it \(.+\)/) };
    await expect(engine.holdRuntime('runsc', await engine.pinImage(BASE_IMAGE), NEVER)).rejects.toMatchObject({
      refusal,
    });
    await expect(guarded('print(1)')).rejects.toMatchObject({ refusal });
    expect(engine.report().gvisor.fix).toContain('--oci-seccomp');
    expect(gvisor.sandboxes()).toEqual([]);
  });
});

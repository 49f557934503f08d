import { afterAll, beforeAll, expect, it } from 'vitest';
import { RunInterrupted } from '#shared/model/index.ts';
import { inShortestTime } from '../../../../test/shortest-time.ts';
import { MemoryRun } from '../process/fixtures/stage.ts';
import { describeWithEngine, MEBIBYTE, type Stage, setStage } from './fixtures/stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(async () => {
  expect(await stage.clear()).toEqual([]);
});

describeWithEngine('a run in a container', { timeout: 60_000 }, () => {
  it('starts the program of the package with exactly the plan’s arguments, environment and folder', async () => {
    const source =
      'import os, sys\nprint(sys.argv[1:], os.getcwd(), sorted(os.environ.items()), os.getuid(), os.getgid(), os.getgroups())';
    const plan = await stage.plan(
      ['python3', 'main.py', 'a b', "'; $(x)", '日本'],
      { env: { PATH: '/usr/bin', GREETING: 'hello\nworld' } },
      { 'main.py': source },
    );
    const { end, run } = await stage.run(plan);
    expect(run.text.stderr).toBe('');
    expect(run.text.stdout).toContain(`['a b', "'; $(x)", '日本'] /work`);
    expect(run.text.stdout).toContain(
      "[('GREETING', 'hello\\nworld'), ('LC_CTYPE', 'C.UTF-8'), ('PATH', '/usr/bin')] 64321 64321 [64321]",
    );
    expect(end).toMatchObject({ reason: 'exited', exit_code: 0, signal: null, error: null });
  });

  it('tells standard output from standard error, and says the exit code', async () => {
    const { end, run } = await stage.python('import sys\nprint("out")\nprint("err", file=sys.stderr)\nsys.exit(7)');
    expect(run.text).toEqual({ stdout: 'out\n', stderr: 'err\n' });
    expect(end).toMatchObject({ reason: 'exited', exit_code: 7 });
    expect(end.usage?.peak_memory_bytes).toBeGreaterThan(MEBIBYTE);
    expect(end.usage?.held).toContainEqual({ limit: 'memory', value: 128 * MEBIBYTE, by: 'engine' });
  });

  it('says by which signal the program ended', async () => {
    const { end } = await stage.python('import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)');
    expect(end).toMatchObject({ reason: 'signalled', exit_code: null, signal: 'SIGSEGV' });
  });

  it('unpacks a package with folders and bytes of every kind', async () => {
    const every = Buffer.from(Array.from({ length: 100_000 }, (_, at) => (at * 7) % 256));
    const plan = await stage.plan(['sha256sum', 'a/b/c.bin', 'empty'], {}, { 'a/b/c.bin': every, empty: '' });
    const { run } = await stage.run(plan);
    const { createHash } = await import('node:crypto');
    expect(run.text.stdout).toBe(
      `${createHash('sha256').update(every).digest('hex')}  a/b/c.bin\n${createHash('sha256').digest('hex')}  empty\n`,
    );
  });

  it('gives the program an input that is over', async () => {
    const { run } = await stage.python('import sys\nprint(repr(sys.stdin.read()))');
    expect(run.text.stdout).toBe("''\n");
  });

  it('hands back what was left in the output folder, and says what was not taken', async () => {
    const { left, refused } = await stage.python(
      `import os
os.makedirs("out/deep"); open("out/flag.txt", "w").write("flag{1}"); open("out/deep/\\u00e9", "wb").write(bytes(70000))
os.symlink("/etc/passwd", "out/passwd"); os.mkfifo("out/pipe"); os.symlink("/", "out/root")
open("out/big", "wb").truncate(10**9)`,
      {},
      { output: { folder: '/work/out', mostBytes: MEBIBYTE } },
    );
    expect(left.map(({ path, bytes }) => [path, bytes.length])).toEqual([
      ['flag.txt', 7],
      ['deep/é', 70_000],
    ]);
    expect(refused.map(({ path, because }) => `${path}: ${because}`).sort()).toEqual([
      'big: its 1000000000 bytes are more than is taken',
      'passwd: it is a link',
      'pipe: it is no regular file',
      'root: it is a link',
    ]);
  });

  it('takes nothing from a folder that became a link', async () => {
    const { left, refused } = await stage.python(
      'import os\nos.symlink("/etc", "out")',
      {},
      { output: { folder: '/work/out', mostBytes: MEBIBYTE } },
    );
    expect(left).toEqual([]);
    expect(refused).toEqual([{ path: '.', because: 'it is no folder any more' }]);
  });

  it('fails with the system’s words when there is no such program', async () => {
    const { end } = await stage.run(await stage.plan(['/no/such/program']));
    expect(end).toMatchObject({ reason: 'failed', exit_code: null });
    expect(end.error).toContain('No such file or directory');
  });

  it('fails when the package does not fit its space', async () => {
    const plan = await stage.plan(['true'], { scratchBytes: 4 * MEBIBYTE }, { big: Buffer.alloc(5 * MEBIBYTE) });
    const { end } = await stage.run(plan);
    expect(end.reason).toBe('failed');
    expect(end.error).toContain('No space left on device');
  });
});

describeWithEngine('the end of a run in a container', { timeout: 60_000 }, () => {
  const stubborn =
    'import signal, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nprint("ready", flush=True)\ntime.sleep(60)';

  it('comes with the plan’s wall time, also for a program that will not end', async () => {
    const { end, run } = await inShortestTime(
      (wallMs) => stage.python(stubborn, { limits: { wallMs } }),
      (ended) => ended.run.text.stdout !== '',
    );
    expect(run.text.stdout).toBe('ready\n');
    expect(end).toMatchObject({ reason: 'timed_out', signal: 'SIGKILL' });
  });

  it('lets a program that was asked to end tidy up, and still hands back what it left', async () => {
    const source = `import os, signal, sys, time
def tidy(*_):
    os.mkdir("out"); open("out/last", "w").write("words"); sys.exit(3)
signal.signal(signal.SIGTERM, tidy)
print("ready", flush=True)
time.sleep(60)`;
    const stop = new AbortController();
    const run = new MemoryRun();
    void run.said(/ready/).then(() => stop.abort(new RunInterrupted('stopped')));
    // A loaded machine may take longer for it than the other tests have a program wait.
    const patient = await setStage(undefined, undefined, undefined, { graceMs: 30_000 });
    const { end, left } = await patient.python(
      source,
      {},
      { run, signal: stop.signal, output: { folder: '/work/out', mostBytes: 100 } },
    );
    expect(await patient.clear()).toEqual([]);
    expect(end).toMatchObject({ reason: 'stopped', exit_code: 3 });
    expect(left.map(({ path }) => path)).toEqual(['last']);
  });

  it('takes everything with it that the program had started', async () => {
    const { end, run } = await stage.python(
      'import os, time\nif os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n        time.sleep(60)\n    os._exit(0)\nprint("done")',
    );
    expect(run.text.stdout).toBe('done\n');
    expect(end.reason).toBe('exited');
  });

  it('comes when the client cancels before anything was started, with nothing started', async () => {
    const { end, run } = await stage.python('print(1)', {}, { signal: AbortSignal.abort() });
    expect(end).toMatchObject({ reason: 'cancelled', exit_code: null });
    expect(run.text.stdout).toBe('');
  });

  it('is noticed when the program ends its keeper', async () => {
    const { end } = await stage.python(
      'import os, signal\nos.kill(os.getppid(), signal.SIGKILL)\nimport time; time.sleep(60)',
    );
    expect(end).toMatchObject({ reason: 'signalled', signal: 'SIGKILL' });
  });

  it('comes for a program that stops its keeper, by the engine', async () => {
    const { end } = await stage.python(
      'import os, signal, time\nos.kill(os.getppid(), signal.SIGSTOP)\ntime.sleep(60)',
      { limits: { wallMs: 500 } },
    );
    expect(end.reason).toBe('timed_out');
  });

  it('says that the memory was used up', async () => {
    const { end } = await stage.python('x = bytearray(400 * 1024 * 1024)\nfor i in range(0, len(x), 4096): x[i] = 1');
    expect(end.reason).toBe('signalled');
    expect(end.error).toMatch(/memory limit/);
  });

  it('holds a fork bomb, and says that the processes were used up', async () => {
    const bomb = 'import os\nwhile True:\n    try:\n        os.fork()\n    except OSError:\n        pass';
    const { end } = await inShortestTime(
      // Enough memory for all of them: what they reach is to be their number.
      (wallMs) => stage.python(bomb, { limits: { wallMs, memoryBytes: 512 * MEBIBYTE } }),
      (ended) => ended.end.error?.includes('limit') === true,
    );
    expect(end.reason).toBe('timed_out');
    expect(end.error).toMatch(/limit of 32 processes/);
  });

  it('keeps the order and all bytes of a flood of output', async () => {
    const { end, run } = await stage.python('import sys\nfor i in range(200000): sys.stdout.write("%07d\\n" % i)');
    expect(end.reason).toBe('exited');
    expect(run.bytes.stdout).toBe(1_600_000);
    expect(run.text.stdout.endsWith('0199998\n0199999\n')).toBe(true);
  });
});

import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RunInterrupted } from '#shared/model/index.ts';
import { carriedOut, type FencedStage, fencedPlan, granted, inside, setFencedStage } from './fixtures/fenced-stage.ts';
import { leftOf, leftOfRuns, MemoryRun } from './fixtures/stage.ts';

let stage: FencedStage;
/** Where a program behind the fence can see it. */
let report: string;

beforeAll(async () => {
  stage = await setFencedStage();
  report = join(stage.workspace, 'report.mjs');
  copyFileSync(join(import.meta.dirname, 'fixtures/report.mjs'), report);
});

afterAll(async () => {
  expect(await stage.clear()).toEqual([]);
});

describe('a program behind the fence', () => {
  it('receives its arguments and its name byte for byte', async () => {
    const args = [report, '', ' ', '--', 'ünï\u202ecode 🦊', 'two\nlines', '\u00010', '$(id)', "'", '\\'];
    const plan = await fencedPlan(stage, { program: process.execPath, args });
    const { stdout } = await carriedOut(stage, { ...plan, argv: ['another name', ...args] });
    expect(JSON.parse(stdout)).toMatchObject({ argv0: 'another name', args: args.slice(1) });
  });

  it('gets the environment of the plan and the label, and nothing else', async () => {
    const env = { LANG: 'C.UTF-8', EMPTY: '', 'ODD NAME': 'ü\n' };
    const run = new MemoryRun();
    const plan = await fencedPlan(stage, { program: process.execPath, args: [report], change: { env } });
    await stage.engine.carryOut(granted(plan), run, new AbortController().signal);
    expect(JSON.parse(run.text.stdout).env).toEqual({ ...env, COUNTERSIGN_RUN: `${stage.owner}:${run.id}` });
  });

  it('starts in the folder of the plan', async () => {
    expect((await inside(stage, 'pwd')).stdout).toBe(`${stage.workspace}\n`);
  });

  it('reads the bytes of the plan on standard input, and an end at once where there are none', async () => {
    const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 251));
    const sha256 = await stage.content.put(bytes);
    const plan = await fencedPlan(stage, { program: process.execPath, args: [report] });
    const read = async (stdin: typeof plan.stdin) =>
      JSON.parse((await carriedOut(stage, { ...plan, stdin })).stdout).stdin;
    expect(await read({ sha256, bytes: bytes.length })).toEqual({
      bytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    });
    expect((await read(null)).bytes).toBe(0);
    expect((await inside(stage, 'test -c /dev/stdin && echo a device')).stdout).toBe('a device\n');
  });

  it('keeps its two streams apart, and a flood whole', async () => {
    const { stdout, stderr } = await inside(stage, 'echo out; echo err >&2');
    expect({ stdout, stderr }).toEqual({ stdout: 'out\n', stderr: 'err\n' });
    const flood = await inside(stage, 'head -c 3000000 /dev/zero | tr "\\0" x');
    expect(flood.stdout.length).toBe(3_000_000);
  });

  it('passes on nothing of the host but three descriptors', async () => {
    const script = 'for f in 0 1 2 3 4 5 6 7 8 9; do (: <&$f) 2>/dev/null && echo $f; done';
    expect((await inside(stage, script)).stdout).toBe('0\n1\n2\n');
  });

  it.each([0, 1, 2, 127, 137, 255])('ends with exit code %i, as itself', async (code) => {
    expect((await inside(stage, `exit ${code}`)).end).toMatchObject({
      reason: 'exited',
      exit_code: code,
      signal: null,
    });
  });

  it.each(['KILL', 'SEGV', 'TERM', 'HUP'])('ends by SIG%s, as itself', async (signal) => {
    expect((await inside(stage, `kill -${signal} $$`)).end).toMatchObject({
      ...{ reason: 'signalled', exit_code: null, signal: `SIG${signal}` },
    });
  });

  it('is named by its process on the machine', async () => {
    const run = new MemoryRun();
    const plan = await fencedPlan(stage, { args: ['-c', 'echo ready; sleep 60; exit 1'] });
    const abort = new AbortController();
    const ended = stage.engine.carryOut(granted(plan), run, abort.signal);
    await run.said(/ready/);
    const living = leftOfRuns(stage.owner).filter((each) => each.includes('echo ready'));
    abort.abort(new RunInterrupted('stopped'));
    const { pid } = await ended;
    expect(living.map((each) => Number.parseInt(each, 10))).toContain(pid);
  });

  it('that cannot be started says why, as the system does', async () => {
    const script = join(stage.workspace, 'no-interpreter');
    writeFileSync(script, '#!/nowhere/sh\n', { mode: 0o755 });
    const { end, pid, stderr } = await carriedOut(stage, await fencedPlan(stage, { program: script }));
    expect(end).toMatchObject({ reason: 'failed', exit_code: null, signal: null, usage: null });
    expect(end.error).toMatch(/no-interpreter could not be started: no such file or directory \(ENOENT\)/);
    expect({ pid, stderr }).toEqual({ pid: null, stderr: '' });
  });

  it('may be a script of the workspace’s own', async () => {
    const script = join(stage.workspace, 'hello');
    writeFileSync(script, '#!/bin/sh\necho "hello $1"\n', { mode: 0o755 });
    expect((await carriedOut(stage, await fencedPlan(stage, { program: script, args: ['you'] }))).stdout).toBe(
      'hello you\n',
    );
  });

  it('finds its home folder, empty and its own, and a place for temporary files; all gone afterwards', async () => {
    const { stdout, end } = await inside(
      stage,
      'ls -A ~; echo kept > ~/note && cat ~/note; : > /tmp/x; : > /var/tmp/y; ls -p /tmp | grep -v /; id -u',
      { env: { HOME: stage.home } },
    );
    expect(end.exit_code).toBe(0);
    expect(stdout).toBe(`code\nkept\nx\ny\n${process.getuid?.() === 0 ? 65_534 : process.getuid?.()}\n`);
    expect(readdirSync(stage.home)).toEqual(['code']);
  });
});

describe('the end of a program behind the fence', () => {
  async function running(script: string, wish: Parameters<typeof fencedPlan>[1] = {}) {
    const run = new MemoryRun();
    const abort = new AbortController();
    const plan = await fencedPlan(stage, { args: ['-c', script], ...wish });
    const ended = stage.engine.carryOut(granted(plan), run, abort.signal);
    await run.said(/ready/);
    return { run, abort, ended };
  }

  it('is asked for first, so that it can take its leave', async () => {
    const { run, abort, ended } = await running(
      'trap "echo bye; exit 7" TERM; echo ready; while :; do sleep 60 & wait; done',
    );
    abort.abort(new RunInterrupted('cancelled'));
    expect((await ended).end).toMatchObject({ reason: 'cancelled', exit_code: 7, signal: null });
    expect(run.text.stdout).toBe('ready\nbye\n');
  });

  it('is forced where it is ignored', async () => {
    const { abort, ended } = await running('trap "" TERM; echo ready; while :; do sleep 60; done');
    abort.abort(new RunInterrupted('cancelled'));
    expect((await ended).end).toMatchObject({ reason: 'cancelled', exit_code: null, signal: 'SIGKILL' });
    expect(leftOfRuns(stage.owner)).toEqual([]);
  });

  it('comes with the wall time', async () => {
    const { end } = await inside(stage, 'sleep 60', { limits: { wallMs: 300 } });
    expect(end).toMatchObject({ reason: 'timed_out', signal: 'SIGTERM' });
  });

  it('is the end of its children, grandchildren and daemons, whatever they dropped', async () => {
    const marks = join(stage.workspace, 'marks');
    mkdirSync(marks);
    // Writes its own name for as long as it lives.
    const tick = join(stage.workspace, 'tick');
    writeFileSync(tick, '#!/bin/sh\ntrap "" TERM HUP\nwhile :; do echo "$1" > "$1"; /bin/sleep 0.02; done\n', {
      mode: 0o755,
    });
    const script = `cd marks
      ../tick child & setsid ../tick session & (setsid ../tick orphan &)
      env -i /usr/bin/setsid /bin/sh -c '(../tick nameless >/dev/null 2>&1 &)'
      until [ -e child ] && [ -e session ] && [ -e orphan ] && [ -e nameless ]; do sleep 0.01; done; exit 5`;
    expect((await inside(stage, script)).end).toMatchObject({ reason: 'exited', exit_code: 5 });
    expect(leftOfRuns(stage.owner)).toEqual([]);
    expect(readdirSync(marks)).toHaveLength(4);
    for (const name of readdirSync(marks)) writeFileSync(join(marks, name), 'nobody was here');
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(readdirSync(marks).map((name) => readFileSync(join(marks, name), 'utf8'))).toEqual(
      Array(4).fill('nobody was here'),
    );
  });

  it('does not wait for a daemon that holds its output', async () => {
    const { run, end } = { run: new MemoryRun(), ...(await inside(stage, '(setsid sleep 60 &); echo done')) };
    expect(run.ends).toBe(0);
    expect(end).toMatchObject({ reason: 'exited', exit_code: 0 });
  });

  it('comes with the end of the fence itself', async () => {
    const { run, ended } = await running('echo ready; sleep 60');
    const fence = leftOfRuns(stage.owner).find((each) => each.includes('bwrap'));
    process.kill(Number.parseInt(fence ?? '', 10), 'SIGKILL');
    expect((await ended).end).toMatchObject({ reason: 'signalled', signal: 'SIGKILL' });
    expect(run.ends).toBe(1);
    expect(leftOfRuns(stage.owner)).toEqual([]);
  });

  it('leaves many runs at once to themselves', async () => {
    const all = await Promise.all(
      Array.from({ length: 12 }, (_, index) => inside(stage, `echo ${index}; exit ${index}`)),
    );
    expect(all.map(({ end, stdout }) => [end.exit_code, stdout])).toEqual(all.map((_, index) => [index, `${index}\n`]));
  });
});

it('nothing is left in the kernel’s groups once the engine is closed, not even of what waited for a next run', async () => {
  const own = await setFencedStage();
  const groups = () =>
    ['memory', 'pids', 'cpuacct']
      .map((controller) => `/sys/fs/cgroup/${controller}/countersign-${own.owner}`)
      .flatMap((folder) => (existsSync(folder) ? readdirSync(folder, { withFileTypes: true }) : []))
      .filter((entry) => entry.isDirectory());
  await inside(own, 'sleep 0.1');
  await expect.poll(() => leftOf(own.owner).length).toBe(1);
  expect(leftOfRuns(own.owner)).toEqual([]);
  expect(await own.clear()).toEqual([]);
  expect(groups()).toEqual([]);
});

it('a process that waited for a run and was ended by somebody else is replaced', async () => {
  await inside(stage, 'true');
  await expect.poll(() => leftOf(stage.owner).length).toBe(1);
  const pid = Number.parseInt(leftOf(stage.owner)[0] ?? '', 10);
  process.kill(pid, 'SIGKILL');
  await expect.poll(() => existsSync(`/proc/${pid}`)).toBe(false);
  expect((await inside(stage, 'echo here')).stdout).toBe('here\n');
});

/** Each limit, run into for real: what the record says held it, which one was reached, what ended the program, and the peaks. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunEnd } from '#shared/model/index.ts';
import { carriedOut, type FencedStage, inside, insidePerl, setFencedStage } from '../fixtures/fenced-stage.ts';
import { leftOfRuns, planFor } from '../fixtures/stage.ts';
import { reachedBy } from './over-limit.ts';

const MEBIBYTE = 1024 ** 2;

let stage: FencedStage;
beforeAll(async () => {
  stage = await setFencedStage();
});
afterAll(async () => expect(await stage.clear()).toEqual([]));

const hasGroups = (): boolean => stage.machine.means.cgroups;
const heldBy = ({ usage }: RunEnd, limit: string) => usage?.held.find((each) => each.limit === limit);
/** Whoever does not limit the run as a whole cannot tell that a process was refused something. */
const whole = (): 'cgroup' | 'rlimit' => (hasGroups() ? 'cgroup' : 'rlimit');

describe('a program that runs into its limit on', () => {
  it('memory is ended by the kernel, and the record says by which', async () => {
    const { end } = await insidePerl(stage, 'my @x; push @x, "x" x 1e6 while 1', {
      limits: { memoryBytes: 48 * MEBIBYTE },
    });
    expect(heldBy(end, 'memory')).toEqual({ limit: 'memory', value: 48 * MEBIBYTE, by: whole() });
    expect(end).not.toMatchObject({ exit_code: 0 });
    if (!hasGroups()) return;
    expect(end.usage?.peak_memory_bytes ?? 0).toBeGreaterThan(20 * MEBIBYTE);
    expect(end.usage?.peak_memory_bytes ?? 0).toBeLessThanOrEqual(48 * MEBIBYTE);
    expect(end).toMatchObject({ reason: 'signalled', signal: 'SIGKILL', usage: { over: ['memory'] } });
    expect(end.error).toMatch(/^It ran out of memory: it may use /u);
  });

  it('memory in a child alone goes on, and the record says that it was reached', async () => {
    const { end, stdout } = await inside(
      stage,
      `perl -e 'my @x; push @x, "x" x 1e6 while 1'; echo "child: $?"; exit 3`,
      { limits: { memoryBytes: 48 * MEBIBYTE } },
    );
    expect(end).toMatchObject({ reason: 'exited', exit_code: 3 });
    if (hasGroups()) {
      expect(stdout).toContain('child: 137');
      expect(end.usage?.over).toEqual(['memory']);
    }
  });

  it('processes is refused more, ends by itself, and the record says that it was reached', async () => {
    const { end, stdout } = await insidePerl(
      stage,
      'my $n = 0; for (1 .. 40) { my $p = fork; last unless defined $p; if (!$p) { sleep 30; exit } $n++ } print $n; kill "KILL", -getpgrp if 0; exit 0',
      { limits: { pids: 10 } },
    );
    expect(Number(stdout)).toBe(9);
    expect(end).toMatchObject({ reason: 'exited', exit_code: 0 });
    expect(heldBy(end, 'pids')).toEqual({ limit: 'pids', value: 10, by: whole() });
    if (hasGroups()) expect(end.usage?.over).toEqual(['pids']);
    expect(end.usage?.peak_pids ?? 10).toBeLessThanOrEqual(10);
    expect(leftOfRuns(stage.owner)).toEqual([]);
  });

  it('processes, by a fork bomb that ignores what it is told, is gone when its time is', async () => {
    const { end } = await inside(stage, 'trap "" TERM HUP INT; b() { b | b & b; }; b', {
      limits: { pids: 24, wallMs: 4000 },
    });
    expect(['timed_out', 'exited', 'signalled']).toContain(end.reason);
    if (hasGroups()) expect(end.usage?.over).toContain('pids');
    expect(end.usage?.peak_pids ?? 0).toBeLessThanOrEqual(24);
    expect(leftOfRuns(stage.owner)).toEqual([]);
  });

  it('processor time is ended, all its processes counted together', async () => {
    const { end } = await inside(stage, 'for i in 1 2; do (while :; do :; done) & done; wait', {
      limits: { cpuMs: 600 },
    });
    expect(heldBy(end, 'cpu')).toEqual({ limit: 'cpu', value: 600, by: whole() });
    expect(end.usage?.cpu_ms ?? 0).toBeGreaterThan(300);
    if (!hasGroups()) return;
    expect(end).toMatchObject({ reason: 'timed_out', usage: { over: ['cpu'] } });
    expect(end.error).toBe('It used more processor time than it may: 0.6 s, all its processes together.');
  });

  it('time is ended, and that is told apart from processor time', async () => {
    const { end } = await inside(stage, 'sleep 60', { limits: { wallMs: 3000 } });
    expect(end).toMatchObject({ reason: 'timed_out', error: null, usage: { over: ['wall'] } });
    expect(heldBy(end, 'wall')).toEqual({ limit: 'wall', value: 3000, by: 'host' });
  });

  it('file size is ended by the kernel, the file as large as allowed', async () => {
    const { end } = await insidePerl(stage, 'open my $f, ">", "big"; print {$f} "x" x 65536 for 1 .. 100; close $f', {
      limits: { fileBytes: 1_000_000 },
    });
    expect(end).toMatchObject({ reason: 'signalled', signal: 'SIGXFSZ', usage: { over: ['file_size'] } });
    expect(heldBy(end, 'file_size')).toEqual({ limit: 'file_size', value: 1_000_000, by: 'rlimit' });
    expect(end.error).toMatch(/wrote a file that is too large: at most/u);
    expect(statSync(join(stage.workspace, 'big')).size).toBe(1_000_000);
  });

  it('file size by a child of a shell is told as the shell tells it', async () => {
    const { end } = await inside(stage, 'head -c 5000000 /dev/zero > big2', { limits: { fileBytes: 1_000_000 } });
    expect(end).toMatchObject({ reason: 'exited', exit_code: 153, usage: { over: ['file_size'] } });
  });

  it('open files is refused more, which no one outside can see; the record says that it was held', async () => {
    const { end, stdout } = await insidePerl(
      stage,
      'my @x; while (open(my $f, "<", "/dev/null")) { push @x, $f } print $!+0, " ", scalar @x',
      { limits: { openFiles: 50 } },
    );
    const [errno, opened] = stdout.split(' ').map(Number);
    expect(errno).toBe(24);
    expect(opened).toBeGreaterThan(40);
    expect(opened).toBeLessThan(50);
    expect(heldBy(end, 'open_files')).toEqual({ limit: 'open_files', value: 50, by: 'rlimit' });
  });

  it('nothing has none on record as reached', async () => {
    const { end } = await inside(stage, 'echo fine', { limits: { memoryBytes: 64 * MEBIBYTE, pids: 10, cpuMs: 9000 } });
    expect(end.usage).toMatchObject({ over: [] });
    expect(end.error).toBeNull();
  });

  it('memory without a sandbox is ended just so', async () => {
    const plan = await planFor({
      program: '/usr/bin/perl',
      args: ['-e', 'my @x; push @x, "x" x 1e6 while 1'],
      cwd: '/',
    });
    const { end } = await carriedOut(stage, { ...plan, limits: { ...plan.limits, memoryBytes: 48 * MEBIBYTE } });
    if (hasGroups()) expect(end).toMatchObject({ signal: 'SIGKILL', usage: { over: ['memory'] } });
    expect(heldBy(end, 'memory')?.by).toBe(whole());
  });
});

describe('what a limit is told by', () => {
  const limits = {
    ...{ wallMs: 1, outputBytes: 1, memoryBytes: 1024, pids: 5, cpuMs: 1000, openFiles: 9, fileBytes: 2048 },
  };
  const none = { outOfMemory: 0, refusedForks: 0 };

  it('is never there where the plan sets no such limit', () => {
    const free = { ...limits, memoryBytes: null, pids: null, cpuMs: null, fileBytes: null };
    const group = { outOfMemory: 3, refusedForks: 3 };
    expect(reachedBy(free, { code: 153, signal: null }, group)).toEqual({ over: [], sentence: null });
    expect(reachedBy(free, { code: null, signal: 'SIGXCPU' }, group)).toEqual({ over: [], sentence: null });
  });

  it('names several', () => {
    const { over, sentence } = reachedBy(limits, { code: 1, signal: null }, { outOfMemory: 1, refusedForks: 2 });
    expect(over).toEqual(['memory', 'pids']);
    expect(sentence).toMatch(/ran out of memory.* could not start more processes/u);
  });

  it('is not made of an ordinary end', () => {
    expect(reachedBy(limits, { code: 1, signal: null }, none)).toEqual({ over: [], sentence: null });
    expect(reachedBy(limits, { code: null, signal: 'SIGKILL' }, none)).toEqual({ over: [], sentence: null });
    expect(reachedBy(limits, { code: 0, signal: null }, { ...none, refusedForks: 1 }).sentence).toBeNull();
  });
});

import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { issueGrant } from '#host/grants/grant.ts';
import { leftOf, MemoryRun, planFor, type Stage, setStage, someDigest } from './fixtures/stage.ts';
import type { ProcessEnd } from './index.ts';

const MEGABYTE = 1024 * 1024;
const flood = join(import.meta.dirname, 'fixtures/flood.mjs');

let stage: Stage;

beforeEach(async () => {
  stage = await setStage();
});

afterEach(async () => {
  expect(await stage.clear()).toEqual([]);
});

async function carryOut(
  run: MemoryRun,
  program: string,
  args: readonly string[],
  signal = new AbortController().signal,
) {
  const plan = await planFor({ program, args, cwd: stage.folder });
  return stage.engine.carryOut(issueGrant({ plan, digest: someDigest, drift: async () => [] }), run, signal);
}

const shell = (run: MemoryRun, script: string): Promise<ProcessEnd> => carryOut(run, '/bin/sh', ['-c', script]);

it('bytes that are no text arrive unchanged, each on its own stream', async () => {
  const run = new MemoryRun();
  const { end } = await shell(run, String.raw`printf '\377\376\000a\200'; printf '\303' >&2`);
  const sha256 = (bytes: number[]): string => createHash('sha256').update(Uint8Array.from(bytes)).digest('hex');
  expect(end.stdout).toEqual({ bytes: 5, sha256: sha256([0xff, 0xfe, 0x00, 0x61, 0x80]) });
  expect(end.stderr).toEqual({ bytes: 1, sha256: sha256([0xc3]) });
});

it('200 MB without a newline go to a slow run within bounded memory, and none is lost', async () => {
  const before = process.memoryUsage().rss;
  let highest = before;
  const run = new MemoryRun(async () => {
    for (let turn = 0; turn < 5; turn += 1) await nextTurn();
    highest = Math.max(highest, process.memoryUsage().rss);
  });
  run.keptLength = 0;
  const { end } = await carryOut(run, process.execPath, [flood, `${200 * MEGABYTE}`]);
  expect(end).toMatchObject({ reason: 'exited', exit_code: 0, stdout: { bytes: 200 * MEGABYTE } });
  expect(run.overlapped).toBe(false);
  expect((highest - before) / MEGABYTE).toBeLessThan(100);
});

it('a program waits while the run takes nothing', async () => {
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
  const run = new MemoryRun(() => {
    ask();
    return released;
  });
  const abort = new AbortController();
  const ended = carryOut(run, process.execPath, [flood, `${500 * MEGABYTE}`], abort.signal);
  await asked;
  abort.abort();
  await vi.waitUntil(() => leftOf(stage.owner).length === 0);
  // What was written by then lies in pipes and buffers, and comes out once the run takes again.
  release();
  expect((await ended).end.stdout.bytes).toBeLessThan(5 * MEGABYTE);
});

it('output that a slow run has not taken yet when the program ends is not lost', async () => {
  const run = new MemoryRun(() => new Promise((resolve) => setTimeout(resolve, 600)));
  const { end } = await shell(run, 'head -c 180000 /dev/zero; printf end >&2; exit 3');
  expect(end).toMatchObject({ reason: 'exited', exit_code: 3, stdout: { bytes: 180_000 }, stderr: { bytes: 3 } });
});

it('both streams flow although one is not taken', async () => {
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const { promise: heard, resolve: hear } = Promise.withResolvers<void>();
  const run = new MemoryRun();
  const write = run.write.bind(run);
  run.write = async (stream, bytes) => {
    await write(stream, bytes);
    if (run.text.stderr === 'second\nthird\n') hear();
    if (stream === 'stdout') await released;
  };
  const ended = shell(run, 'echo first; echo second >&2; sleep 0.1; echo third >&2');
  await heard;
  release();
  expect((await ended).end).toMatchObject({ reason: 'exited', exit_code: 0 });
});

it('a program that closes its output goes on', async () => {
  const run = new MemoryRun();
  const { end } = await shell(run, 'echo before; exec >&- 2>&-; sleep 0.1; exit 9');
  expect(end).toMatchObject({ reason: 'exited', exit_code: 9 });
  expect(run.text.stdout).toBe('before\n');
});

it('a run whose output cannot be kept is ended, and says why', async () => {
  const run = new MemoryRun(() => Promise.reject(new Error('the disk is on fire')));
  const { end } = await shell(run, 'echo x; sleep 60');
  expect(end).toMatchObject({ reason: 'failed', error: 'Its output could not be kept: the disk is on fire' });
});

it('twenty runs at once each keep their own output', async () => {
  const runs = Array.from({ length: 20 }, () => new MemoryRun());
  await Promise.all(runs.map((run, index) => shell(run, `echo ${index}; echo ${index} >&2`)));
  expect(runs.map((run) => run.text)).toEqual(runs.map((_, index) => ({ stdout: `${index}\n`, stderr: `${index}\n` })));
});

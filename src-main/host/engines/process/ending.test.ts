import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { issueGrant } from '#host/grants/grant.ts';
import type { Clock } from '#host/ports/index.ts';
import { RunInterrupted } from '#shared/model/index.ts';
import { isAlive, leftOf, MemoryRun, planFor, realClock, type Stage, setStage, someDigest } from './fixtures/stage.ts';
import type { ProcessEnd } from './index.ts';

/** A wall time that passes when the test says so. */
const WALL_MS = 54_321;

let stage: Stage;
let letWallTimePass: () => void;

const clock: Clock = {
  nowMs: Date.now,
  after(ms, action) {
    if (ms !== WALL_MS) return realClock.after(ms, action);
    letWallTimePass = action;
    return () => undefined;
  },
};

beforeEach(async () => {
  stage = await setStage(clock);
});

afterEach(async () => {
  expect(await stage.clear()).toEqual([]);
});

interface UnderWay {
  readonly run: MemoryRun;
  readonly abort: AbortController;
  readonly ended: Promise<ProcessEnd>;
}

/** Starts a shell script and waits for what it prints when it is ready, unless it is over before. */
async function running(script: string, ready = /ready/, wallMs = WALL_MS): Promise<UnderWay> {
  const run = new MemoryRun();
  const abort = new AbortController();
  const plan = await planFor({ program: '/bin/sh', args: ['-c', script], cwd: stage.folder, wallMs });
  const grant = issueGrant({ plan, digest: someDigest, drift: async () => [] });
  const ended = stage.engine.carryOut(grant, run, abort.signal);
  await Promise.race([run.said(ready), ended]);
  return { run, abort, ended };
}

/** The pids that a script printed, one a line as `pid=N`. */
const pidsOf = (run: MemoryRun): number[] =>
  [...run.text.stdout.matchAll(/pid=(\d+)/g)].map((found) => Number(found[1]));

/** Prints its pid, then ignores the request to end. */
const stubborn = `trap "" TERM; echo pid=$$; echo ready; while :; do sleep 60; done`;

describe('the wall time', () => {
  it('ends a program that ignores the request to end', async () => {
    const { run, ended } = await running(stubborn);
    letWallTimePass();
    expect((await ended).end).toMatchObject({ reason: 'timed_out', exit_code: null, signal: 'SIGKILL' });
    expect(pidsOf(run).map(isAlive)).toEqual([false]);
  });

  it('gives a program the time to take its leave, and keeps what it says', async () => {
    const { run, ended } = await running('trap "echo bye; exit 7" TERM; echo ready; while :; do sleep 60 & wait; done');
    letWallTimePass();
    expect((await ended).end).toMatchObject({ reason: 'timed_out', exit_code: 7, signal: null });
    expect(run.text.stdout).toBe('ready\nbye\n');
  });

  it('ends a shell and what it put into the background', async () => {
    const { ended } = await running('sleep 30 & sleep 30', /never/, 200);
    expect((await ended).end).toMatchObject({ reason: 'timed_out', signal: 'SIGTERM' });
  });

  it('ends children, grandchildren and daemons, whatever group and session they moved to', async () => {
    const script = `
      sleep 60 & echo pid=$!
      sh -c 'sh -c "sleep 60 & echo pid=\\$!; wait" & wait' &
      setsid sleep 60 & echo pid=$!
      (setsid sh -c 'echo pid=$$; sleep 60 & echo pid=$!; wait' &)
      setsid sh -c '${stubborn}' &
      sleep 60`;
    const { run, ended } = await running(script, /(pid=\d+[\s\S]*){6}/);
    letWallTimePass();
    expect((await ended).end.reason).toBe('timed_out');
    expect(pidsOf(run)).toHaveLength(6);
    expect(pidsOf(run).filter(isAlive)).toEqual([]);
  });

  it('ends a daemon that dropped its label while its parent lives, also when it ignores the request to end', async () => {
    const { run, ended } = await running(`env -i setsid sh -c '${stubborn}' & wait`);
    letWallTimePass();
    expect((await ended).end.reason).toBe('timed_out');
    expect(pidsOf(run)).toHaveLength(1);
    expect(pidsOf(run).filter(isAlive)).toEqual([]);
  });

  it('ends a program that stopped itself', async () => {
    const { run, ended } = await running("sh -c 'echo pid=$$; echo ready; kill -STOP $$; sleep 60'; exit 3");
    letWallTimePass();
    expect((await ended).end.reason).toBe('timed_out');
    expect(pidsOf(run).filter(isAlive)).toEqual([]);
  });

  it('ends a crowd', async () => {
    const { ended } = await running('for i in $(seq 60); do setsid sleep 60 & sleep 60 & done; echo ready; wait');
    letWallTimePass();
    expect((await ended).end.reason).toBe('timed_out');
  });

  it('may be longer than a timer can hold', async () => {
    const { ended } = await running('sleep 0.2; exit 4', /never/, 2 ** 40);
    expect((await ended).end).toMatchObject({ reason: 'exited', exit_code: 4 });
  });
});

describe('an interruption', () => {
  it.each(['cancelled', 'stopped', 'host_quit'] as const)('ends the run as %s', async (reason) => {
    const { abort, ended } = await running('echo ready; sleep 60');
    abort.abort(new RunInterrupted(reason));
    expect((await ended).end).toMatchObject({ reason, exit_code: null, signal: 'SIGTERM', error: null });
  });

  it('without a reason of ours counts as cancelled', async () => {
    const { abort, ended } = await running('echo ready; sleep 60');
    abort.abort();
    expect((await ended).end.reason).toBe('cancelled');
  });

  it('with force does not ask first', async () => {
    const { run, abort, ended } = await running(
      'trap "echo asked" TERM; echo ready; while :; do sleep 60 & wait; done',
    );
    abort.abort(new RunInterrupted('stopped', { force: true }));
    expect((await ended).end).toMatchObject({ reason: 'stopped', signal: 'SIGKILL' });
    expect(run.text.stdout).toBe('ready\n');
  });

  it('that comes second changes nothing: the reason is written once', async () => {
    const { run, abort, ended } = await running(stubborn);
    letWallTimePass();
    abort.abort(new RunInterrupted('stopped'));
    const closed = stage.engine.close();
    expect((await ended).end.reason).toBe('timed_out');
    expect(run.ends).toBe(1);
    await closed;
  });
});

describe('closing the engine', () => {
  it('ends all runs as host_quit and waits for them', async () => {
    const all = await Promise.all([
      running('echo ready; sleep 60'),
      running(stubborn),
      running('setsid sleep 60 & echo ready; wait'),
    ]);
    expect(stage.engine.active()).toBe(3);
    await stage.engine.close();
    expect(leftOf(stage.owner)).toEqual([]);
    expect(stage.engine.active()).toBe(0);
    for (const { ended } of all) expect((await ended).end.reason).toBe('host_quit');
  });
});

describe('what a command leaves running', () => {
  it('keeps a host from quitting that has nothing else to do', async () => {
    const host = join(import.meta.dirname, 'fixtures/quitting-host.ts');
    const child = spawn(process.execPath, [host, join(stage.folder, 'content'), stage.owner], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    child.stdout.on('data', (bytes) => {
      said += bytes;
    });
    expect(await once(child, 'close')).toEqual([0, null]);
    expect(said).toBe('left: 0\n');
  });

  it('is ended with it', async () => {
    const { run, ended } = await running(`
      sleep 60 >/dev/null 2>&1 & echo pid=$!
      setsid sleep 60 >/dev/null 2>&1 & echo pid=$!
      (setsid sleep 60 >/dev/null 2>&1 & echo pid=$!)
      exit 5`);
    expect((await ended).end).toMatchObject({ reason: 'exited', exit_code: 5 });
    expect(pidsOf(run)).toHaveLength(3);
    expect(pidsOf(run).filter(isAlive)).toEqual([]);
  });

  it('does not hold back the result by holding the pipe', async () => {
    const { run, ended } = await running(`sleep 60 & echo pid=$!; setsid sleep 60 & echo pid=$!; echo done; exit 0`);
    expect((await ended).end).toMatchObject({ reason: 'exited', exit_code: 0 });
    expect(run.text.stdout).toMatch(/done\n$/);
    expect(pidsOf(run).filter(isAlive)).toEqual([]);
  });

  it('is ended too when it ignores the request to end', async () => {
    const daemon = 'trap "" TERM; echo pid=$$; : > there; while :; do sleep 60; done';
    const { run, ended } = await running(`setsid sh -c '${daemon}' & until [ -e there ]; do sleep 0.01; done; exit 0`);
    expect((await ended).end).toMatchObject({ reason: 'exited', exit_code: 0 });
    expect(pidsOf(run)).toHaveLength(1);
    expect(pidsOf(run).filter(isAlive)).toEqual([]);
  });

  it('is found at every moment of its becoming a daemon', async () => {
    for (let round = 0; round < 40; round += 1) {
      const { ended } = await running('(setsid sh -c "sleep 60 & sleep 60 &" &) >/dev/null 2>&1; exit 0');
      await ended;
      expect(leftOf(stage.owner)).toEqual([]);
    }
  });

  it('is not waited for when it gave up its label, its session and its parent and keeps the pipe', async () => {
    const daemon = 'echo pid=$$; : > there; exec sleep 60';
    const { run, ended } = await running(
      `env -i setsid sh -c '${daemon}' & until [ -e there ]; do sleep 0.01; done; exit 0`,
    );
    expect((await ended).end).toMatchObject({ reason: 'exited', exit_code: 0 });
    const [pid = 0] = pidsOf(run);
    expect(isAlive(pid)).toBe(true);
    process.kill(pid, 'SIGKILL');
  });
});

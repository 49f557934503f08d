/** Pid reuse and foreign processes, against real ones: the signal reaches exactly the process that the plan names, or nobody. */
import { type ChildProcess, spawn } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { issueGrant } from '#host/grants/grant.ts';
import { type ProcessKillPlan, RunId, Sha256 } from '#shared/model/index.ts';
import { linuxTable, readProcess } from './linux-table.ts';
import type { RunProcess } from './run-processes.ts';
import { signalProcess } from './signal-process.ts';

const RUN = RunId.parse('run_20260101_000000_00000000');
const OTHER = RunId.parse('run_20260101_000000_00000001');

let child: ChildProcess;
beforeEach(() => {
  child = spawn('sleep', ['30'], { stdio: 'ignore' });
});
afterEach(() => void child.kill('SIGKILL'));

const found = (): RunProcess => {
  const here = readProcess(child.pid ?? 0);
  if (here === null) throw new Error('the child is gone');
  return { ...here, run: RUN };
};
const grantFor = (change: Partial<ProcessKillPlan> = {}) => {
  const { pid, started, argv } = found();
  const plan: ProcessKillPlan = {
    ...{ kind: 'process.kill', pid, started, argv, run: RUN, session: null, signal: 'SIGTERM' },
    ...change,
  };
  return issueGrant({ plan, digest: Sha256.parse('a'.repeat(64)), drift: async () => [] });
};
const over = (): Promise<NodeJS.Signals | null> =>
  new Promise((resolve) => child.once('exit', (_code, how) => resolve(how)));

describe.runIf(process.platform === 'linux')('a granted signal', () => {
  it('reaches the process that the plan names', async () => {
    const ended = over();
    expect(await signalProcess(grantFor(), async () => [found()])).toBe(true);
    expect(await ended).toBe('SIGTERM');
  });

  it('reaches nobody when the same pid began at another time', async () => {
    const reused = grantFor({ started: `${Number(found().started) + 1}` });
    expect(await signalProcess(reused, async () => [found()])).toBe(false);
    expect(child.exitCode ?? child.signalCode).toBeNull();
  });

  it('reaches nobody when the pid changed hands between the look and the sending', async () => {
    // The list says that the process is the one of the plan; the machine, asked in the same turn, says otherwise.
    const { started } = found();
    const stale: RunProcess = { ...found(), started: `${Number(started) - 5}` };
    expect(await signalProcess(grantFor({ started: stale.started }), async () => [stale])).toBe(false);
    expect(child.exitCode ?? child.signalCode).toBeNull();
  });

  it('is refused for a process of another run', async () => {
    await expect(signalProcess(grantFor({ run: OTHER }), async () => [found()])).rejects.toMatchObject({
      refusal: { code: 'UNKNOWN_PROCESS' },
    });
    expect(child.exitCode ?? child.signalCode).toBeNull();
  });

  it('says so when the process is over', async () => {
    const grant = grantFor();
    const ended = over();
    child.kill('SIGKILL');
    await ended;
    expect(await signalProcess(grant, async () => [])).toBe(false);
  });

  it('is sent once: a grant is used up', async () => {
    const grant = grantFor({ signal: 'SIGCONT' });
    await signalProcess(grant, async () => [found()]);
    await expect(signalProcess(grant, async () => [found()])).rejects.toThrow(/redeemed already/);
  });
});

describe.runIf(process.platform === 'linux')('the table of processes', () => {
  it('has this process and its children, and none of the kernel’s own threads', () => {
    const all = linuxTable();
    expect(all.find(({ pid }) => pid === process.pid)).toMatchObject({
      status: expect.any(String),
      argv: expect.any(Array),
    });
    expect(all.find(({ pid }) => pid === child.pid)).toMatchObject({ name: 'sleep', parent: process.pid });
    expect(all.every(({ group }) => group !== 0)).toBe(true);
  });

  it('reads names that hold brackets and spaces', async () => {
    const odd = spawn(
      process.execPath,
      ['-e', 'process.title = "a) (b c"; console.log(1); setInterval(() => {}, 9e4)'],
      {
        stdio: ['ignore', 'pipe', 'ignore'],
      },
    );
    await new Promise((resolve) => odd.stdout?.once('data', resolve));
    const here = readProcess(odd.pid ?? 0);
    odd.kill('SIGKILL');
    expect(here?.parent).toBe(process.pid);
    expect(Number(here?.started)).toBeGreaterThan(0);
  });

  it('has no process that is not there', () => {
    expect(readProcess(2 ** 30)).toBeNull();
  });
});

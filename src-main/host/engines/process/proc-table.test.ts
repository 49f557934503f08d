import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { lastPid, listPids, readLabel, readStat, sameProcess } from './proc-table.ts';

const onLinux = it.runIf(process.platform === 'linux');

async function withChild(env: Record<string, string>, look: (pid: number) => Promise<void> | void): Promise<number> {
  const child = spawn('/bin/sh', ['-c', 'echo ready; read line'], { env, stdio: ['pipe', 'pipe', 'inherit'] });
  const pid = child.pid ?? 0;
  await once(child.stdout, 'data');
  await look(pid);
  child.stdin.end();
  await once(child, 'close');
  return pid;
}

onLinux('a process is read whatever its name holds', async () => {
  const name = ') R 1 (';
  const child = spawn('/bin/sh', ['-c', 'printf %s "$0" > /proc/self/comm 2>/dev/null; echo ready; read line', name], {
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
  });
  await once(child.stdout, 'data');
  const pid = child.pid ?? 0;
  expect(readStat(pid)).toMatchObject({ pid, parent: process.pid, group: pid, session: pid, dead: false });
  child.stdin.end();
  await once(child, 'close');
});

onLinux('a process that is gone is null, and none other is the same', async () => {
  let then = readStat(process.pid);
  const pid = await withChild({}, (each) => {
    then = readStat(each);
    expect(listPids()).toContain(each);
    expect(lastPid()).toBeGreaterThan(0);
  });
  expect(then).not.toBeNull();
  expect(readStat(pid)).toBeNull();
  if (then !== null) {
    expect(sameProcess(then, null)).toBe(false);
    expect(sameProcess(then, { ...then, startTicks: then.startTicks + 1 })).toBe(false);
    expect(sameProcess(then, { ...then, parent: 1 })).toBe(true);
  }
});

onLinux('a label is read from the environment that a process was started with', async () => {
  await withChild({ A: '1', COUNTERSIGN_RUN: 'owner:run', Z: '1' }, async (pid) => {
    expect(await readLabel(pid)).toEqual({ label: 'owner:run' });
  });
  await withChild({ XCOUNTERSIGN_RUN: 'owner:run', TEXT: 'COUNTERSIGN_RUN=owner:run' }, async (pid) => {
    expect(await readLabel(pid)).toBe('none');
  });
  await withChild({}, async (pid) => {
    expect(await readLabel(pid)).toBe('none');
  });
  expect(await readLabel(await withChild({}, () => undefined))).toBe('changing');
});

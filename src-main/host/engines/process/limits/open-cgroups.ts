/** Finds out, by doing it, whether runs can be put into control groups on this machine. */
import { spawn } from 'node:child_process';
import { accessSync, constants, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Log } from '#host/ports/index.ts';
import type { Cgroups } from './cgroup.ts';
import { cgroupsV1 } from './cgroup-v1.ts';
import { cgroupsV2 } from './cgroup-v2.ts';
import { findHierarchies, type Places } from './find-hierarchies.ts';

/** @param owner the data folder's label @returns `null` when this machine does not let this user */
export async function openCgroups(owner: string, log: Log): Promise<Cgroups | null> {
  if (process.platform !== 'linux') return null;
  const label = `countersign-${owner}`;
  for (const candidate of candidatesFor(places(), label)) {
    try {
      await tryOut(candidate);
      return candidate;
    } catch (error) {
      log.debug({ version: candidate.version, err: String(error) }, 'runs cannot be put into control groups there');
      await candidate.removeAll().catch(() => 0);
    }
  }
  return null;
}

function places(): Places {
  try {
    return findHierarchies(readFileSync('/proc/self/mountinfo', 'utf8'), readFileSync('/proc/self/cgroup', 'utf8'));
  } catch {
    return { v1: null, v2: null };
  }
}

/** The second version first; and in it, the nearest group that may have others below it, which one with processes of its own may not. */
export function candidatesFor({ v1, v2 }: Places, label: string): readonly Cgroups[] {
  const found: Cgroups[] = [];
  if (v2 !== null) {
    for (let at = v2.own; at.startsWith(v2.top); at = dirname(at)) {
      const isTop = at === v2.top;
      if ((at !== v2.own || isTop) && isWritable(at) && hands(at)) found.push(cgroupsV2(at, label));
      if (isTop) break;
    }
  }
  if (v1 !== null && Object.values(v1).every(isWritable)) found.push(cgroupsV1(v1, label));
  return found;
}

const hands = (folder: string): boolean => {
  try {
    const controllers = readFileSync(join(folder, 'cgroup.controllers'), 'utf8').trim().split(' ');
    return controllers.includes('memory') && controllers.includes('pids');
  } catch {
    return false;
  }
};

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

const TRIAL_BYTES = 64 * 1024 * 1024;

/** @throws Error at the first thing that the kernel does not do */
async function tryOut(cgroups: Cgroups): Promise<void> {
  await cgroups.removeAll();
  const group = cgroups.open('trial');
  const child = spawn('/bin/cat', [], { stdio: ['pipe', 'ignore', 'ignore'] });
  try {
    const { pid } = child;
    if (pid === undefined) throw new Error('no process to try it with');
    group.limit({ memoryBytes: TRIAL_BYTES, pids: 4 });
    await group.join(pid);
    if (!group.pids().includes(pid)) throw new Error('the process did not join');
  } finally {
    child.once('error', () => undefined).kill('SIGKILL');
    await group.remove();
  }
}

/**
 * What the kernel says of a container that waits or runs: the limits that are in force in its control groups, and what is mounted before its
 * first process. An engine may take a limit and not keep it; what stands here is kept. Unreadable is a finding.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MadeTerms } from './check-described.ts';
import { expectedCpu, expectedMemory, expectedPids } from './expected.ts';
import { kernelMountFindings } from './kernel-mounts.ts';

/** @param pid of the container's first process, as the engine says it; that it is that is seen from its control groups */
export async function kernelFindings(pid: number, terms: MadeTerms): Promise<readonly string[]> {
  try {
    const [groups, mounts] = await Promise.all([
      readFile(`/proc/${pid}/cgroup`, 'utf8'),
      readFile(`/proc/${pid}/mountinfo`, 'utf8'),
    ]);
    return [...(await limitFindings(groups, terms)), ...kernelMountFindings(mounts, terms)];
  } catch (error) {
    return [`what the kernel holds of it cannot be read (${error instanceof Error ? error.message : String(error)})`];
  }
}

const GROUPS = '/sys/fs/cgroup';

interface Held {
  readonly what: string;
  readonly controller: string;
  /** In control groups of the first version, and of the second: the file, and what it says. */
  readonly first: readonly [string, (said: string) => boolean];
  readonly second: readonly [string, (said: string) => boolean];
  /** A kernel that does not count it has no file. */
  readonly isCounted?: 'maybe';
}

/** The kernel cuts a limit down to whole pages. */
const LARGEST_PAGE_BYTES = 65_536;

function heldOf({ shape }: MadeTerms): readonly Held[] {
  const [bytes, pids, cpu] = [expectedMemory(shape), expectedPids(shape), expectedCpu(shape)];
  const isBytes = (said: string): boolean => Number(said) <= bytes && Number(said) > bytes - LARGEST_PAGE_BYTES;
  const is = (expected: unknown) => (said: string) => said === String(expected);
  return [
    {
      ...{ what: 'memory', controller: 'memory' },
      ...{ first: ['memory.limit_in_bytes', isBytes], second: ['memory.max', isBytes] },
    },
    {
      ...{ what: 'memory and swap', controller: 'memory', isCounted: 'maybe' },
      ...{ first: ['memory.memsw.limit_in_bytes', isBytes], second: ['memory.swap.max', is(0)] },
    },
    {
      ...{ what: 'processes', controller: 'pids' },
      ...{ first: ['pids.max', is(pids)], second: ['pids.max', is(pids)] },
    },
    {
      ...{ what: 'processor time', controller: 'cpu' },
      ...{ first: ['cpu.cfs_quota_us', is(cpu.quota)], second: ['cpu.max', is(`${cpu.quota} ${cpu.period}`)] },
    },
  ];
}

/** @param groups as `/proc/PID/cgroup` says them: `number:controllers:path`, and `0::path` for the second version */
async function limitFindings(groups: string, terms: MadeTerms): Promise<string[]> {
  const lines = groups
    .trim()
    .split('\n')
    .map((line) => /^(\d+):([^:]*):(.*)$/.exec(line) ?? []);
  const pathOf = (isIt: (controllers: string, number: string) => boolean): string | undefined =>
    lines.find(([, number = '', controllers = '']) => isIt(controllers, number))?.[3];
  const findings = heldOf(terms).map(async ({ what, controller, first, second, isCounted }) => {
    const firstPath = pathOf((controllers) => controllers.split(',').includes(controller));
    const path = firstPath ?? pathOf((controllers, number) => number === '0' && controllers === '') ?? '';
    if (!path.includes(terms.id)) return [`its limit for ${what} is nowhere`];
    const [name, isHeld] = firstPath === undefined ? second : first;
    const folder = firstPath === undefined ? join(GROUPS, path) : join(GROUPS, controller, path);
    const said = await readFile(join(folder, name), 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (isCounted === 'maybe' && error.code === 'ENOENT') return null;
      throw error;
    });
    return said === null || isHeld(said.trim()) ? [] : [`its limit for ${what} is ${said.trim().slice(0, 40)}`];
  });
  return (await Promise.all(findings)).flat();
}

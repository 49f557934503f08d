/** Control groups of the second version: one folder for everything. */
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cgroup, Cgroups, GroupLimits } from './cgroup.ts';
import { foldersIn, make, pidsIn, readField, readNumber, readText, removeGroup, write } from './group-files.ts';

/** @param parent a folder that others may be made in, and that hands memory and pids on to them */
export function cgroupsV2(parent: string, label: string): Cgroups {
  const base = join(parent, label);
  return {
    version: 2,
    open(name) {
      for (const folder of [parent, base]) {
        make(folder);
        if (!handsOn(folder)) write(folder, 'cgroup.subtree_control', '+memory +pids');
      }
      make(join(base, name));
      return groupAt(join(base, name));
    },
    async removeAll() {
      const names = foldersIn(base);
      for (const name of names) await groupAt(join(base, name)).remove();
      await removeGroup(base);
      return names.length;
    },
  };
}

const handsOn = (folder: string): boolean => {
  const given = (readText(folder, 'cgroup.subtree_control') ?? '').split(' ');
  return given.includes('memory') && given.includes('pids');
};

export function groupAt(folder: string): Cgroup {
  return {
    join: (pid) => writeFile(join(folder, 'cgroup.procs'), `${pid}`),
    limit({ memoryBytes, pids }: GroupLimits) {
      if (memoryBytes !== null) {
        write(folder, 'memory.max', memoryBytes);
        // A kernel that does not count swap has no such file.
        if (existsSync(join(folder, 'memory.swap.max'))) write(folder, 'memory.swap.max', 0);
        if (existsSync(join(folder, 'memory.oom.group'))) write(folder, 'memory.oom.group', 0);
      }
      if (pids !== null) write(folder, 'pids.max', pids);
    },
    pids: () => pidsIn(folder),
    usage() {
      const microseconds = readField(folder, 'cpu.stat', 'usage_usec');
      return {
        cpuMs: microseconds === null ? null : microseconds / 1000,
        peakMemoryBytes: readNumber(folder, 'memory.peak'),
        peakPids: readNumber(folder, 'pids.peak'),
        refusedForks: readField(folder, 'pids.events', 'max') ?? 0,
        pids: readNumber(folder, 'pids.current'),
        outOfMemory: readField(folder, 'memory.events', 'oom_kill') ?? 0,
      };
    },
    async remove() {
      if (existsSync(join(folder, 'cgroup.kill'))) write(folder, 'cgroup.kill', 1);
      await removeGroup(folder);
    },
  };
}

/** Control groups of the first version: a folder for each of memory, processes and processor time. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cgroup, Cgroups, GroupLimits } from './cgroup.ts';
import { foldersIn, make, pidsIn, readField, readNumber, removeGroup, write } from './group-files.ts';

/** Where this process stands in each hierarchy; a folder that it may make others in. */
export interface Hierarchies {
  readonly memory: string;
  readonly pids: string;
  readonly cpuacct: string;
}

export function cgroupsV1(hierarchies: Hierarchies, label: string): Cgroups {
  const bases = Object.values(hierarchies).map((folder) => join(folder, label));
  return {
    version: 1,
    open(name) {
      for (const base of bases) make(join(base, name));
      return groupAt({
        memory: join(hierarchies.memory, label, name),
        pids: join(hierarchies.pids, label, name),
        cpuacct: join(hierarchies.cpuacct, label, name),
      });
    },
    async removeAll() {
      const names = new Set(bases.flatMap(foldersIn));
      for (const base of bases) {
        for (const name of foldersIn(base)) await removeGroup(join(base, name));
        await removeGroup(base);
      }
      return names.size;
    },
  };
}

function groupAt(at: Hierarchies): Cgroup {
  return {
    async join(pid) {
      for (const folder of Object.values(at)) await writeFile(join(folder, 'cgroup.procs'), `${pid}`);
    },
    limit({ memoryBytes, pids }: GroupLimits) {
      if (memoryBytes !== null) {
        write(at.memory, 'memory.limit_in_bytes', memoryBytes);
        // Memory and swap together; a kernel that does not count swap has no such file.
        if (readNumber(at.memory, 'memory.memsw.limit_in_bytes') !== null) {
          write(at.memory, 'memory.memsw.limit_in_bytes', memoryBytes);
        }
      }
      if (pids !== null) write(at.pids, 'pids.max', pids);
    },
    pids: () => pidsIn(at.pids),
    usage() {
      const nanoseconds = readNumber(at.cpuacct, 'cpuacct.usage');
      return {
        cpuMs: nanoseconds === null ? null : nanoseconds / 1e6,
        peakMemoryBytes: readNumber(at.memory, 'memory.max_usage_in_bytes'),
        peakPids: readNumber(at.pids, 'pids.peak'),
        refusedForks: readField(at.pids, 'pids.events', 'max') ?? 0,
        pids: readNumber(at.pids, 'pids.current'),
        outOfMemory: readField(at.memory, 'memory.oom_control', 'oom_kill') ?? 0,
      };
    },
    async remove() {
      for (const folder of [at.pids, at.memory, at.cpuacct]) await removeGroup(folder);
    },
  };
}

/** Adds to a family whoever is in its control group: nobody leaves that by dropping a name, a session or a parent. */
import type { Family } from './family.ts';
import { sendSignal } from './family.ts';
import type { Cgroup } from './limits/cgroup.ts';

export function groupedFamily(family: Family, group: Cgroup | null): Family {
  if (group === null) return family;
  return {
    async look() {
      const { pids, signal } = await family.look();
      const others = group.pids().filter((pid) => !pids.includes(pid));
      return {
        pids: [...pids, ...others],
        signal(name) {
          signal(name);
          // Asked again, because a number may be somebody else's by now.
          const still = new Set(others.length > 0 ? group.pids() : []);
          for (const pid of others) if (still.has(pid)) sendSignal(pid, name);
        },
      };
    },
  };
}

/** Who comes from whom among the processes of this machine, at this moment. */
import { readFileSync } from 'node:fs';
import { listPids, type ProcStat, readStat } from './proc-table.ts';

export function firstChildOf(pid: number): ProcStat | null {
  const [child] = childrenOf(pid);
  return child === undefined ? null : readStat(child);
}

/** The kernel lists a process's children where it was built to; else everybody is asked for their parent. */
function childrenOf(pid: number): readonly number[] {
  try {
    const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').trim();
    return text === '' ? [] : text.split(' ').map(Number);
  } catch {
    return listPids().filter((each) => readStat(each)?.parent === pid);
  }
}

/** One look at everybody. */
export interface Kinship {
  /** Without itself, and without those that are over; parents before their children. */
  descendantsOf(pid: number): readonly ProcStat[];
}

export function lookAtKinship(): Kinship {
  const children = new Map<number, ProcStat[]>();
  for (const pid of listPids()) {
    const stat = readStat(pid);
    if (stat === null) continue;
    const siblings = children.get(stat.parent);
    if (siblings === undefined) children.set(stat.parent, [stat]);
    else siblings.push(stat);
  }
  return {
    descendantsOf(pid) {
      const found: ProcStat[] = [];
      const pending = [...(children.get(pid) ?? [])];
      for (let stat = pending.shift(); stat !== undefined; stat = pending.shift()) {
        if (!stat.dead) found.push(stat);
        pending.push(...(children.get(stat.pid) ?? []));
      }
      return found;
    },
  };
}

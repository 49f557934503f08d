/**
 * Ends what a host that was killed left running: every process that carries a label of this owner, with its descendants. One host owns a
 * data folder at a time, so a label of this owner whose run this host did not start belongs to nobody who lives.
 */
import { type EndTerms, endFamily } from './end-family.ts';
import type { Family } from './family.ts';
import { sendSignal } from './family.ts';
import { findKin } from './find-kin.ts';
import { type ProcStat, readStat, sameProcess } from './proc-table.ts';
import { isOwnedBy } from './run-label.ts';

interface Search {
  readonly owner: string;
  /** Labels of this host's own runs. */
  isActive(label: string): boolean;
}

/** @returns how many processes were ended */
export async function reapOrphans(search: Search, terms: EndTerms): Promise<number> {
  if (process.platform !== 'linux') {
    terms.log.debug({ platform: process.platform }, 'left-behind processes cannot be looked for on this system');
    return 0;
  }
  const met = new Set<string>();
  const left = await endFamily(orphans(search, met), terms);
  if (met.size > 0) terms.log.warn({ processes: met.size, allEnded: left }, 'ended what an earlier host left running');
  return met.size;
}

function orphans({ owner, isActive }: Search, met: Set<string>): Family {
  // A host that was itself started from a run carries that run's label, and so do its parents and what it starts.
  const self = readStat(process.pid);
  const spared = self === null ? new Set<number>() : ancestorsOf(self).add(process.pid);
  const known = new Map<number, number>();
  return {
    async look() {
      const found = await findKin({
        worthReading: (pid) => !spared.has(pid),
        sinceTicks: 0,
        known,
        isKin: () => false,
        isKinLabel: (label) => isOwnedBy(label, owner) && !isActive(label),
      });
      const kin = found.filter((stat) => !ancestorsOf(stat).has(process.pid));
      for (const stat of kin) met.add(`${stat.pid} of ${stat.startTicks}`);
      return {
        pids: kin.map((stat) => stat.pid),
        signal(name) {
          for (const stat of kin) if (sameProcess(stat, readStat(stat.pid))) sendSignal(stat.pid, name);
        },
      };
    },
  };
}

function ancestorsOf(stat: ProcStat): Set<number> {
  const pids = new Set<number>();
  for (let each = readStat(stat.parent); each !== null && !pids.has(each.pid); each = readStat(each.parent)) {
    pids.add(each.pid);
  }
  return pids;
}

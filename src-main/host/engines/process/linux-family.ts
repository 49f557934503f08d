/**
 * A run's processes on Linux: its group, its session, whoever carries its label, and their descendants. A pid that was given to somebody
 * else in the meantime is never signalled: the group's number is held by the kernel for as long as it has a member, and everybody
 * outside the group is named by pid and start time.
 */
import type { Family } from './family.ts';
import { sendSignal } from './family.ts';
import { findKin } from './find-kin.ts';
import { lastPid, type ProcStat, readStat, sameProcess } from './proc-table.ts';

interface Leader {
  /** As read right after the start, when the pid cannot be anybody else's yet. */
  readonly stat: ProcStat;
  readonly label: string;
  /** Whether its exit was collected, after which its pid is free as soon as the group is empty. */
  isReaped(): boolean;
}

/** No machine gives out all its pids once around in this time, so that a run this young has only pids above its leader's. */
const SURELY_NOT_AROUND_MS = 100;

export function linuxFamily({ stat: leader, label, isReaped }: Leader): Family {
  const startedAt = performance.now();
  const known = new Map<number, number>();
  let groupIsOurs = true;
  const inGroup = (stat: ProcStat): boolean => stat.group === leader.pid || stat.session === leader.pid;

  return {
    async look() {
      const reaped = isReaped();
      const young = performance.now() - startedAt < SURELY_NOT_AROUND_MS && lastPid() >= leader.pid;
      const kin = await findKin({
        worthReading: (pid) => !young || pid >= leader.pid,
        sinceTicks: leader.startTicks,
        known,
        isKin: (stat) => (groupIsOurs && inGroup(stat)) || sameProcess(leader, stat),
        isKinLabel: (found) => found === label,
      });
      if (reaped && !kin.some(inGroup)) groupIsOurs = false;
      return {
        pids: kin.map((stat) => stat.pid),
        signal(name) {
          if (kin.some((stat) => stat.group === leader.pid)) sendSignal(-leader.pid, name);
          for (const stat of kin) {
            if (stat.group !== leader.pid && sameProcess(stat, readStat(stat.pid))) sendSignal(stat.pid, name);
          }
        },
      };
    },
  };
}

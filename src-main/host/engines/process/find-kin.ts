/**
 * Finds related processes on Linux: by what the kernel says of them, by the label in their environment, and by descent from either.
 * An empty answer is certain: a look that met anybody in the middle of ending or of becoming another program is taken again, because
 * such a one may just have left a child that the look had passed already.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { listPids, type ProcStat, readLabel, readStat } from './proc-table.ts';

export interface KinRules {
  /** A cheap first sieve over all pids of the machine. */
  worthReading(pid: number): boolean;
  /** Kin started at this time or later, in clock ticks since boot. */
  readonly sinceTicks: number;
  /** Whoever was found once, by pid with start time: stays kin also when its parent is gone and it gave up all that showed the relation. */
  readonly known: Map<number, number>;
  isKin(stat: ProcStat): boolean;
  isKinLabel(label: string): boolean;
}

interface Look {
  readonly kin: readonly ProcStat[];
  readonly unsure: ReadonlySet<string>;
}

const MAX_LOOKS = 20;
const BETWEEN_LOOKS_MS = 2;

export async function findKin(rules: KinRules): Promise<readonly ProcStat[]> {
  let before: ReadonlySet<string> = new Set();
  for (let look = 1; ; look += 1) {
    const { kin, unsure } = await lookOnce(rules);
    if (kin.length > 0 || [...unsure].every((each) => before.has(each)) || look === MAX_LOOKS) return kin;
    before = unsure;
    await pause(BETWEEN_LOOKS_MS);
  }
}

async function lookOnce(rules: KinRules): Promise<Look> {
  const unsure = new Set<string>();
  const candidates: ProcStat[] = [];
  for (const pid of listPids().filter((each) => rules.worthReading(each))) {
    const stat = readStat(pid);
    if (stat === null) unsure.add(`${pid}`);
    // Group 0 means the kernel's own threads.
    else if (stat.startTicks < rules.sinceTicks || stat.group === 0) continue;
    else if (stat.dead) unsure.add(nameOf(stat));
    else candidates.push(stat);
  }
  const kin = new Set(candidates.filter((stat) => rules.known.get(stat.pid) === stat.startTicks || rules.isKin(stat)));
  await Promise.all(
    candidates.map(async (stat) => {
      if (kin.has(stat)) return;
      const label = await readLabel(stat.pid);
      if (label === undefined) unsure.add(nameOf(stat));
      else if (label !== null && rules.isKinLabel(label)) kin.add(stat);
    }),
  );
  const all = withDescendants(kin, candidates);
  for (const stat of all) rules.known.set(stat.pid, stat.startTicks);
  return { kin: all, unsure };
}

const nameOf = (stat: ProcStat): string => `${stat.pid} of ${stat.startTicks}`;

function withDescendants(kin: ReadonlySet<ProcStat>, candidates: readonly ProcStat[]): readonly ProcStat[] {
  const all = new Set(kin);
  for (let size = -1; size !== all.size; ) {
    size = all.size;
    const pids = new Set([...all].map((stat) => stat.pid));
    for (const stat of candidates) if (pids.has(stat.parent)) all.add(stat);
  }
  return [...all];
}

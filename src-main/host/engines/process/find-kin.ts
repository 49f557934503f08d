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
  /** Over or not to be read: may have left a child before it came to that, which the next look finds. */
  readonly doubtful: ReadonlySet<string>;
  /** Whether somebody was in the middle of a change, and what they are can be said only afterwards. */
  readonly changing: boolean;
}

const MAX_LOOKS = 20;
const FIRST_PAUSE_MS = 1;
const LONGEST_PAUSE_MS = 50;

export async function findKin(rules: KinRules): Promise<readonly ProcStat[]> {
  let before: ReadonlySet<string> = new Set();
  let pauseMs = FIRST_PAUSE_MS;
  for (let look = 1; ; look += 1) {
    const { kin, doubtful, changing } = await lookOnce(rules);
    const isCertain = !changing && [...doubtful].every((each) => before.has(each));
    if (kin.length > 0 || isCertain || look === MAX_LOOKS) return kin;
    before = doubtful;
    await pause(pauseMs);
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
  }
}

async function lookOnce(rules: KinRules): Promise<Look> {
  const doubtful = new Set<string>();
  let changing = false;
  const candidates: ProcStat[] = [];
  for (const pid of listPids().filter((each) => rules.worthReading(each))) {
    const stat = readStat(pid);
    if (stat === null) doubtful.add(`${pid}`);
    // Group 0 means the kernel's own threads.
    else if (stat.startTicks < rules.sinceTicks || stat.group === 0) continue;
    else if (stat.dead) doubtful.add(nameOf(stat));
    else candidates.push(stat);
  }
  const kin = new Set(candidates.filter((stat) => rules.known.get(stat.pid) === stat.startTicks || rules.isKin(stat)));
  await Promise.all(
    candidates.map(async (stat) => {
      if (kin.has(stat)) return;
      const look = await readLabel(stat.pid);
      if (look === 'changing') changing = true;
      else if (look === 'closed') doubtful.add(nameOf(stat));
      else if (look !== 'none' && rules.isKinLabel(look.label)) kin.add(stat);
    }),
  );
  const all = withDescendants(kin, candidates);
  for (const stat of all) rules.known.set(stat.pid, stat.startTicks);
  return { kin: all, doubtful, changing };
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

/**
 * The processes that runs have started and that live: whoever carries a run's label in its environment, whoever is in the group or session
 * of a run's first process, and their descendants.
 */
import { RunId } from '#shared/model/index.ts';
import { readLabel } from '../proc-table.ts';
import { isOwnedBy } from '../run-label.ts';
import { linuxTable } from './linux-table.ts';
import type { MachineProcess } from './machine-process.ts';
import { otherTable } from './other-table.ts';

export interface RunProcess extends MachineProcess {
  readonly run: RunId;
}

export interface Leader {
  readonly pid: number;
  /** On Linux: it and its one child hold the sandbox up, and are none of the run's own. */
  readonly fenced: boolean;
}

export interface RunSearch {
  readonly owner: string;
  /** The first process of each run under way: the program, or the fence around it. */
  readonly leaders: ReadonlyMap<RunId, Leader>;
}

export const machineProcesses = async (): Promise<readonly MachineProcess[]> =>
  process.platform === 'linux' ? linuxTable() : otherTable();

export async function runProcesses({ owner, leaders }: RunSearch): Promise<readonly RunProcess[]> {
  const all = await machineProcesses();
  const runOf = new Map<number, RunId>();
  for (const [run, { pid: leader }] of leaders) {
    for (const { pid, group, session } of all) if ([pid, group, session].includes(leader)) runOf.set(pid, run);
  }
  if (process.platform === 'linux' && leaders.size > 0) await addLabelled(all, owner, leaders, runOf);
  return withDescendants(all, runOf)
    .filter(([found, run]) => !isFence(found, leaders.get(run)))
    .map(([found, run]) => ({ ...found, run }));
}

const isFence = ({ pid, parent }: MachineProcess, leader: Leader | undefined): boolean =>
  process.platform === 'linux' && leader?.fenced === true && (pid === leader.pid || parent === leader.pid);

async function addLabelled(
  all: readonly MachineProcess[],
  owner: string,
  leaders: RunSearch['leaders'],
  runOf: Map<number, RunId>,
): Promise<void> {
  await Promise.all(
    all.map(async ({ pid }) => {
      const look = await readLabel(pid);
      if (typeof look === 'string' || !isOwnedBy(look.label, owner)) return;
      const run = RunId.safeParse(look.label.slice(owner.length + 1)).data;
      // A program may change its own environment: a label counts for runs that are under way alone.
      if (run !== undefined && leaders.has(run) && !runOf.has(pid)) runOf.set(pid, run);
    }),
  );
}

function withDescendants(
  all: readonly MachineProcess[],
  runOf: Map<number, RunId>,
): readonly (readonly [MachineProcess, RunId])[] {
  for (let size = -1; size !== runOf.size; ) {
    size = runOf.size;
    for (const { pid, parent } of all) {
      const run = runOf.get(parent);
      if (run !== undefined && !runOf.has(pid)) runOf.set(pid, run);
    }
  }
  return all.flatMap((found) => {
    const run = runOf.get(found.pid);
    return run === undefined || found.pid === process.pid ? [] : [[found, run] as const];
  });
}

/**
 * A sandboxed run's processes: everybody in the sandbox's own process namespace, whatever group, session or name they moved to. Its first
 * process holds it together: when that one is gone, the kernel has ended all the others. The fence outside is never asked to end,
 * because the end of the fence is the end of everybody, without a word.
 */
import { firstChildOf, lookAtKinship } from './descendants.ts';
import type { EndSignal, Family } from './family.ts';
import { sendSignal } from './family.ts';
import { type ProcStat, readStat, sameProcess } from './proc-table.ts';
import { settlesWithin } from './settles-within.ts';

export interface Fence {
  /** The process that Countersign started. */
  readonly outer: ProcStat | null;
  /** Resolves when that one is gone. */
  readonly gone: Promise<void>;
}

/** The usual end takes less: the last process ends, then the first, then the fence. */
const USUAL_END_MS = 20;

export function fencedFamily({ outer, gone }: Fence): Family {
  let first: ProcStat | null = null;
  let isGone = outer === null;
  void gone.then(() => {
    isGone = true;
  });
  return {
    async look() {
      if (outer !== null) first ??= firstChildOf(outer.pid);
      if (!isGone) await settlesWithin(USUAL_END_MS, gone);
      const fence = [first, isGone ? null : outer].filter((stat) => stat !== null).filter(isAlive);
      if (fence.length === 0) return { pids: [], signal: () => undefined };
      const inside = first === null ? [] : lookAtKinship().descendantsOf(first.pid);
      return {
        pids: [...fence, ...inside].map(({ pid }) => pid),
        signal: (name) => signalAll(name, inside, fence),
      };
    },
  };
}

const isAlive = (stat: ProcStat): boolean => {
  const now = readStat(stat.pid);
  return sameProcess(stat, now) && now?.dead === false;
};

function signalAll(name: EndSignal, inside: readonly ProcStat[], fence: readonly ProcStat[]): void {
  for (const stat of inside) if (sameProcess(stat, readStat(stat.pid))) sendSignal(stat.pid, name);
  // Where nobody is inside yet, or any more, there is nobody to ask.
  if (name === 'SIGTERM' && inside.length > 0) return;
  for (const stat of fence) if (sameProcess(stat, readStat(stat.pid))) sendSignal(stat.pid, 'SIGKILL');
}

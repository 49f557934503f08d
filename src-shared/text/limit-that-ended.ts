/** Which limit ended a run, where that can be told; window, terminal and agents go by the same. Pure. */
import type { LimitName, RunEnd } from '../model/index.ts';

/** By this signal the kernel ends who runs into the limit. That a child ran into one ends nobody else. */
const signalOf = { memory: 'SIGKILL', cpu: 'SIGXCPU', file_size: 'SIGXFSZ' } as const satisfies Partial<
  Record<LimitName, string>
>;

/** @returns `null` where none did, and for the wall time, which is an end of its own */
export function limitThatEnded({
  reason,
  signal,
  usage,
}: Pick<RunEnd, 'reason' | 'signal' | 'usage'>): keyof typeof signalOf | null {
  const over = usage?.over ?? [];
  if (reason === 'timed_out') return over[0] === 'cpu' ? 'cpu' : null;
  if (reason !== 'signalled') return null;
  return (
    (['memory', 'cpu', 'file_size'] as const).find((each) => signalOf[each] === signal && over.includes(each)) ?? null
  );
}

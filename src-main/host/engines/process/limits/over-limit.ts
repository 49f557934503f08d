/** Says which limits a program ran into, and in a sentence which one ended it, where that can be told. Pure. */
import type { LimitName, RunLimits } from '#shared/model/index.ts';
import { sizeLimit } from '#shared/text/index.ts';
import type { GroupUsage } from './cgroup.ts';

interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface Reached {
  readonly over: readonly LimitName[];
  /** `null` where none is known to have ended it. */
  readonly sentence: string | null;
}

/** What a shell passes on of a child that wrote too much: 128 and the signal's number. */
const WROTE_TOO_MUCH = 128 + 25;

/** @param group what its control group counted, where there was one */
export function reachedBy(
  limits: RunLimits,
  { code, signal }: Exit,
  group: Pick<GroupUsage, 'outOfMemory' | 'refusedForks'> | null,
): Reached {
  const over: LimitName[] = [];
  const sentences: string[] = [];
  if ((group?.outOfMemory ?? 0) > 0 && limits.memoryBytes !== null) {
    over.push('memory');
    sentences.push(`It ran out of memory: it may use ${sizeLimit(limits.memoryBytes)}.`);
  }
  if (signal === 'SIGXCPU' && limits.cpuMs !== null) {
    over.push('cpu');
    sentences.push(overCpuTime(limits.cpuMs));
  }
  if ((signal === 'SIGXFSZ' || code === WROTE_TOO_MUCH) && limits.fileBytes !== null) {
    over.push('file_size');
    sentences.push(`It wrote a file that is too large: at most ${sizeLimit(limits.fileBytes)} are allowed.`);
  }
  if ((group?.refusedForks ?? 0) > 0 && limits.pids !== null) {
    over.push('pids');
    if (code !== 0) sentences.push(`It could not start more processes: it may have ${limits.pids} at once.`);
  }
  return { over, sentence: sentences.length === 0 ? null : sentences.join(' ') };
}

export const overCpuTime = (cpuMs: number): string =>
  `It used more processor time than it may: ${cpuMs / 1000} s, all its processes together.`;

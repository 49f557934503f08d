/** Says which limit ended a program, where that can be told. Pure. */
import type { RunLimits } from '#shared/model/index.ts';
import { bytes } from '#shared/text/index.ts';

interface Exit {
  readonly signal: NodeJS.Signals | null;
}

/** @param outOfMemory how often the kernel ended one of its processes because there was no memory left for it */
export function overLimit(limits: RunLimits, { signal }: Exit, outOfMemory: number): string | null {
  if (outOfMemory > 0 && limits.memoryBytes !== null) {
    return `It ran out of memory: it may use ${bytes(limits.memoryBytes)}.`;
  }
  if (signal === 'SIGXCPU' && limits.cpuMs !== null) return overCpuTime(limits.cpuMs);
  if (signal === 'SIGXFSZ' && limits.fileBytes !== null) {
    return `It wrote a file that is too large: at most ${bytes(limits.fileBytes)} are allowed.`;
  }
  return null;
}

export const overCpuTime = (cpuMs: number): string =>
  `It used more processor time than it may: ${cpuMs / 1000} s, all its processes together.`;

/** A look at what some processes use right now, where no control group counts them. What they used between two looks is not seen. */
import { readFileSync } from 'node:fs';

export interface Sample {
  readonly cpuMs: number;
  /** Memory of their own; what they share with files is left out. */
  readonly memoryBytes: number;
  /** Processes and threads. */
  readonly pids: number;
}

/** The unit of processor time in /proc: a hundredth of a second on every machine that Linux runs on today. */
const TICK_MS = 10;

export function sampleOf(pids: readonly number[]): Sample {
  let [cpuMs, memoryBytes, threads] = [0, 0, 0];
  for (const pid of pids) {
    const stat = read(pid, 'stat');
    const status = read(pid, 'status');
    if (stat === null || status === null) continue;
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // Its own time and that of children it has collected.
    cpuMs += [11, 12, 13, 14].reduce((sum, index) => sum + Number(fields[index]), 0) * TICK_MS;
    threads += Number(fields[17]);
    memoryBytes += (kilobytes(status, 'RssAnon') + kilobytes(status, 'RssShmem')) * 1024;
  }
  return { cpuMs, memoryBytes, pids: threads };
}

function read(pid: number, file: string): string | null {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1');
  } catch {
    return null;
  }
}

function kilobytes(status: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'mu').exec(status)?.[1] ?? 0);
}

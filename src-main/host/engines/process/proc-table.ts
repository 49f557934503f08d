/**
 * What Linux says about the processes of this machine. Reads only; a process that vanishes while it is read is `null`, never an error.
 * A pid alone names nobody for long: a pid and its start time together do.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { LABEL_VARIABLE } from './run-label.ts';

export interface ProcStat {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly session: number;
  /** Clock ticks since boot. */
  readonly startTicks: number;
  /** Over, only not yet collected by its parent. */
  readonly dead: boolean;
}

/** A leader whose first thread ended counts as a zombie for the kernel while its other threads go on: that one is not dead. */
const isDead = (state: string | undefined, threads: number): boolean =>
  state === 'X' || state === 'x' || (state === 'Z' && threads <= 1);

/** Reads `/proc/PID/stat`, which never waits for the process. The name in it may hold anything, so the fields are counted from its end. */
export function readStat(pid: number): ProcStat | null {
  let line: string;
  try {
    line = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return null;
  }
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  const number = (index: number): number => Number(fields[index]);
  return {
    pid,
    parent: number(1),
    group: number(2),
    session: number(3),
    startTicks: number(19),
    dead: isDead(fields[0], number(17)),
  };
}

export const sameProcess = (a: ProcStat, b: ProcStat | null): boolean =>
  b !== null && a.pid === b.pid && a.startTicks === b.startTicks;

export function listPids(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

/** The pid that was given out last in this pid namespace. */
export function lastPid(): number {
  return Number(readFileSync('/proc/loadavg', 'latin1').trim().split(' ').at(-1));
}

/** Waiting for the environment of a process can take as long as that process likes. */
const ENVIRON_TIMEOUT_MS = 500;

/**
 * The label in the environment that a process was started with: `null` when there is none or it is not ours to read, `undefined` when
 * that cannot be said at this moment, because the process is just ending or just becoming another program.
 */
export async function readLabel(pid: number): Promise<string | null | undefined> {
  const environ = await readEnviron(pid);
  if (environ === undefined || environ === '') return undefined;
  const found = environ?.split('\0').find((entry) => entry.startsWith(`${LABEL_VARIABLE}=`));
  return found?.slice(LABEL_VARIABLE.length + 1) ?? null;
}

/** @returns `undefined` for a process that is gone, `null` for one that does not let itself be read */
async function readEnviron(pid: number): Promise<string | undefined | null> {
  const { promise: tooLong, resolve } = Promise.withResolvers<null>();
  const timer = setTimeout(resolve, ENVIRON_TIMEOUT_MS, null);
  try {
    return await Promise.race([readFile(`/proc/${pid}/environ`, 'utf8'), tooLong]);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    return code === 'ENOENT' || code === 'ESRCH' ? undefined : null;
  } finally {
    clearTimeout(timer);
  }
}

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

/** Reads `/proc/PID/stat`, which never waits for the process. */
export function readStat(pid: number): ProcStat | null {
  const fields = fieldsOf(pid);
  if (fields === null) return null;
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

/** The fields after the name, which may hold anything; the first is the state. */
function fieldsOf(pid: number): readonly string[] | null {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return line.slice(line.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
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

/**
 * What a look at a process's label gives. `none` may also mean that the process is not ours to read. `changing`: it is just ending or just
 * becoming another program, so that there is nothing to read yet or any more. `closed`: it does not let itself be read, for good or because
 * it is just ending.
 */
export type LabelLook = { readonly label: string } | 'none' | 'changing' | 'closed';

/** Reads the label in the environment that a process was started with. */
export async function readLabel(pid: number): Promise<LabelLook> {
  const environ = await readEnviron(pid);
  if (environ === 'changing' || environ === 'closed') return environ;
  if (environ.text === '') return isEnvironmentEmpty(pid) ? 'none' : 'changing';
  const found = environ.text.split('\0').find((entry) => entry.startsWith(`${LABEL_VARIABLE}=`));
  return found === undefined ? 'none' : { label: found.slice(LABEL_VARIABLE.length + 1) };
}

/** Waiting for the environment of a process can take as long as that process likes. */
const ENVIRON_TIMEOUT_MS = 500;

async function readEnviron(pid: number): Promise<{ readonly text: string } | 'changing' | 'closed'> {
  const { promise: tooLong, resolve } = Promise.withResolvers<'closed'>();
  const timer = setTimeout(resolve, ENVIRON_TIMEOUT_MS, 'closed');
  try {
    const read = readFile(`/proc/${pid}/environ`, 'utf8').then((text) => ({ text }));
    return await Promise.race([read, tooLong]);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    return code === 'ENOENT' || code === 'ESRCH' ? 'changing' : 'closed';
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Nothing was read; was there nothing to read? An empty environment begins and ends at the same place; that of a process in the middle of
 * a change is nowhere yet, and by the time of this question may be somewhere with something in it.
 */
function isEnvironmentEmpty(pid: number): boolean {
  const [start, end] = fieldsOf(pid)?.slice(47, 49) ?? [];
  return start !== undefined && start !== '0' && start === end;
}

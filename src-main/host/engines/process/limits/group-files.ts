/** Reading and writing the files of control groups, and taking groups away. What is gone already is no error. */
import { mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

export function readNumber(folder: string, file: string): number | null {
  const text = readText(folder, file);
  return text !== null && /^\d+$/u.test(text) ? Number(text) : null;
}

/** @returns the value after a name, in a file of lines such as `usage_usec 17` */
export function readField(folder: string, file: string, name: string): number | null {
  const line = readText(folder, file)
    ?.split('\n')
    .find((each) => each.startsWith(`${name} `));
  const value = Number(line?.slice(name.length + 1));
  return line === undefined || !Number.isFinite(value) ? null : value;
}

export function readText(folder: string, file: string): string | null {
  try {
    return readFileSync(join(folder, file), 'latin1').trim();
  } catch {
    return null;
  }
}

export function write(folder: string, file: string, value: string | number): void {
  writeFileSync(join(folder, file), `${value}`);
}

export function make(folder: string): void {
  mkdirSync(folder, { recursive: true });
}

export function pidsIn(folder: string): readonly number[] {
  const text = readText(folder, 'cgroup.procs');
  return text === null || text === '' ? [] : text.split('\n').map(Number);
}

export function foldersIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name);
  } catch {
    return [];
  }
}

const PATIENCE_MS = 5_000;

/** The kernel takes a moment to let go of processes that are over. @returns whether the group is gone */
export async function removeGroup(folder: string): Promise<boolean> {
  const until = performance.now() + PATIENCE_MS;
  for (let pauseMs = 1; ; pauseMs = Math.min(pauseMs * 2, 50)) {
    for (const pid of pidsIn(folder)) kill(pid);
    try {
      rmdirSync(folder);
      return true;
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code === 'ENOENT') return true;
      if (code !== 'EBUSY' || performance.now() > until) return false;
    }
    await pause(pauseMs);
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Over by itself, or not ours to end; then the group stays, which is reported.
  }
}

/** The processes of a Linux machine, read from /proc; a process that vanishes while it is read is left out. The kernel's own threads are none. */
import { readFileSync } from 'node:fs';
import { listPids } from '../proc-table.ts';
import type { MachineProcess } from './machine-process.ts';

/** Clock ticks a second; the same on every Linux that Node runs on. */
const TICKS = 100;
const MOST_ARGV_BYTES = 64 * 1024;

const statuses: Readonly<Record<string, string>> = {
  R: 'running',
  S: 'sleeping',
  D: 'waiting for a disk',
  Z: 'zombie',
  T: 'stopped',
  t: 'traced',
  X: 'dead',
  I: 'idle',
};

export function linuxTable(): readonly MachineProcess[] {
  const bootMs = bootTimeMs();
  return listPids().flatMap((pid) => {
    const found = readProcess(pid, bootMs);
    return found === null ? [] : [found];
  });
}

/** @returns `null` when there is none, and for a thread of the kernel's own */
export function readProcess(pid: number, bootMs = bootTimeMs()): MachineProcess | null {
  const line = read(`/proc/${pid}/stat`);
  if (line === null) return null;
  // The name stands in brackets and may hold anything, brackets too.
  const [open, close] = [line.indexOf('('), line.lastIndexOf(')')];
  const fields = line.slice(close + 2).split(' ');
  const number = (index: number): number => Number(fields[index]);
  if (number(2) === 0) return null;
  const startTicks = number(19);
  return {
    pid,
    parent: number(1),
    group: number(2),
    session: number(3),
    started: String(startTicks),
    startedAt: bootMs === null ? null : new Date(bootMs + (startTicks * 1000) / TICKS).toISOString(),
    name: line.slice(open + 1, close),
    argv: argvOf(pid),
    status: statuses[fields[0] ?? ''] ?? 'unknown',
    memoryBytes: residentBytes(pid),
    cpuMs: ((number(11) + number(12)) * 1000) / TICKS,
  };
}

function argvOf(pid: number): readonly string[] {
  const text = (read(`/proc/${pid}/cmdline`) ?? '').slice(0, MOST_ARGV_BYTES);
  return text === '' ? [] : text.replace(/\0$/, '').split('\0');
}

function residentBytes(pid: number): number | null {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/status`) ?? '')?.[1];
  return kilobytes === undefined ? null : Number(kilobytes) * 1024;
}

function bootTimeMs(): number | null {
  const seconds = /^btime (\d+)$/m.exec(read('/proc/stat') ?? '')?.[1];
  return seconds === undefined ? null : Number(seconds) * 1000;
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

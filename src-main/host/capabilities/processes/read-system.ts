/** What this machine is and how it is doing, from Node and the mount table; no names of users, no addresses, no variables. */
import { readFileSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { arch, cpus, freemem, hostname, release, totalmem, type, uptime } from 'node:os';
import { parse } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const SAMPLE_MS = 100;
const MOST_DISKS = 32;

export interface DiskFigures {
  readonly mount: string;
  readonly total: number;
  readonly available: number;
  readonly used: number;
  readonly percent: number;
}

export async function readSystem() {
  const [usage_percent, disks] = await Promise.all([cpuUsage(), readDisks()]);
  const all = cpus();
  const total = totalmem();
  const available = availableMemory();
  return {
    ...{ hostname: hostname(), platform: process.platform, system: `${type()} ${release()}`, architecture: arch() },
    cpu: { model: all[0]?.model.trim() ?? 'unknown', cores: all.length, usage_percent },
    memory: { total, available, used: total - available, percent: share(total - available, total) },
    ...{ disks, uptime_seconds: Math.floor(uptime()) },
  };
}

/** Free memory and what the system would give up for a program that needs it. */
function availableMemory(): number {
  if (process.platform !== 'linux') return freemem();
  const kilobytes = /^MemAvailable:\s+(\d+) kB$/m.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1];
  return kilobytes === undefined ? freemem() : Number(kilobytes) * 1024;
}

async function cpuUsage(): Promise<number> {
  const before = busyAndAll();
  await pause(SAMPLE_MS);
  const after = busyAndAll();
  return share(after.busy - before.busy, after.all - before.all);
}

function busyAndAll(): { readonly busy: number; readonly all: number } {
  const times = cpus().map((cpu) => cpu.times);
  const all = times.reduce((sum, { user, nice, sys, idle, irq }) => sum + user + nice + sys + idle + irq, 0);
  return { busy: all - times.reduce((sum, { idle }) => sum + idle, 0), all };
}

async function readDisks(): Promise<readonly DiskFigures[]> {
  const disks = await Promise.all(mounts().map(readDisk));
  return disks.filter((disk) => disk !== null);
}

async function readDisk(mount: string): Promise<DiskFigures | null> {
  try {
    const { bsize, blocks, bavail, bfree } = await statfs(mount);
    if (blocks === 0) return null;
    const [total, available, used] = [blocks * bsize, bavail * bsize, (blocks - bfree) * bsize];
    return { mount, total, available, used, percent: share(used, total) };
  } catch {
    // Unmounted meanwhile, or not ours to look at.
    return null;
  }
}

/** Real disks, each once; what the system makes up of memory is left out. */
function mounts(): readonly string[] {
  if (process.platform !== 'linux') return [parse(process.cwd()).root];
  const seen = new Map<string, string>();
  for (const line of readFileSync('/proc/self/mounts', 'utf8').split('\n')) {
    const [device = '', mount = ''] = line.split(' ');
    const isDisk = device.startsWith('/dev/') || mount === '/';
    if (isDisk && !seen.has(device)) seen.set(device, unescaped(mount));
  }
  return [...seen.values()].slice(0, MOST_DISKS);
}

/** The mount table writes a space as `\040`. */
const unescaped = (text: string): string =>
  text.replace(/\\(\d{3})/g, (_whole, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));

const share = (part: number, whole: number): number => (whole <= 0 ? 0 : Math.round((part / whole) * 1000) / 10);

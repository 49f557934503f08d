/**
 * Who is on the other end, as far as the system tells: for people to read, never a reason to allow anything. Looked up when a card goes up,
 * not on every request. Elsewhere than on Linux nobody is known.
 */
import { readFileSync, readlinkSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import type { Peer } from '#shared/model/index.ts';
import { readProcess } from './linux-table.ts';
import type { MachineProcess } from './machine-process.ts';
import { type ConnectionEnds, socketOwner } from './socket-owner.ts';

export interface Peers {
  /** The process that has this end of a connection open. */
  ofConnection(ends: ConnectionEnds): Promise<Peer | null>;
  /** The process that started a bridge, by the pid that the bridge says it has. */
  ofBridge(pid: number): Promise<Peer | null>;
}

/** Processes that had a connection lately, looked at first. */
const MOST_REMEMBERED = 32;
const LONGEST_PROGRAM = 4096;
/** Between a program and the bridge that it starts stand a few others at most. */
const MOST_HOPS = 8;

export function openPeers(platform: NodeJS.Platform = process.platform): Peers {
  if (platform !== 'linux') return { ofConnection: async () => null, ofBridge: async () => null };
  const seen = new Set<number>();
  return {
    async ofConnection(ends) {
      const pid = await socketOwner(ends, seen);
      if (pid === null) return null;
      seen.delete(pid);
      seen.add(pid);
      const [oldest] = seen;
      if (seen.size > MOST_REMEMBERED && oldest !== undefined) seen.delete(oldest);
      const found = readProcess(pid);
      return found === null ? null : peerOf(found, 'connection');
    },
    async ofBridge(pid) {
      const starter = starterOf(pid);
      return starter === null ? null : peerOf(starter, 'bridge');
    },
  };
}

function starterOf(bridge: number): MachineProcess | null {
  let child = readProcess(bridge);
  for (let hop = 0; child !== null && hop < MOST_HOPS; hop += 1) {
    const parent = readProcess(child.parent);
    if (parent === null || !isGoBetween(parent)) return parent;
    child = parent;
  }
  return null;
}

/** Our own start script on an older Node, a package runner, a shell with one command: a person wants to see who called those. */
function isGoBetween({ argv }: MachineProcess): boolean {
  const [program = '', ...rest] = argv;
  const name = basename(program);
  if (/^(?:ba|da|z|k)?sh$/u.test(name)) return rest.includes('-c');
  if (/^(?:npm|npx|pnpm|yarn|bunx)(?: |$)/u.test(name)) return true;
  const script = basename(rest.find((argument) => !argument.startsWith('-')) ?? '');
  return /^node(?:js)?$/u.test(name) && /^(?:countersign(?:\.js)?|np[mx]-cli\.js|np[mx])$/u.test(script);
}

const peerOf = ({ pid, name, argv, startedAt }: MachineProcess, via: Peer['via']): Peer => ({
  // What Node calls its first thread is no name of a program.
  name: name === 'MainThread' ? basename(argv[0] ?? name) : name,
  ...{ pid, via, program: programOf(pid), user: userOf(pid), started_at: startedAt },
});

function programOf(pid: number): string | null {
  try {
    return readlinkSync(`/proc/${pid}/exe`).slice(0, LONGEST_PROGRAM);
  } catch {
    return null;
  }
}

/** The user's name, or the number where nobody has it. */
function userOf(pid: number): string | null {
  try {
    const { uid } = statSync(`/proc/${pid}`);
    const entry = readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .find((line) => line.split(':')[2] === String(uid));
    return entry?.split(':')[0] ?? String(uid);
  } catch {
    return null;
  }
}

/**
 * Which process has one end of a TCP connection on this Linux machine: the kernel's table of connections names the socket, and a process
 * that has it open is its owner. Sockets that are not ours to look into have none. Reads only, in slices, and gives up after a while.
 */
import { readdirSync, readlinkSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { endianness } from 'node:os';
import { setImmediate as others } from 'node:timers/promises';
import ipaddr from 'ipaddr.js';
import { listPids } from '../proc-table.ts';

/** Both ends of a connection, seen from the one whose process is wanted. */
export interface ConnectionEnds {
  readonly address: string;
  readonly port: number;
  readonly otherAddress: string;
  readonly otherPort: number;
}

/** A person waits for the card: what is not found in this time is not found, unless the machine was too busy to look at this many. */
const GIVE_UP_MS = 150;
const LOOK_AT_LEAST = 500;
/** Nothing else is done meanwhile. */
const SLICE_MS = 4;

/** @param likely looked at first: processes that had connections before */
export async function socketOwner(ends: ConnectionEnds, likely: Iterable<number>): Promise<number | null> {
  const inode = (await inodeIn('/proc/net/tcp', ends, 4)) ?? (await inodeIn('/proc/net/tcp6', ends, 16));
  return inode === null ? null : await holderOf(`socket:[${inode}]`, [...likely, ...listPids().reverse()]);
}

async function inodeIn(table: string, ends: ConnectionEnds, addressBytes: 4 | 16): Promise<string | null> {
  const [own, other] = [hexOf(ends.address, addressBytes), hexOf(ends.otherAddress, addressBytes)];
  if (own === null || other === null) return null;
  const wanted = `: ${own}:${portHex(ends.port)} ${other}:${portHex(ends.otherPort)} `;
  const text = await readFile(table, 'latin1').catch(() => '');
  const line = text.split('\n').find((each) => each.includes(wanted));
  const inode = line?.trim().split(/\s+/u)[9];
  // A connection that is closing has no socket any more.
  return inode === undefined || inode === '0' ? null : inode;
}

/** As the kernel prints an address: 32 bits at a time, in the machine's own order. @returns `null` for one of the other family */
export function hexOf(address: string, bytes: 4 | 16): string | null {
  if (!ipaddr.isValid(address)) return null;
  const plain = ipaddr.process(address);
  const wide = bytes === 16 && plain.kind() === 'ipv4' ? ipaddr.parse(`::ffff:${plain.toString()}`) : plain;
  const raw = wide.toByteArray();
  if (raw.length !== bytes) return null;
  const words = Array.from({ length: bytes / 4 }, (_, n) => raw.slice(n * 4, n * 4 + 4));
  const ordered = words.flatMap((word) => (endianness() === 'LE' ? word.reverse() : word));
  return ordered.map((byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join('');
}

const portHex = (port: number): string => port.toString(16).padStart(4, '0').toUpperCase();

async function holderOf(link: string, pids: readonly number[]): Promise<number | null> {
  const from = performance.now();
  let slice = from;
  for (const [looked, pid] of pids.entries()) {
    if (holds(pid, link)) return pid;
    const now = performance.now();
    if (looked >= LOOK_AT_LEAST && now - from > GIVE_UP_MS) return null;
    if (now - slice > SLICE_MS) {
      await others();
      slice = performance.now();
    }
  }
  return null;
}

function holds(pid: number, link: string): boolean {
  const folder = `/proc/${pid}/fd`;
  try {
    return readdirSync(folder).some((name) => targetOf(`${folder}/${name}`) === link);
  } catch {
    // Gone, or another user's.
    return false;
  }
}

function targetOf(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch {
    return null;
  }
}

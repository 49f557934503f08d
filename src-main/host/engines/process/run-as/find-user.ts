/** Looks a user of this machine up by name, in the system's own file first and then wherever else the machine keeps its users. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';

export interface MachineUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
}

const GETENT = '/usr/bin/getent';
const PATIENCE_MS = 5_000;

/** @returns `null` when there is none */
export async function findUser(name: string): Promise<MachineUser | null> {
  return userIn(read('/etc/passwd'), name) ?? userIn(await asked(name), name);
}

/** @param passwd lines of `name:password:uid:gid:comment:home:shell` */
export function userIn(passwd: string, name: string): MachineUser | null {
  for (const line of passwd.split('\n')) {
    const [found, , uid = '', gid = '', , home = ''] = line.split(':');
    if (found === name && /^\d+$/u.test(uid) && /^\d+$/u.test(gid)) {
      return { name, uid: Number(uid), gid: Number(gid), home: home.startsWith('/') ? home : '/' };
    }
  }
  return null;
}

/** A directory service may know more users than the file. */
async function asked(name: string): Promise<string> {
  try {
    const options = { timeout: PATIENCE_MS, env: {}, shell: false } as const;
    return (await promisify(execFile)(GETENT, ['passwd', '--', name], options)).stdout;
  } catch {
    return '';
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

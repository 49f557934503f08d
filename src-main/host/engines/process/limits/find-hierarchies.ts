/** Where control groups are mounted on this machine, and where this process stands in them. Pure but for what it is given to read. */
import { posix } from 'node:path';
import type { Hierarchies } from './cgroup-v1.ts';

interface Mount {
  /** What of the hierarchy is mounted there. */
  readonly root: string;
  readonly at: string;
  readonly type: string;
  readonly options: readonly string[];
}

export interface Places {
  /** `null` when one of the three is missing. */
  readonly v1: Hierarchies | null;
  /** This process's own group; `null` when there is no second version. */
  readonly v2: { readonly own: string; readonly top: string } | null;
}

/** @param mountinfo `/proc/self/mountinfo` @param cgroup `/proc/self/cgroup` */
export function findHierarchies(mountinfo: string, cgroup: string): Places {
  const mounts = mountinfo.split('\n').flatMap(parseMount);
  const own = new Map(cgroup.split('\n').flatMap(parseOwn));
  const placeOf = (controller: string): string | null => {
    const mount = mounts.findLast(({ type, options }) => type === 'cgroup' && options.includes(controller));
    const path = own.get(controller);
    return mount === undefined || path === undefined ? null : placed(mount, path);
  };
  const [memory, pids, cpuacct] = [placeOf('memory'), placeOf('pids'), placeOf('cpuacct')];
  const unified = mounts.findLast(({ type }) => type === 'cgroup2');
  const ownUnified = own.get('');
  return {
    v1: memory === null || pids === null || cpuacct === null ? null : { memory, pids, cpuacct },
    v2:
      unified === undefined || ownUnified === undefined ? null : { own: placed(unified, ownUnified), top: unified.at },
  };
}

/** A container sees a part of a hierarchy at the mount's place, and its own path may be told from the top or from there. */
function placed({ root, at }: Mount, path: string): string {
  const below = path === root ? '' : path.startsWith(`${root}/`) && root !== '/' ? path.slice(root.length) : path;
  return posix.join(at, below.startsWith('/..') ? '' : below);
}

/** `36 35 98:0 /root /at options - type source superoptions` */
function parseMount(line: string): readonly Mount[] {
  const [before = '', after] = line.split(' - ');
  if (after === undefined) return [];
  const [, , , root = '', at = ''] = before.split(' ');
  const [type = '', , options = ''] = after.split(' ');
  return [{ root: unescaped(root), at: unescaped(at), type, options: options.split(',') }];
}

const unescaped = (text: string): string =>
  text.replace(/\\([0-7]{3})/gu, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));

/** `4:memory:/path`, several controllers with commas; the second version has none. */
function parseOwn(line: string): readonly (readonly [string, string])[] {
  const found = /^\d+:([^:]*):(.*)$/u.exec(line);
  if (found === null) return [];
  const [, controllers = '', path = ''] = found;
  return controllers.split(',').map((each) => [each, path] as const);
}

/** Reads the kernel's list of what is mounted before a process, and holds what of it can be written to against the plan. */
import type { MadeTerms } from './check-described.ts';

interface Mounted {
  readonly at: string;
  /** Which folder of its file system. */
  readonly root: string;
  readonly isWritable: boolean;
  readonly type: string;
  /** Of the file system: `size=16384k`. */
  readonly options: readonly string[];
}

/** Of the kernel's own making, each with its type: what may be changed there hangs on rights that a container does not have. */
const KERNELS: Readonly<Record<string, string>> = {
  '/proc': 'proc',
  '/dev': 'tmpfs',
  '/dev/pts': 'devpts',
  '/dev/mqueue': 'mqueue',
  '/sys/fs/cgroup': 'tmpfs',
};
const SHARED_MEMORY = '/dev/shm';

/** @param mountinfo as in `/proc/PID/mountinfo` */
export function kernelMountFindings(mountinfo: string, { shape, image }: MadeTerms): string[] {
  const mounts = mountinfo.trim().split('\n').map(read);
  if (mounts.some((mount) => mount === null)) return ['the kernel’s list of its mounts makes no sense'];
  const writable = mounts.filter((mount) => mount?.isWritable === true && !isCover(mount)) as readonly Mounted[];
  const counted = [shape.workingDir, '/tmp', SHARED_MEMORY, ...image.volumes];
  const findings: string[] = [];
  let bytes = 0;
  for (const { at, type, root, options } of writable) {
    if (Object.hasOwn(KERNELS, at) && KERNELS[at] === type && root === '/') continue;
    if (!counted.includes(at) || type !== 'tmpfs' || root !== '/') {
      findings.push(`${at.slice(0, 100)} can be written to, and is ${type}`);
      continue;
    }
    bytes += bytesOf(options);
    const isHeld =
      at === SHARED_MEMORY || image.volumes.includes(at) || options.some((each) => /^nr_inodes=\d+$/.test(each));
    if (!isHeld) findings.push(`${at.slice(0, 100)} has no limit for the number of its files`);
  }
  if (!(bytes <= shape.scratchBytes))
    findings.push(`${bytes} bytes could be written, and the plan allows ${shape.scratchBytes}`);
  const missing = counted.filter((path) => !writable.some(({ at }) => at === path));
  const isOpen = mounts.findLast((mount) => mount?.at === '/')?.isWritable !== false;
  return [
    ...findings,
    ...missing.map((path) => `${path} is not in memory`),
    ...(isOpen ? ['its root can be written to'] : []),
  ];
}

/** What hides a file of the kernel's: the null device, over it. */
const isCover = ({ at, root, type }: Mounted): boolean =>
  type === 'tmpfs' && root === '/null' && /^\/(proc|sys)\//.test(at);

function bytesOf(options: readonly string[]): number {
  const sizes = options.flatMap((option) => /^size=(\d+)([km]?)$/.exec(option)?.slice(1, 3) ?? []);
  const [size, unit] = sizes;
  return sizes.length === 2 ? Number(size) * ({ k: 1024, m: 1024 ** 2 }[unit ?? ''] ?? 1) : Number.NaN;
}

/** `247 244 0:111 / /tmp rw,nosuid - tmpfs tmpfs rw,size=16384k`, with any number of fields before the dash. */
function read(line: string): Mounted | null {
  const [before = '', after = ''] = line.split(' - ');
  const [, , , root, at, mountOptions] = before.split(' ');
  const [type, , options] = after.split(' ');
  if (!root || !at || !mountOptions || !type) return null;
  return {
    ...{ root: plain(root), at: plain(at), type, options: (options ?? '').split(',') },
    isWritable: !mountOptions.split(',').includes('ro'),
  };
}

const plain = (path: string): string =>
  path.replace(/\\([0-7]{3})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 8)));

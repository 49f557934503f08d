/** What a plan calls for, in the words of the runtime's specification: both checks hold what they see against this, and neither knows how a request is written. */
import type { CheckTerms } from '../check-request.ts';
import type { ContainerShape } from '../shape.ts';

/** As the runtime names them: `RLIMIT_NOFILE`. */
export interface Rlimit {
  readonly type: string;
  readonly soft: number;
  readonly hard: number;
}

/** @param name how the kind of limit is written */
export function expectedRlimits(
  { limits, runtime }: ContainerShape,
  name: (kind: string) => string,
): readonly Rlimit[] {
  const expected: readonly (readonly [string, number | null])[] = [
    ['nofile', limits.openFiles ?? 1_024],
    ['nproc', runtime === 'runc' ? 16_384 : (limits.pids ?? Number.NaN)],
    ['core', 0],
    ['fsize', limits.fileBytes],
    ['cpu', limits.cpuMs === null ? null : Math.max(1, Math.ceil(limits.cpuMs / 1_000))],
  ];
  return expected.flatMap(([kind, value]) => (value === null ? [] : [{ type: name(kind), soft: value, hard: value }]));
}

export const expectedCpu = ({ cpus }: ContainerShape) => ({ quota: Math.round(cpus * 100_000), period: 100_000 });

/** No limit is no container; a number that nothing equals. */
export const expectedMemory = ({ limits }: ContainerShape): number => limits.memoryBytes ?? Number.NaN;
/** gVisor's own threads are counted where the program's would be; the program's are then counted by gVisor, as `nproc`. */
export const expectedPids = ({ limits: { pids }, runtime }: ContainerShape): number => {
  if (pids === null) return Number.NaN;
  return runtime === 'runc' ? pids : 2_048 + 32 * pids;
};

export const expectedSysctl = ({ reaches, runtime }: ContainerShape): Readonly<Record<string, string>> =>
  reaches && runtime === 'runc' ? { 'net.ipv4.ip_unprivileged_port_start': '0' } : {};

/** Root, by name or number, is nobody that a container runs as. */
export function expectedUser({ user }: Pick<ContainerShape, 'user'>): { readonly uid: number; readonly gid: number } {
  const [uid = Number.NaN, gid = Number.NaN] = /^[1-9]\d*:[1-9]\d*$/.test(user) ? user.split(':').map(Number) : [];
  return { uid, gid };
}

/** `PATH` alone has a value, and of folders of the system; every name of the image's says nothing, nor does `HOME`. */
export const QUIET_PATH = /^(\/(usr\/(local\/)?)?s?bin(:|$))+$/;

export const clearedNames = ({ image }: Pick<CheckTerms, 'image'>): readonly string[] => [
  ...new Set([...image.envNames.filter((name) => name !== 'PATH'), 'HOME']),
];

export interface MemoryFolder {
  readonly bytes: number;
  readonly inodes: number | null;
}

const OPTIONS = ['rw', 'exec', 'nosuid', 'nodev', 'mode=1777'];

/**
 * Reads the options of a folder in memory that a program may write to, whichever of them stand in one piece.
 * @param extra options that may stand there besides
 * @returns `null` for anything but exactly what is expected; a second `size` would count, and not the first
 */
export function memoryFolder(
  options: unknown,
  { user, isCover }: { readonly user: string; readonly isCover: boolean },
  extra: readonly string[],
): MemoryFolder | null {
  if (!Array.isArray(options)) return null;
  const parts = options.flatMap((option) => String(option).split(',')).filter((part) => !extra.includes(part));
  const { uid, gid } = expectedUser({ user });
  const named = isCover ? [] : [`uid=${uid}`, `gid=${gid}`];
  const rest = parts.filter((part) => !/^(size|nr_inodes)=[1-9]\d{0,14}$/.test(part));
  const values = (name: string): readonly number[] =>
    parts.flatMap((part) => (part.startsWith(`${name}=`) ? [Number(part.slice(name.length + 1))] : []));
  const [bytes, ...moreBytes] = values('size');
  const [inodes, ...moreInodes] = values('nr_inodes');
  const isExact = [...rest].sort().join() === [...OPTIONS, ...named].sort().join();
  if (!isExact || bytes === undefined || moreBytes.length > 0 || moreInodes.length > 0) return null;
  if (!isCover && (inodes === undefined || inodes > 200_000)) return null;
  return { bytes, inodes: inodes ?? null };
}

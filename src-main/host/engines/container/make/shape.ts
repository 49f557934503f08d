/** The part of a container that is settled before anybody knows what will run in it: the same for every run of one kind, so that it can be started ahead. */
import type { ContainerSpec } from '#shared/model/index.ts';

export type ContainerShape = Pick<
  ContainerSpec,
  'image' | 'user' | 'runtime' | 'firewall' | 'cpus' | 'scratchBytes' | 'workingDir' | 'limits'
> & {
  /** Whether something outside can be reached at all; which, is not settled here. */
  readonly reaches: boolean;
};

export const shapeOf = (spec: ContainerSpec): ContainerShape => ({
  ...{ image: spec.image, user: spec.user, runtime: spec.runtime, cpus: spec.cpus, limits: spec.limits },
  ...{
    firewall: spec.firewall,
    scratchBytes: spec.scratchBytes,
    workingDir: spec.workingDir,
    reaches: spec.egress.length > 0,
  },
});

const MEBIBYTE = 1024 * 1024;

/** Of a container in which nothing but the keeper waits: to see whether one starts at all. */
export const trialShape = (image: ContainerSpec['image'], runtime: ContainerSpec['runtime']): ContainerShape => ({
  ...{
    image,
    runtime,
    firewall: 'none',
    user: '1000:1000',
    cpus: 1,
    scratchBytes: 16 * MEBIBYTE,
    workingDir: '/work',
    reaches: false,
  },
  limits: {
    ...{ wallMs: 60_000, outputBytes: 0, memoryBytes: 256 * MEBIBYTE, pids: 64 },
    ...{ cpuMs: null, openFiles: null, fileBytes: null },
  },
});

/** Where else a program may write, beside its working folder. */
const TMP = '/tmp';

export interface Scratch {
  readonly path: string;
  readonly bytes: number;
  readonly inodes: number;
}

/** What lies over each volume that an image declares. */
export const COVER_BYTES = 1024 * 1024;

/**
 * How the writable space is dealt out: all of it together is the plan's `scratchBytes`, `/dev/shm` included.
 * @param covers how many volumes of the image are covered
 */
export function scratchOf(
  { scratchBytes, workingDir }: ContainerShape,
  covers: number,
): { readonly folders: readonly Scratch[]; readonly sharedMemoryBytes: number } {
  const sharedMemoryBytes = pages(scratchBytes / 16);
  const tmpBytes = pages(scratchBytes / 4);
  const workBytes = pages(scratchBytes - tmpBytes - sharedMemoryBytes - covers * COVER_BYTES);
  const folder = (path: string, bytes: number): Scratch => ({ path, bytes, inodes: inodesFor(bytes) });
  return { folders: [folder(workingDir, workBytes), folder(TMP, tmpBytes)], sharedMemoryBytes };
}

const PAGE_BYTES = 4096;
const pages = (bytes: number): number => Math.max(1, Math.floor(bytes / PAGE_BYTES)) * PAGE_BYTES;
/** Empty files use memory too. */
const inodesFor = (bytes: number): number => Math.min(200_000, Math.max(1_000, Math.floor(bytes / PAGE_BYTES)));

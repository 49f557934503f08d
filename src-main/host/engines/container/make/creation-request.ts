/**
 * The one place where a request for a container is written. Everything is said, nothing is left to the image or to a default that an engine
 * could set otherwise; `check-request.ts` looks at the result without knowing this file.
 */
import type { ContainerCreateOptions, HostConfig } from 'dockerode';
import { Refused } from '#shared/model/index.ts';
import type { ImageFacts } from './image-facts.ts';
import type { Tag } from './labels.ts';
import { type ProcessLimits, processLimits } from './process-limits.ts';
import { COVER_BYTES, type ContainerShape, scratchOf } from './shape.ts';
import { SYSTEM_CALL_FILTER } from './system-calls.ts';

export interface MakeTerms {
  readonly shape: ContainerShape;
  readonly image: ImageFacts;
  readonly tag: Tag;
  /** What is started: Countersign's own keeper. */
  readonly command: readonly string[];
}

/** Enough for the keeper and for nothing that an image could slip in by a search path. */
export const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
export const USUAL_OPEN_FILES = 1_024;
const NANO = 1_000_000_000;

export function creationRequest({ shape, image, tag, command }: MakeTerms): ContainerCreateOptions {
  const [program = '', ...args] = command;
  return {
    name: tag.name,
    Image: shape.image.id,
    Entrypoint: [program],
    Cmd: args,
    // A name without a value would do on Docker; Podman takes such a one from the person's own environment.
    Env: [`PATH=${PATH}`, ...image.envNames.filter((name) => name !== 'PATH').map((name) => `${name}=`)],
    User: shape.user,
    WorkingDir: shape.workingDir,
    Hostname: 'runner',
    Domainname: '',
    Labels: { ...tag.labels },
    Healthcheck: { Test: ['NONE'] },
    StopSignal: 'SIGTERM',
    Tty: false,
    OpenStdin: true,
    // The host's end closing is the end of the input: a keeper whose host was killed notices.
    StdinOnce: true,
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    HostConfig: hostConfig(shape, image),
  };
}

function hostConfig(shape: ContainerShape, image: ImageFacts): HostConfig {
  const { memoryBytes, processes } = requiredLimits(shape);
  const [uid, gid] = shape.user.split(':');
  const scratch = scratchOf(shape, image.volumes.length);
  return {
    NetworkMode: 'none',
    // A resolver that the container itself would have to be; without one a look-up fails at once.
    Dns: ['127.0.0.1'],
    DnsSearch: ['.'],
    CapDrop: ['ALL'],
    SecurityOpt: ['no-new-privileges', `seccomp=${SYSTEM_CALL_FILTER}`],
    Privileged: false,
    ReadonlyRootfs: true,
    Tmpfs: Object.fromEntries(
      scratch.folders.map(({ path, bytes, inodes }) => [
        path,
        // Of the user: a folder that the image has already keeps its mode, whatever is asked for here.
        `rw,exec,nosuid,nodev,size=${bytes},nr_inodes=${inodes},uid=${uid},gid=${gid},mode=1777`,
      ]),
    ),
    ShmSize: scratch.sharedMemoryBytes,
    // An image's VOLUME would become a folder on the machine's disk, without a limit; something small in memory is put over each.
    ...(image.volumes.length === 0
      ? {}
      : {
          Mounts: image.volumes.map((Target) => ({
            ...{ Type: 'tmpfs' as const, Target, Source: '' },
            TmpfsOptions: { SizeBytes: COVER_BYTES, Mode: 0o1777 },
          })),
        }),
    Init: true,
    Runtime: shape.runtime,
    Memory: memoryBytes,
    MemorySwap: memoryBytes,
    OomKillDisable: false,
    NanoCpus: Math.round(shape.cpus * NANO),
    PidsLimit: processes.ofGroup,
    Ulimits: ulimits(shape, processes),
    IpcMode: 'private',
    PidMode: '',
    UTSMode: '',
    UsernsMode: '',
    CgroupnsMode: 'private',
    RestartPolicy: { Name: 'no', MaximumRetryCount: 0 },
    AutoRemove: false,
    // What it prints goes over the attached stream; a log file of the engine's would have no limit.
    LogConfig: { Type: 'none', Config: {} },
    PublishAllPorts: false,
    ...(shape.reaches && shape.runtime === 'runc' ? { Sysctls: { 'net.ipv4.ip_unprivileged_port_start': '0' } } : {}),
  } as HostConfig;
}

/** @throws Refused SANDBOX_MISSING: a container without these two is not made, nor one with a limit that its runtime does not hold */
export function requiredLimits({ runtime, limits: { memoryBytes, pids, cpuMs } }: ContainerShape) {
  if (memoryBytes === null || pids === null) {
    throw new Refused('SANDBOX_MISSING', {
      message: `A container needs a limit for its memory and for its processes, and the plan has none for its ${memoryBytes === null ? 'memory' : 'processes'}.`,
    });
  }
  if (runtime === 'runsc' && cpuMs !== null) {
    throw new Refused('SANDBOX_MISSING', {
      message: `The plan limits the processor time to ${cpuMs} ms, which gVisor (runsc) takes and does not hold.`,
      hint: 'Its wall time and its share of the processors are held.',
    });
  }
  return { memoryBytes, processes: processLimits(runtime, pids) };
}

export function ulimits(
  { limits }: ContainerShape,
  { ofUser }: ProcessLimits,
): { Name: string; Soft: number; Hard: number }[] {
  const both = (Name: string, value: number) => ({ Name, Soft: value, Hard: value });
  return [
    both('nofile', limits.openFiles ?? USUAL_OPEN_FILES),
    both('nproc', ofUser),
    both('core', 0),
    ...(limits.fileBytes === null ? [] : [both('fsize', limits.fileBytes)]),
    ...(limits.cpuMs === null ? [] : [both('cpu', Math.max(1, Math.ceil(limits.cpuMs / 1_000)))]),
  ];
}

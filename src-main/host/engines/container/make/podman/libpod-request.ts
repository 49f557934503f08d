/**
 * The request for a container in the words of Podman's own API, which can say what its Docker-compatible one cannot: a control group's namespace,
 * a number of files in memory, a runtime. Everything is said here too; `check-libpod-request.ts` looks at it without knowing this file.
 */
import { type MakeTerms, PATH, requiredLimits, ulimits } from '../creation-request.ts';
import { COVER_BYTES, scratchOf } from '../shape.ts';
import type { HandedFiles } from './handed-files.ts';

export type LibpodRequest = Readonly<Record<string, unknown>> & { readonly name: string };

/** Microseconds in which the processor's time is dealt out. */
export const CPU_PERIOD = 100_000;
const SIGTERM = 15;

/** @throws Refused SANDBOX_MISSING for a plan without the limits that a container needs */
export function libpodRequest({ shape, image, tag, command }: MakeTerms, handed: HandedFiles): LibpodRequest {
  const { memoryBytes, processes } = requiredLimits(shape);
  const [program = '', ...args] = command;
  const own = { nsmode: 'private' };
  return {
    name: tag.name,
    image: shape.image.id,
    entrypoint: [program],
    command: args,
    // Without a `HOME` Podman would take the one from the image's list of users.
    env: { ...Object.fromEntries(image.envNames.map((name) => [name, ''])), HOME: '', PATH },
    ...{ env_host: false, httpproxy: false, unsetenvall: false },
    ...{ user: shape.user, work_dir: shape.workingDir, hostname: 'runner', labels: { ...tag.labels } },
    ...{
      healthconfig: { Test: ['NONE'] },
      stop_signal: SIGTERM,
      stop_timeout: 0,
      systemd: 'false',
      sdnotifyMode: 'ignore',
    },
    ...{ terminal: false, stdin: true, log_configuration: { driver: 'none' } },
    ...{ restart_policy: 'no', remove: false, oci_runtime: shape.runtime, init: true },
    ...{ netns: { nsmode: 'none' }, pidns: own, ipcns: own, utsns: own, cgroupns: own },
    ...{ use_image_hosts: true, use_image_resolve_conf: true, image_volume_mode: 'ignore' },
    ...{ privileged: false, cap_drop: ['ALL'], no_new_privileges: true, seccomp_profile_path: handed.filter },
    ...{ read_only_filesystem: true, shm_size: scratchOf(shape, image.volumes.length).sharedMemoryBytes },
    mounts: mountsOf({ shape, image }, handed),
    resource_limits: {
      memory: { limit: memoryBytes, swap: memoryBytes },
      cpu: { quota: Math.round(shape.cpus * CPU_PERIOD), period: CPU_PERIOD },
      pids: { limit: processes.ofGroup },
    },
    r_limits: ulimits(shape, processes).map(({ Name, Soft, Hard }) => ({ type: Name, soft: Soft, hard: Hard })),
    ...(shape.reaches && shape.runtime === 'runc' ? { sysctl: { 'net.ipv4.ip_unprivileged_port_start': '0' } } : {}),
  };
}

function mountsOf({ shape, image }: Pick<MakeTerms, 'shape' | 'image'>, handed: HandedFiles): readonly object[] {
  const [uid, gid] = shape.user.split(':');
  const inMemory = (destination: string, ...options: readonly string[]) => ({
    ...{ destination, type: 'tmpfs', source: 'tmpfs' },
    options: ['rw', 'exec', 'nosuid', 'nodev', ...options, 'mode=1777', 'notmpcopyup'],
  });
  const file = (destination: string, source: string) => ({
    ...{ destination, type: 'bind', source },
    options: ['bind', 'ro', 'nosuid', 'nodev', 'noexec', 'rprivate'],
  });
  return [
    ...scratchOf(shape, image.volumes.length).folders.map(({ path, bytes, inodes }) =>
      // One option to Podman, which knows `size` alone; four to the kernel, which is what counts and what is looked at.
      inMemory(path, `size=${bytes},nr_inodes=${inodes},uid=${uid},gid=${gid}`),
    ),
    ...image.volumes.map((path) => inMemory(path, `size=${COVER_BYTES}`)),
    file('/etc/hosts', handed.hosts),
    file('/etc/resolv.conf', handed.resolver),
  ];
}

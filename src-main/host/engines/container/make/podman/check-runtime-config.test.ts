/** Every way to widen a container in Podman is a finding in what its runtime is told, before anything starts. */
import { describe, expect, it } from 'vitest';
import { MEBIBYTE } from '../fixtures/sample-terms.ts';
import { SYSTEM_CALL_FILTER } from '../system-calls.ts';
import { checkRuntimeConfig } from './check-runtime-config.ts';
import { type Change, changed, terms } from './fixtures/sample-podman.ts';

const { id, handed, command, shape } = terms;
const { archMap: _, ...filter } = JSON.parse(SYSTEM_CALL_FILTER);
const quiet = ['nosuid', 'noexec', 'nodev'];
const memory = (destination: string, size: string) => ({
  ...{ destination, type: 'tmpfs', source: 'tmpfs' },
  options: ['rw', 'exec', 'nosuid', 'nodev', size, 'mode=1777', 'rprivate'],
});
const own = (destination: string, name: string, ...options: string[]) => ({
  ...{ destination, type: 'bind', source: `/var/lib/containers/storage/overlay-containers/${id}/userdata/${name}` },
  options: ['bind', 'rprivate', ...options, ...quiet],
});
const file = (destination: string, source: string, options = ['bind', 'ro', ...quiet, 'rprivate']) => ({
  ...{ destination, type: 'bind', source, options },
});
const limit = (type: string, value: number) => ({ type: `RLIMIT_${type}`, hard: value, soft: value });

/** As Podman 4.3.1 writes it for such a request. */
const config = {
  ociVersion: '1.0.2-dev',
  process: {
    user: { uid: 1000, gid: 1000, umask: 18, additionalGids: [1000] },
    args: ['/run/podman-init', '--', ...command],
    env: ['container=podman', 'PATH=/usr/bin:/bin', 'TERM=xterm', 'LD_PRELOAD=', 'HOME=', 'HOSTNAME=runner'],
    cwd: '/work',
    capabilities: {},
    rlimits: [
      limit('NOFILE', 512),
      limit('NPROC', 16_384),
      limit('CORE', 0),
      limit('FSIZE', 8 * MEBIBYTE),
      limit('CPU', 10),
    ],
    noNewPrivileges: true,
  },
  root: { path: '/var/lib/containers/storage/overlay/c4/merged', readonly: true },
  hostname: 'runner',
  mounts: [
    { destination: '/proc', type: 'proc', source: 'proc', options: quiet },
    { destination: '/sys', type: 'sysfs', source: 'sysfs', options: [...quiet, 'ro'] },
    {
      destination: '/dev',
      type: 'tmpfs',
      source: 'tmpfs',
      options: ['nosuid', 'noexec', 'strictatime', 'mode=755', 'size=65536k'],
    },
    memory('/work', `size=${40 * MEBIBYTE},nr_inodes=11264,uid=1000,gid=1000`),
    memory('/tmp', `size=${16 * MEBIBYTE},nr_inodes=4096,uid=1000,gid=1000`),
    memory('/data', `size=${MEBIBYTE}`),
    file('/run/podman-init', '/usr/libexec/podman/catatonit', ['bind', 'ro', 'rprivate']),
    file('/etc/hosts', handed.hosts),
    file('/etc/resolv.conf', handed.resolver),
    own('/dev/shm', 'shm'),
    own('/etc/passwd', 'passwd', 'ro'),
    {
      destination: '/sys/fs/cgroup',
      type: 'cgroup',
      source: 'cgroup',
      options: ['rprivate', ...quiet, 'relatime', 'ro'],
    },
  ],
  annotations: { 'io.container.manager': 'libpod', 'io.podman.annotations.privileged': 'FALSE' },
  linux: {
    sysctl: { 'net.ipv4.ping_group_range': '0 0' },
    resources: {
      devices: [{ allow: false, access: 'rwm' }],
      memory: { limit: 256 * MEBIBYTE, swap: 256 * MEBIBYTE },
      cpu: { quota: 150_000, period: 100_000 },
      pids: { limit: 64 },
    },
    cgroupsPath: `/libpod_parent/libpod-${id}`,
    namespaces: ['pid', 'network', 'ipc', 'uts', 'mount', 'cgroup'].map((type) => ({ type })),
    seccomp: { ...filter, architectures: ['SCMP_ARCH_X86_64', 'SCMP_ARCH_X86'] },
    maskedPaths: ['acpi', 'kcore', 'keys', 'latency_stats', 'timer_list', 'timer_stats', 'sched_debug', 'scsi']
      .map((name) => `/proc/${name}`)
      .concat('/sys/firmware'),
    readonlyPaths: ['bus', 'fs', 'irq', 'sys', 'sysrq-trigger'].map((name) => `/proc/${name}`),
  },
};

const allow = (names: string[], args: object[] = []) => ({ names, action: 'SCMP_ACT_ALLOW', args });
const configs: Readonly<Record<string, Change>> = {
  'a hook': (c) => Object.assign(c, { hooks: { createRuntime: [{ path: '/bin/sh' }] } }),
  'a setting that nobody knows': (c) => Object.assign(c, { later: {} }),
  'a capability': (c) => Object.assign(c.process.capabilities, { bounding: ['CAP_SYS_ADMIN'] }),
  'capabilities in another form': (c) => Object.assign(c.process, { capabilities: { effective: 'CAP_SYS_ADMIN' } }),
  'new privileges': (c) => Object.assign(c.process, { noNewPrivileges: false }),
  root: (c) => Object.assign(c.process.user, { uid: 0 }),
  'a group of root’s': (c) => c.process.user.additionalGids.push(0),
  'another program': (c) => c.process.args.splice(2, 1, '/bin/sh'),
  'another init': (c) => c.process.args.splice(0, 1, '/bin/sh'),
  'a variable': (c) => c.process.env.push('LD_AUDIT=/evil.so'),
  'a proxy of the host’s': (c) => c.process.env.push('HTTP_PROXY=http://10.0.0.1'),
  'a search path of its choice': (c) => c.process.env.splice(1, 1, 'PATH=/evil'),
  'a limit less': (c) => c.process.rlimits.pop(),
  'another limit': (c) => Object.assign(c.process.rlimits[0], { hard: 1_000_000 }),
  'a terminal': (c) => Object.assign(c.process, { terminal: true }),
  'no AppArmor': (c) => Object.assign(c.process, { apparmorProfile: 'unconfined' }),
  'a label that lets it out': (c) => Object.assign(c.process, { selinuxLabel: 'system_u:system_r:spc_t:s0' }),
  'a root that can be written to': (c) => Object.assign(c.root, { readonly: false }),
  'a bind of the machine': (c) =>
    c.mounts.push({ destination: '/host', type: 'bind', source: '/', options: ['rbind'] }),
  'a secret of somebody’s settings': (c) => c.mounts.push(file('/run/secrets', '/usr/share/rhel/secrets')),
  'the engine’s socket': (c) => c.mounts.push(file('/run/podman.sock', '/run/podman/podman.sock')),
  'an init of the machine’s choice': (c) => Object.assign(c.mounts[6], { source: '/bin/sh' }),
  'a file of the machine for its list of users': (c) => Object.assign(c.mounts[10], { source: '/etc/shadow' }),
  'a list of users from outside': (c) =>
    Object.assign(c.mounts[10], { source: `/x/../overlay-containers/${id}/userdata/passwd` }),
  'hosts of the machine’s': (c) => Object.assign(c.mounts[7], { source: '/etc/hosts' }),
  'hosts that can be written to': (c) => Object.assign(c.mounts[7], { options: ['bind', ...quiet] }),
  'a mount that shows in the machine': (c) => c.mounts[7].options.push('rshared'),
  'control groups that can be written to': (c) => Object.assign(c.mounts[11], { options: [...quiet, 'rw'] }),
  'the kernel’s settings that can be written to': (c) => Object.assign(c.mounts[1], { options: [...quiet, 'rw'] }),
  'a folder without a size': (c) => Object.assign(c.mounts[4], memory('/tmp', 'nr_inodes=4096,uid=1000,gid=1000')),
  'a folder without a number of files': (c) =>
    Object.assign(c.mounts[4], memory('/tmp', 'size=4096,uid=1000,gid=1000')),
  'a folder of another size than first said': (c) => c.mounts[4].options.push('size=99999999999'),
  'more space than the plan has': (c) =>
    Object.assign(c.mounts[4], memory('/tmp', `size=${60 * MEBIBYTE},nr_inodes=4096,uid=1000,gid=1000`)),
  'devices in a folder': (c) =>
    Object.assign(c.mounts[4], { options: c.mounts[4].options.filter((each: string) => each !== 'nodev') }),
  'the folder on a disk': (c) => Object.assign(c.mounts[3], { type: 'bind', source: '/var/tmp' }),
  'one place twice': (c) => c.mounts.push(structuredClone(c.mounts[4])),
  'a mount less': (c) => c.mounts.splice(3, 1),
  'nothing over the image’s volume': (c) => c.mounts.splice(5, 1),
  'an order to the runtime': (c) => Object.assign(c.annotations, { 'run.oci.handler': 'krun' }),
  'privileges by annotation': (c) => Object.assign(c.annotations, { 'io.podman.annotations.privileged': 'TRUE' }),
  'a setting of the kernel': (c) => Object.assign(c.linux.sysctl, { 'kernel.shmmax': '1' }),
  'a device': (c) => Object.assign(c.linux, { devices: [{ path: '/dev/sda', type: 'b' }] }),
  'a rule for devices': (c) => c.linux.resources.devices.push({ allow: true, access: 'rwm' }),
  'no limit for memory': (c) => delete c.linux.resources.memory,
  'more swap': (c) => Object.assign(c.linux.resources.memory, { swap: -1 }),
  'a kernel that ends nothing': (c) => Object.assign(c.linux.resources.memory, { disableOOMKiller: true }),
  'more processes': (c) => Object.assign(c.linux.resources.pids, { limit: 65 }),
  'more processor time': (c) => Object.assign(c.linux.resources.cpu, { quota: -1 }),
  'another’s control group': (c) => Object.assign(c.linux, { cgroupsPath: `/libpod_parent/libpod-${'c'.repeat(64)}` }),
  'a control group further up': (c) => Object.assign(c.linux, { cgroupsPath: `/../libpod-${id}` }),
  'a namespace less': (c) => c.linux.namespaces.pop(),
  'a namespace of the host’s': (c) => Object.assign(c.linux.namespaces[1], { path: '/proc/1/ns/net' }),
  'users of its own': (c) => c.linux.namespaces.push({ type: 'user' }),
  'a path less that is hidden': (c) => c.linux.maskedPaths.splice(1, 1),
  'a path less that is locked': (c) => c.linux.readonlyPaths.splice(3, 1),
  'no filter': (c) => delete c.linux.seccomp,
  'a filter that allows what it does not name': (c) =>
    Object.assign(c.linux.seccomp, { defaultAction: 'SCMP_ACT_ALLOW' }),
  'a filter with mount': (c) => c.linux.seccomp.syscalls.push(allow(['mount'])),
  'a filter with any socket': (c) => c.linux.seccomp.syscalls.push(allow(['socket'])),
  'a filter with a socket to the machine below': (c) =>
    c.linux.seccomp.syscalls.push(allow(['socket'], [{ index: 0, value: 40, op: 'SCMP_CMP_EQ' }])),
  'a filter that asks somebody': (c) => Object.assign(c.linux.seccomp, { listenerPath: '/run/x' }),
  'mounts that reach the machine': (c) => Object.assign(c.linux, { rootfsPropagation: 'shared' }),
};

describe('what a runtime is told', () => {
  it('has no finding when it is the plan’s', () => {
    expect(checkRuntimeConfig(config, terms)).toEqual([]);
  });

  it.each(Object.entries(configs))('with %s is found out', (_what, change) => {
    expect(checkRuntimeConfig(changed(config, change), terms)).not.toEqual([]);
  });

  it.each([[null], [[]], ['{}'], [{}]])('that is %j is found out', (value) => {
    expect(checkRuntimeConfig(value, terms)).not.toEqual([]);
  });

  it('is nobody’s plan without limits, or as root', () => {
    const unlimited = { ...terms, shape: { ...shape, limits: { ...shape.limits, memoryBytes: null } } };
    expect(checkRuntimeConfig(config, unlimited)).not.toEqual([]);
    expect(checkRuntimeConfig(config, { ...terms, shape: { ...shape, user: '0:0' } })).not.toEqual([]);
  });
});

/** Every way to widen a container in Podman is a finding: in the request, in what the runtime is told, and in what the kernel says. */
import { describe, expect, it } from 'vitest';
import { SYSTEM_CALL_FILTER } from '../system-calls.ts';
import { checkLibpodRequest } from './check-libpod-request.ts';
import { checkRuntimeConfig } from './check-runtime-config.ts';
import { kernelMountFindings } from './kernel-mounts.ts';
import { libpodRequest } from './libpod-request.ts';

const MEBIBYTE = 1024 * 1024;
const image = {
  id: `sha256:${'a'.repeat(64)}`,
  envNames: ['PATH', 'LD_PRELOAD'],
  volumes: ['/data'],
  platform: 'linux/amd64',
};
const shape = {
  ...{ image: { name: 'an/image:1', id: image.id }, user: '1000:1000', runtime: 'runc' as const, cpus: 1.5 },
  ...{ scratchBytes: 64 * MEBIBYTE, workingDir: '/work', reaches: false },
  limits: {
    ...{ wallMs: 1_000, outputBytes: 1_000, memoryBytes: 256 * MEBIBYTE, pids: 64 },
    ...{ cpuMs: 10_000, openFiles: 512, fileBytes: 8 * MEBIBYTE },
  },
};
const tag = { name: 'countersign-x-run', labels: { 'countersign.owner': 'x', 'countersign.run': 'run' } };
const id = 'b'.repeat(64);
const handed = {
  filter: '/data/podman/filter.json',
  hosts: '/data/podman/hosts',
  resolver: '/data/podman/resolv.conf',
};
const command = ['/usr/bin/python3', '-c', 'pass'];
const terms = { shape, image, tag, command, id, handed };

// biome-ignore lint/suspicious/noExplicitAny: a document of somebody else's that is bent at any place
type Loose = any;
type Change = (value: Loose) => void;
const changed = <T>(value: T, change: Change): T => {
  const copy = structuredClone(value);
  change(copy);
  return copy;
};

const request = libpodRequest(terms, handed);

const requests: Readonly<Record<string, Change>> = {
  'a bind of the machine': (r) =>
    r.mounts.push({ destination: '/host', type: 'bind', source: '/', options: ['rbind'] }),
  'another list of hosts': (r) => Object.assign(r.mounts[3], { source: '/etc/hosts' }),
  'a folder without a limit': (r) =>
    Object.assign(r.mounts[0], { options: ['rw', 'exec', 'nosuid', 'nodev', 'mode=1777'] }),
  'a second size': (r) => r.mounts[0].options.push('size=99999999999'),
  'no number of files': (r) =>
    Object.assign(r.mounts[0], {
      options: ['rw', 'exec', 'nosuid', 'nodev', 'size=4096,uid=1000,gid=1000', 'mode=1777'],
    }),
  'more space than the plan has': (r) => Object.assign(r, { shm_size: 64 * MEBIBYTE }),
  'a mount less': (r) => r.mounts.pop(),
  'a volume': (r) => Object.assign(r, { volumes: [{ Name: 'x', Dest: '/v' }] }),
  'others’ volumes': (r) => Object.assign(r, { volumes_from: ['x'] }),
  'a device': (r) => Object.assign(r, { devices: [{ path: '/dev/sda' }] }),
  'all privileges': (r) => Object.assign(r, { privileged: true }),
  'a capability': (r) => Object.assign(r, { cap_add: ['SYS_ADMIN'] }),
  'capabilities that are kept': (r) => Object.assign(r, { cap_drop: [] }),
  'new privileges': (r) => Object.assign(r, { no_new_privileges: false }),
  'another filter': (r) => Object.assign(r, { seccomp_profile_path: 'unconfined' }),
  'hidden paths that are shown': (r) => Object.assign(r, { unmask: ['ALL'] }),
  'a root that can be written to': (r) => Object.assign(r, { read_only_filesystem: false }),
  'the usual network': (r) => Object.assign(r, { netns: { nsmode: 'bridge' } }),
  'the host’s network': (r) => Object.assign(r, { netns: { nsmode: 'host' } }),
  'the host’s processes': (r) => Object.assign(r, { pidns: { nsmode: 'host' } }),
  'another’s memory': (r) => Object.assign(r, { ipcns: { nsmode: 'container', value: 'x' } }),
  'the host’s control groups': (r) => Object.assign(r, { cgroupns: { nsmode: 'host' } }),
  'a control group of its choice': (r) => Object.assign(r, { cgroup_parent: '/' }),
  'no limit for memory': (r) => delete r.resource_limits.memory,
  'more swap': (r) => Object.assign(r.resource_limits.memory, { swap: -1 }),
  'more processes': (r) => Object.assign(r.resource_limits.pids, { limit: 0 }),
  'a limit less': (r) => r.r_limits.pop(),
  root: (r) => Object.assign(r, { user: '0:0' }),
  'more groups': (r) => Object.assign(r, { groups: ['0'] }),
  'the host’s environment': (r) => Object.assign(r, { env_host: true }),
  'the host’s proxies': (r) => Object.assign(r, { httpproxy: true }),
  'a variable': (r) => Object.assign(r.env, { LD_PRELOAD: '/evil.so' }),
  'a secret': (r) => Object.assign(r, { secrets: [{ Source: 'x' }] }),
  'another program': (r) => Object.assign(r, { entrypoint: ['/bin/sh'] }),
  'another image': (r) => Object.assign(r, { image: 'an/image:1' }),
  'a pod': (r) => Object.assign(r, { pod: 'x' }),
  'a log on the disk': (r) => Object.assign(r, { log_configuration: { driver: 'k8s-file' } }),
  'a start of its own': (r) => Object.assign(r, { restart_policy: 'always' }),
  'a check': (r) => Object.assign(r, { healthconfig: { Test: ['CMD', 'x'] } }),
  'a runtime of its choice': (r) => Object.assign(r, { oci_runtime: '/evil' }),
  'a setting of the kernel': (r) => Object.assign(r, { sysctl: { 'kernel.x': '1' } }),
};

describe('a request to Podman', () => {
  it('has no finding when it is the plan’s', () => {
    expect(checkLibpodRequest(request, terms, handed)).toEqual([]);
    const reaching = { ...terms, shape: { ...shape, reaches: true } };
    expect(checkLibpodRequest(libpodRequest(reaching, handed), reaching, handed)).toEqual([]);
  });

  it.each(Object.entries(requests))('with %s is found out', (_what, change) => {
    expect(checkLibpodRequest(changed(request, change), terms, handed)).not.toEqual([]);
  });
});

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

const LINES = [
  '244 143 0:106 / / ro,relatime - overlay overlay rw,lowerdir=/x',
  '245 244 0:109 / /proc rw,nosuid - proc proc rw',
  '246 244 0:110 / /sys ro,nosuid - sysfs sysfs ro',
  '247 244 0:111 / /tmp rw,nosuid - tmpfs tmpfs rw,size=16384k,nr_inodes=4096,uid=1000',
  '248 244 0:112 / /dev rw,nosuid - tmpfs tmpfs rw,size=65536k,mode=755',
  '249 244 0:113 / /work rw,nosuid master:1 - tmpfs tmpfs rw,size=40960k,nr_inodes=11264',
  '250 244 0:113 / /data rw,nosuid - tmpfs tmpfs rw,size=1024k',
  '255 248 0:105 / /dev/shm rw,nosuid - tmpfs shm rw,size=4096k',
  '175 245 0:112 /null /proc/keys rw,nosuid - tmpfs tmpfs rw,size=65536k',
];
const kernel: Readonly<Record<string, readonly [string, string]>> = {
  'a root that can be written to': ['/ / ro', '/ / rw'],
  'a disk where memory was asked for': ['tmpfs tmpfs rw,size=16384k', 'ext4 /dev/sda rw'],
  'a folder without a size': ['size=16384k,', ''],
  'a folder without a number of files': [',nr_inodes=4096', ''],
  'more space than the plan has': ['size=4096k', 'size=9096k'],
  'a part of another file system': ['0:111 / /tmp', '0:111 /other /tmp'],
  'a folder less': ['/dev/shm', '/dev/other'],
  'a place more': ['/sys ro', '/sys rw'],
  'a line that makes no sense': ['- sysfs', ''],
};

describe('what the kernel says is mounted', () => {
  it('has no finding when it is the plan’s', () => {
    expect(kernelMountFindings(`${LINES.join('\n')}\n`, terms)).toEqual([]);
  });

  it.each(Object.entries(kernel))('with %s is found out', (_what, [from, to]) => {
    expect(LINES.join('\n')).toContain(from);
    expect(kernelMountFindings(LINES.join('\n').replace(from, to), terms)).not.toEqual([]);
  });

  it('that is nothing is found out', () => {
    expect(kernelMountFindings('', terms)).not.toEqual([]);
  });
});

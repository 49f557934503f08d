/** Engine and request attacks (CVE-2025-9074, CVE-2026-6406): every way to widen a container is a finding, in the request and in what the engine made of it. */
import { describe, expect, it } from 'vitest';
import { checkCreated } from './check-created.ts';
import { checkRequest } from './check-request.ts';
import { creationRequest } from './creation-request.ts';
import type { ContainerShape } from './shape.ts';
import { SYSTEM_CALL_FILTER } from './system-calls.ts';

const MEBIBYTE = 1024 * 1024;
const id = `sha256:${'a'.repeat(64)}`;

const shapeWith = (change: Partial<ContainerShape> = {}): ContainerShape => ({
  ...{ image: { name: 'an/image:1', id }, user: '1000:1000', runtime: 'runc', cpus: 1.5, scratchBytes: 64 * MEBIBYTE },
  ...{ workingDir: '/work', reaches: false },
  limits: {
    ...{ wallMs: 1_000, outputBytes: 1_000, memoryBytes: 256 * MEBIBYTE, pids: 64 },
    ...{ cpuMs: 10_000, openFiles: 512, fileBytes: 8 * MEBIBYTE },
  },
  ...change,
});

function termsWith(change: Partial<ContainerShape> = {}, volumes: readonly string[] = []) {
  const image = { id, envNames: ['PATH', 'LD_PRELOAD'], volumes, platform: 'linux/amd64' };
  const tag = { name: 'countersign-x-run', labels: { 'countersign.owner': 'x', 'countersign.run': 'run' } };
  return { shape: shapeWith(change), image, tag, command: ['/usr/bin/python3', '-c', 'pass'] };
}

type Json = Record<string, unknown>;

/** A request for these terms, with something else in it. */
function requestWith(change: (request: Json, host: Json) => void = () => undefined, terms = termsWith()): Json {
  const request: Json = structuredClone({ ...creationRequest(terms) });
  change(request, request.HostConfig as Json);
  return request;
}

/** What an engine says of a container that it made as it was asked to. */
function madeFrom(request: Json): Json {
  const { HostConfig, name, Entrypoint, Cmd, ...config } = structuredClone(request);
  const empty = {
    Binds: null,
    VolumesFrom: null,
    CapAdd: null,
    GroupAdd: null,
    ExtraHosts: null,
    Devices: null,
    DeviceRequests: null,
    Links: null,
    OomScoreAdj: 0,
    CpuShares: 0,
    ConsoleSize: [0, 0],
    CgroupParent: '',
    Cgroup: '',
  };
  const hidden = { MaskedPaths: ['/proc/kcore', '/proc/keys'], ReadonlyPaths: ['/proc/sys', '/proc/bus'] };
  return {
    ...{
      Name: `/${name}`,
      Image: config.Image,
      Path: (Entrypoint as string[])[0],
      Args: Cmd,
      Mounts: [],
      AppArmorProfile: '',
    },
    HostConfig: { ...empty, ...hidden, ...(HostConfig as Json) },
    Config: { ...config, Entrypoint, Cmd, Volumes: null, OnBuild: null, ExposedPorts: { '22/tcp': {} } },
  };
}

/** A filter for system calls with something else in it. */
function filterWith(change: (filter: { defaultAction: string; syscalls: object[] }) => void): Json {
  const filter = JSON.parse(SYSTEM_CALL_FILTER);
  change(filter);
  return { SecurityOpt: ['no-new-privileges', `seccomp=${JSON.stringify(filter)}`] };
}
const allowed = (name: string, args: object[] = []) => ({ names: [name], action: 'SCMP_ACT_ALLOW', args });
const equal = (value: number) => ({ index: 0, value, valueTwo: 0, op: 'SCMP_CMP_EQ' });
const filters: Readonly<Record<string, Json>> = {
  'a filter that allows what it does not name': filterWith((filter) =>
    Object.assign(filter, { defaultAction: 'SCMP_ACT_ALLOW' }),
  ),
  'a filter with any socket': filterWith(({ syscalls }) => syscalls.push(allowed('socket'))),
  'a filter with sockets to the machine below': filterWith(({ syscalls }) =>
    syscalls.push(allowed('socket', [equal(40)])),
  ),
  'a filter with any clone': filterWith(({ syscalls }) => syscalls.push(allowed('clone'))),
  'a filter with a clone into a namespace': filterWith(({ syscalls }) =>
    syscalls.push(allowed('clone', [equal(0x10000000)])),
  ),
  'a filter with an argument that is not looked at': filterWith(({ syscalls }) =>
    syscalls.push(allowed('socket', [{ ...equal(2), index: 1 }])),
  ),
  'a filter that traces instead of refusing': filterWith(({ syscalls }) =>
    syscalls.push({ ...allowed('read'), action: 'SCMP_ACT_TRACE' }),
  ),
  ...Object.fromEntries(
    [
      'io_uring_setup',
      'keyctl',
      'mount',
      'umount2',
      'unshare',
      'setns',
      'bpf',
      'clone3',
      'init_module',
      'open_by_handle_at',
    ].map((name) => [`a filter with ${name}`, filterWith(({ syscalls }) => syscalls.push(allowed(name)))]),
  ),
};

const widening: Readonly<Record<string, Json>> = {
  'a bind': { Binds: ['/:/host'] },
  'a bind of the engine’s socket': { Binds: ['/var/run/docker.sock:/var/run/docker.sock'] },
  'a bind in other words': { Mounts: [{ Type: 'bind', Source: '/', Target: '/host' }] },
  'a volume': { Mounts: [{ Type: 'volume', Source: 'other', Target: '/v' }] },
  'a volume’s driver': { VolumeDriver: 'nfs' },
  'others’ volumes': { VolumesFrom: ['other'] },
  'a device': { Devices: [{ PathOnHost: '/dev/sda', PathInContainer: '/dev/sda', CgroupPermissions: 'rwm' }] },
  'a graphics card': { DeviceRequests: [{ Count: -1, Capabilities: [['gpu']] }] },
  'a rule for devices': { DeviceCgroupRules: ['c *:* rwm'] },
  'all privileges': { Privileged: true },
  'a capability': { CapAdd: ['SYS_ADMIN'] },
  'capabilities that are kept': { CapDrop: [] },
  'no filter of system calls': { SecurityOpt: ['no-new-privileges', 'seccomp=unconfined'] },
  ...filters,
  'no AppArmor': { SecurityOpt: ['no-new-privileges', 'apparmor=unconfined'] },
  'a way to new privileges': { SecurityOpt: [] },
  'the host’s processes': { PidMode: 'host' },
  'another’s processes': { PidMode: 'container:other' },
  'the host’s users': { UsernsMode: 'host' },
  'the host’s memory': { IpcMode: 'host' },
  'shared memory': { IpcMode: 'shareable' },
  'the host’s name': { UTSMode: 'host' },
  'the host’s control groups': { CgroupnsMode: 'host' },
  'a control group of its choice': { CgroupParent: '/' },
  'the host’s network': { NetworkMode: 'host' },
  'the usual network': { NetworkMode: 'bridge' },
  'another’s network': { NetworkMode: 'container:other' },
  'a way to the host': { ExtraHosts: ['host.docker.internal:host-gateway'] },
  'a resolver': { Dns: ['10.0.0.53'] },
  'a search for names': { DnsSearch: ['internal'] },
  'a group': { GroupAdd: ['docker'] },
  'a port': { PortBindings: { '22/tcp': [{ HostPort: '22' }] } },
  'all ports': { PublishAllPorts: true },
  'a link': { Links: ['db:db'] },
  'a root that can be written': { ReadonlyRootfs: false },
  'more space': {
    Tmpfs: {
      '/work': 'rw,exec,nosuid,nodev,size=999999999999,nr_inodes=1000,uid=1000,gid=1000,mode=1777',
      '/tmp': 'rw',
    },
  },
  'one more place to write': { Tmpfs: { '/work': 'size=1', '/tmp': 'size=1', '/etc': 'size=1' } },
  'space that counts twice': {
    Tmpfs: { '/work': 'rw,exec,nosuid,nodev,size=1,size=99999999999,nr_inodes=1000,uid=1000,gid=1000,mode=1777' },
  },
  'devices in its space': {
    Tmpfs: { '/work': 'rw,exec,nosuid,dev,size=4096,nr_inodes=1000,uid=1000,gid=1000,mode=1777' },
  },
  'more shared memory': { ShmSize: 1e12 },
  'more memory': { Memory: 512 * MEBIBYTE },
  'no limit of memory': { Memory: 0 },
  swap: { MemorySwap: -1 },
  'no end for want of memory': { OomKillDisable: true },
  'protection from that end': { OomScoreAdj: -1000 },
  'more processors': { NanoCpus: 8e9 },
  'more processes': { PidsLimit: -1 },
  'no limits of its own': { Ulimits: [] },
  'one limit twice': {
    Ulimits: [
      { Name: 'nofile', Soft: 512, Hard: 512 },
      { Name: 'nofile', Soft: 1e6, Hard: 1e6 },
    ],
  },
  'a setting of the kernel': { Sysctls: { 'kernel.shm_rmid_forced': '0' } },
  'another runtime': { Runtime: 'nvidia' },
  'paths that show the machine': { MaskedPaths: [] },
  'kernel settings that can be written': { ReadonlyPaths: [] },
  'a life of its own': { RestartPolicy: { Name: 'always', MaximumRetryCount: 0 } },
  'a log without end': { LogConfig: { Type: 'json-file', Config: {} } },
  'no init': { Init: false },
  'options of storage': { StorageOpt: { size: '100G' } },
  'a field that nobody knows yet': { HostNetworking2: true },
};

describe('a request', () => {
  it('that is as the plan says has no finding, whatever the plan', () => {
    for (const change of [
      {},
      { reaches: true },
      { runtime: 'runsc' as const, limits: { ...shapeWith().limits, cpuMs: null } },
      { scratchBytes: 8 * MEBIBYTE },
      { workingDir: '/home/runner' },
    ]) {
      const terms = termsWith(change);
      expect(checkRequest(requestWith(undefined, terms), terms)).toEqual([]);
    }
    const covered = termsWith({}, ['/data', '/srv']);
    expect(checkRequest(requestWith(undefined, covered), covered)).toEqual([]);
  });

  it.each(Object.entries(widening))('with %s is found out', (_what, change) => {
    const request = requestWith((_, host) => Object.assign(host, change));
    expect(checkRequest(request, termsWith())).not.toEqual([]);
  });

  const configs: Readonly<Record<string, Json>> = {
    'another image': { Image: 'an/image:1' },
    'another program': { Entrypoint: ['/bin/sh'] },
    'other arguments': { Cmd: ['-c', 'import os'] },
    root: { User: '0:0' },
    'the image’s user': { User: '' },
    'a group of root': { User: '1000:0' },
    volumes: { Volumes: { '/v': {} } },
    'a terminal': { Tty: true },
    'a variable': { Env: ['PATH=/usr/bin:/bin', 'LD_PRELOAD=/evil.so'] },
    'a variable of the image that is left alone': { Env: ['PATH=/usr/bin:/bin'] },
    'a variable of the person’s own': { Env: ['PATH=/usr/bin:/bin', 'LD_PRELOAD=', 'HOME'] },
    'a search path of its choice': { Env: ['PATH=/evil:/usr/bin', 'LD_PRELOAD='] },
    'somebody else’s label': { Labels: { 'countersign.owner': 'y' } },
    'a check of its own': { Healthcheck: { Test: ['CMD', 'x'] } },
    'a network address': { MacAddress: '02:00:00:00:00:01' },
    'another name': { name: 'other' },
    'a network that is joined': { NetworkingConfig: { EndpointsConfig: { bridge: {} } } },
  };
  it.each(Object.entries(configs))('with %s is found out', (_what, change) => {
    expect(
      checkRequest(
        requestWith((request) => Object.assign(request, change)),
        termsWith(),
      ),
    ).not.toEqual([]);
  });

  it('is not written at all for a plan without limits', () => {
    for (const limits of [{ memoryBytes: null }, { pids: null }]) {
      const terms = termsWith({ limits: { ...shapeWith().limits, ...limits } });
      expect(() => creationRequest(terms)).toThrow('needs a limit for its memory and for its processes');
    }
  });

  it('for gVisor has the plan’s number of processes where gVisor holds it, and is not written with what gVisor does not hold', () => {
    const limits = { ...shapeWith().limits, cpuMs: null };
    const terms = termsWith({ runtime: 'runsc', limits });
    const { PidsLimit, Ulimits } = requestWith(undefined, terms).HostConfig as Json;
    expect(PidsLimit).toBeGreaterThan(limits.pids ?? 0);
    expect(Ulimits).toContainEqual({ Name: 'nproc', Soft: 64, Hard: 64 });
    for (const change of [{ PidsLimit: -1 }, { PidsLimit: 1e6 }, { Ulimits: [] }, { Runtime: 'runc' }])
      expect(
        checkRequest(
          requestWith((_, host) => Object.assign(host, change), terms),
          terms,
        ),
      ).not.toEqual([]);
    const limited = termsWith({ runtime: 'runsc', limits: { ...limits, cpuMs: 1_000 } });
    expect(() => creationRequest(limited)).toThrow('gVisor (runsc) takes and does not hold');
  });

  it('that gVisor was asked for and another runtime was given is found out', () => {
    const request = requestWith(
      undefined,
      termsWith({ runtime: 'runsc', limits: { ...shapeWith().limits, cpuMs: null } }),
    );
    const made = madeFrom(request);
    Object.assign(made.HostConfig as Json, { Runtime: 'runc' });
    expect(checkCreated(made, request)).toEqual(['HostConfig.Runtime is "runc" and not "runsc"']);
  });

  it('for another image than the plan pins is found out', () => {
    const terms = termsWith();
    const other = { ...terms, image: { ...terms.image, id: `sha256:${'b'.repeat(64)}` } };
    expect(checkRequest(requestWith(), other)).not.toEqual([]);
  });
});

describe('what the engine made', () => {
  it('has no finding when it is what was asked for', () => {
    const request = requestWith();
    expect(checkCreated(madeFrom(request), request)).toEqual([]);
  });

  it.each(Object.entries(widening))('with %s is found out', (_what, change) => {
    const made = madeFrom(requestWith());
    Object.assign(made.HostConfig as Json, change);
    expect(checkCreated(made, requestWith())).not.toEqual([]);
  });

  const others: Readonly<Record<string, (made: Json, config: Json) => void>> = {
    'another image': (made) => Object.assign(made, { Image: `sha256:${'b'.repeat(64)}` }),
    'another program': (made) => Object.assign(made, { Path: '/bin/sh' }),
    'other arguments': (made) => Object.assign(made, { Args: ['-c', 'evil'] }),
    'another name': (made) => Object.assign(made, { Name: '/other' }),
    'a mount': (made) => Object.assign(made, { Mounts: [{ Type: 'bind', Source: '/', Destination: '/host' }] }),
    'a volume over its folder': (made) => Object.assign(made, { Mounts: [{ Type: 'volume', Destination: '/work' }] }),
    'no AppArmor': (made) => Object.assign(made, { AppArmorProfile: 'unconfined' }),
    'another user': (_, config) => Object.assign(config, { User: '0' }),
    'a variable more': (_, config) =>
      Object.assign(config, { Env: [...(config.Env as string[]), 'LD_PRELOAD=/evil.so'] }),
    'a variable less': (_, config) => Object.assign(config, { Env: (config.Env as string[]).slice(1) }),
    'a label of another owner': (_, config) => Object.assign(config, { Labels: { 'countersign.owner': 'y' } }),
    'a check': (_, config) => Object.assign(config, { Healthcheck: { Test: ['CMD-SHELL', 'x'] } }),
    'nothing at all': (made) => {
      for (const key of Object.keys(made)) delete made[key];
    },
  };
  it.each(Object.entries(others))('with %s is found out', (_what, change) => {
    const made = madeFrom(requestWith());
    change(made, made.Config as Json);
    expect(checkCreated(made, requestWith())).not.toEqual([]);
  });

  it('may leave out that it hides paths, as some do, and may not say that it hides none', () => {
    const made = madeFrom(requestWith());
    const host = made.HostConfig as Json;
    delete host.MaskedPaths;
    delete host.ReadonlyPaths;
    expect(checkCreated(made, requestWith())).toEqual([]);
  });
});

/** Every way to widen a container in Podman is a finding in what is asked for, before Podman is asked. */
import { describe, expect, it } from 'vitest';
import { MEBIBYTE } from '../fixtures/sample-terms.ts';
import { checkLibpodRequest } from './check-libpod-request.ts';
import { type Change, changed, handed, terms } from './fixtures/sample-podman.ts';
import { libpodRequest } from './libpod-request.ts';

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
    const reaching = { ...terms, shape: { ...terms.shape, reaches: true } };
    expect(checkLibpodRequest(libpodRequest(reaching, handed), reaching, handed)).toEqual([]);
  });

  it.each(Object.entries(requests))('with %s is found out', (_what, change) => {
    expect(checkLibpodRequest(changed(request, change), terms, handed)).not.toEqual([]);
  });
});

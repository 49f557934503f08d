/** Request attacks (CVE-2026-6406): every way to widen a container is a finding in what is asked for, before anybody is asked. */
import { describe, expect, it } from 'vitest';
import { checkRequest } from './check-request.ts';
import { creationRequest } from './creation-request.ts';
import { MEBIBYTE, shapeWith, termsWith } from './fixtures/sample-terms.ts';
import { type Json, requestWith, widening } from './fixtures/widened.ts';

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

  it('for another image than the plan pins is found out', () => {
    const terms = termsWith();
    const other = { ...terms, image: { ...terms.image, id: `sha256:${'b'.repeat(64)}` } };
    expect(checkRequest(requestWith(), other)).not.toEqual([]);
  });
});

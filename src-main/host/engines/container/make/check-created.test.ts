/** Engine attacks (CVE-2025-9074): a container that is wider than what was asked for is found out before it starts. */
import { describe, expect, it } from 'vitest';
import { checkCreated } from './check-created.ts';
import { shapeWith, termsWith } from './fixtures/sample-terms.ts';
import { type Json, madeFrom, requestWith, widening } from './fixtures/widened.ts';

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

  it('with another runtime than gVisor, which was asked for, is found out', () => {
    const request = requestWith(
      undefined,
      termsWith({ runtime: 'runsc', limits: { ...shapeWith().limits, cpuMs: null } }),
    );
    const made = madeFrom(request);
    Object.assign(made.HostConfig as Json, { Runtime: 'runc' });
    expect(checkCreated(made, request)).toEqual(['HostConfig.Runtime is "runc" and not "runsc"']);
  });
});

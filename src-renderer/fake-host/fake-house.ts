/** The fake host as a house: its status, pausing and locking it, and the standing grants in it. */
import { HostError } from '#shared/contract/index.ts';
import type { StandingGrant } from '#shared/model/index.ts';
import type { FakeInside, HandlersOf } from './fake-inside.ts';
import { endOf, grantOf } from './fixtures.ts';

const by = 'anna via browser';

export function fakeHouseHandlers(host: FakeInside): HandlersOf<'host' | 'grants'> {
  return { ...houseHandlers(host), ...grantHandlers(host) };
}

function houseHandlers(host: FakeInside): HandlersOf<'host'> {
  const { world } = host;
  const statusNow = () => ({
    ...world.status,
    approvals_pending: world.approvals.filter(({ state }) => state === 'pending').length,
    runs_active: world.runs.filter(({ end }) => end === null).length,
  });
  const pausedSince = (paused: typeof world.status.paused) => {
    world.status = { ...world.status, paused };
    host.emit('host.changed', statusNow());
    return statusNow();
  };
  return {
    'host.status': async () => statusNow(),
    'host.doctor': async () => [],
    'host.loginLink': async () => ({ url: 'http://127.0.0.1:7718/login#fresh' }),
    'host.pause': async ({ kill }) => {
      for (const run of kill ? world.runs.filter(({ end }) => end === null) : []) {
        host.putRun({ ...run, end: endOf({ reason: 'stopped', exit_code: null, signal: 'SIGTERM' }) });
      }
      return pausedSince(world.status.paused ?? { at: new Date().toISOString(), by });
    },
    'host.resume': async () => pausedSince(null),
    'host.lock': async () => {
      const counting = world.grants.filter(({ ended }) => ended === null);
      for (const grant of counting) change(host, { ...grant, ended: 'locked' });
      return { ended: counting.length };
    },
  };
}

function change(host: FakeInside, grant: StandingGrant): StandingGrant {
  host.world.grants = [grant, ...host.world.grants.filter(({ id }) => id !== grant.id)];
  host.emit('grants.changed', grant);
  return grant;
}

function grantHandlers(host: FakeInside): HandlersOf<'grants'> {
  const { world } = host;
  return {
    'grants.list': async ({ limit }) =>
      [...world.grants]
        .sort((a, b) => Number(b.ended === null) - Number(a.ended === null) || b.given_at.localeCompare(a.given_at))
        .slice(0, limit),
    'grants.revoke': async ({ id }) => {
      const grant = world.grants.find((one) => one.id === id);
      if (grant === undefined) throw new HostError('NOT_FOUND', `There is no grant ${id}.`);
      if (grant.ended !== null) throw new HostError('CONFLICT', `This permission is ${grant.ended} already.`);
      return change(host, { ...grant, ended: 'revoked' });
    },
    'grants.trust': async ({ client, workspace, minutes }) => {
      if (!workspace.startsWith('/')) throw new HostError('BAD_INPUT', `${workspace} is not a folder’s absolute path.`);
      return change(
        host,
        grantOf(800 + world.grants.length, {
          ...{ client, workspace, scope: 'workspace', lifetime: 'hour', rule: null, approval: null, uses: 0 },
          ...{ summary: `Whatever the policy asks about, sandboxed in ${workspace}`, last_used_at: null },
          given_at: new Date().toISOString(),
          expires_at: new Date(Date.now() + minutes * 60_000).toISOString(),
        }),
      );
    },
  };
}

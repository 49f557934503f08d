/** Worlds to look at the app in: each fills a fake host. */
import { HostError } from '#shared/contract/index.ts';
import type { FakeHost } from '../fake-host/fake-host.ts';
import { clientOf } from '../fake-host/fixtures.ts';
import { alike, ended, hidden, kinds, long, many, waiting } from './approval-scenarios.ts';
import { fileScenarios } from './file-scenarios.ts';
import { hostile, padded, thousand } from './hard-scenarios.ts';
import { houseScenarios } from './house-scenarios.ts';
import { imageScenarios } from './image-scenarios.ts';
import type { Scenario } from './moments.ts';
import { policyScenarios } from './policy-scenarios.ts';
import { audit, runs } from './run-scenarios.ts';
import { sessions } from './session-scenarios.ts';
import { solverHides, solverRan, solverWaits } from './solver-scenarios.ts';

async function empty(host: FakeHost): Promise<void> {
  host.world.clients = [clientOf('Claude Code')];
}

async function loading(host: FakeHost): Promise<void> {
  for (const name of ['approvals.list', 'runs.list', 'audit.list', 'clients.list', 'policy.read'] as const)
    host.fail(name, 'hang');
}

async function failed(host: FakeHost): Promise<void> {
  const error = new HostError('INTERNAL', 'The index could not be read: database disk image is malformed.');
  for (const name of ['approvals.list', 'runs.list', 'audit.list', 'clients.list', 'policy.read'] as const)
    host.fail(name, error);
}

async function lost(host: FakeHost): Promise<void> {
  await waiting(host);
  setTimeout(() => host.link('lost'), 300);
}

async function firstStart(host: FakeHost): Promise<void> {
  host.world.status = { ...host.world.status, clients_connected: 0 };
}

async function clients(host: FakeHost): Promise<void> {
  await waiting(host);
  host.world.clients = [
    ...host.world.clients,
    clientOf('VS Code', { last_seen_at: null, connections: 0 }),
    clientOf('Old laptop', { revoked: true, connections: 0 }),
  ];
}

export const scenarios: Readonly<Record<string, Scenario>> = {
  waiting,
  alike,
  ended,
  hidden,
  hostile,
  padded,
  thousand,
  long,
  kinds,
  empty,
  loading,
  failed,
  lost,
  runs,
  sessions,
  audit,
  clients,
  many,
  'first-start': firstStart,
  ...fileScenarios,
  ...houseScenarios,
  ...imageScenarios,
  ...policyScenarios,
  'solver-waits': solverWaits,
  'solver-hides': solverHides,
  'solver-ran': solverRan,
};

/** What the fake host answers, operation by operation. A new operation in the contract without a handler here does not compile. */
import { type Handlers, HostError, type OperationName } from '#shared/contract/index.ts';
import type { ClientInfo, RunSummary } from '#shared/model/index.ts';
import { exportPiece } from '#shared/text/index.ts';
import { fakeApprovalHandlers } from './fake-approvals.ts';
import { fakeEngineHandlers } from './fake-engine.ts';
import { fakeFileHandlers } from './fake-files.ts';
import type { FakeHost } from './fake-host.ts';
import { fakeHouseHandlers } from './fake-house.ts';
import { fakeImageHandlers } from './fake-images.ts';
import { fakePackageHandlers } from './fake-packages.ts';
import { fakePolicyHandlers } from './fake-policy.ts';
import { fakeSessionHandlers } from './fake-sessions.ts';
import { clientOf } from './fixtures.ts';

export type FakeHandlers = {
  readonly [N in OperationName]: (input: Parameters<Handlers[N]>[0]) => ReturnType<Handlers[N]>;
};

function found<T>(item: T | undefined, what: string): T {
  if (item === undefined) throw new HostError('NOT_FOUND', `There is no ${what}.`);
  return item;
}

export function fakeHandlers(host: FakeHost): FakeHandlers {
  return {
    ...fakeHouseHandlers(host),
    ...fakeApprovalHandlers(host),
    ...runHandlers(host),
    ...fakeSessionHandlers(host),
    ...fakePackageHandlers(host),
    ...fakeImageHandlers(host),
    ...fakeEngineHandlers(host),
    ...fakeFileHandlers(host),
    ...auditHandlers(host),
    ...clientHandlers(host),
    ...fakePolicyHandlers(host),
  };
}

type Of<G extends string> = Pick<FakeHandlers, Extract<OperationName, `${G}.${string}`>>;

function runHandlers(host: FakeHost): Of<'runs'> {
  const { world } = host;
  return {
    'runs.list': async ({ before, limit }) => {
      const from = before === undefined ? 0 : world.runs.findIndex(({ id }) => id === before) + 1;
      return world.runs.slice(from, from + limit);
    },
    'runs.show': async ({ id }) =>
      found(
        world.runs.find((run) => run.id === id),
        `run ${id}`,
      ),
    'runs.transcript': async ({ id, from }) => {
      const run = found(
        world.runs.find((one) => one.id === id),
        `run ${id}`,
      );
      const all = world.transcripts.get(id) ?? [];
      const chunks = all.slice(from, from + 400);
      const next = from + chunks.length;
      return { chunks, next: run.end !== null && next >= all.length ? null : next };
    },
    'runs.export': async ({ id, format, from }) => {
      const run = found(
        world.runs.find((one) => one.id === id),
        `run ${id}`,
      );
      const chunks = (world.transcripts.get(id) ?? []).slice(from, from + 400);
      const next = chunks.length === 0 ? null : from + chunks.length;
      return { text: exportPiece(format, { run, chunks, first: from === 0, last: next === null }), next };
    },
    'runs.delete': async ({ id }) => {
      const run = found(
        world.runs.find((one) => one.id === id),
        `run ${id}`,
      );
      if (run.end === null) throw new HostError('CONFLICT', 'This run is still under way. Stop it first.');
      world.runs = world.runs.filter((one) => one !== run);
      host.emit('runs.deleted', { id });
      return { id };
    },
    'runs.stop': async ({ id }) => {
      const run = found(
        world.runs.find((one) => one.id === id),
        `run ${id}`,
      );
      const stopped: RunSummary = {
        ...run,
        end: {
          reason: 'stopped',
          exit_code: null,
          signal: 'SIGTERM',
          duration_ms: 7200,
          stdout: { bytes: 10, sha256: run.digest },
          stderr: { bytes: 0, sha256: run.digest },
          dropped_bytes: 0,
          error: null,
          usage: null,
        },
      };
      host.putRun(stopped);
      return stopped;
    },
  };
}

function auditHandlers({ world }: FakeHost): Of<'audit'> {
  return {
    'audit.list': async ({ before, limit, text }) =>
      world.records
        .filter(({ seq }) => before === undefined || seq < before)
        .filter((record) =>
          JSON.stringify(record)
            .toLowerCase()
            .includes((text ?? '').toLowerCase()),
        )
        .sort((a, b) => b.seq - a.seq)
        .slice(0, limit),
    'audit.verify': async () => ({
      integrity: 'ok',
      completeness: 'ok',
      records: world.records.length,
      first_bad: null,
      problem: null,
    }),
  };
}

function clientHandlers(host: FakeHost): Of<'clients'> {
  const { world } = host;
  const put = (client: ClientInfo): ClientInfo => {
    world.clients = [...world.clients.filter(({ name }) => name !== client.name), client];
    host.emit('clients.changed', client);
    return client;
  };
  return {
    'clients.list': async () => world.clients,
    'clients.add': async ({ name }) => {
      if (world.clients.some((client) => client.name === name)) {
        throw new HostError('CONFLICT', `There is a client “${name}” already. Choose another name.`);
      }
      put(clientOf(name, { created_at: new Date().toISOString(), last_seen_at: null, connections: 0 }));
      return { name, token: 'csg_8Jq2kX0vWb7rTn4LzYd9mPfA1sHcEuRo' };
    },
    'clients.setPace': async ({ name, pace }) =>
      put({
        ...found(
          world.clients.find((client) => client.name === name),
          `client ${name}`,
        ),
        pace,
      }),
    'clients.revoke': async ({ name }) =>
      put({
        ...found(
          world.clients.find((client) => client.name === name),
          `client ${name}`,
        ),
        revoked: true,
        connections: 0,
      }),
  };
}

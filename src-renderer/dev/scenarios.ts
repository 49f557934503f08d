/** Worlds to look at the app in: each fills a fake host. */
import { HostError } from '#shared/contract/index.ts';
import type { FakeHost } from '../client/fake-host.ts';
import { clientOf } from '../client/fixtures.ts';
import { hidden, kinds, long, many, waiting } from './approval-scenarios.ts';
import type { Scenario } from './moments.ts';
import { audit, runs } from './run-scenarios.ts';

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

const policyText = `version: 1
commands:
  git:
    executable: /usr/bin/git
    allowed_prefixes: [[status], [log], [diff]]
    requires_confirmation:
      - prefix: [push]
        because: Publishes commits.
  npm:
    # Tests and lint only; anything else is asked.
    executable: /usr/bin/npm
    time_out: 120
    allowed_prefixes: [[test], [run, lint]]
paths:
  read: [~/code/**]
  write: [~/code/**]
  blocked: ["**/.env", "**/.ssh/**"]
`;

async function policy(host: FakeHost): Promise<void> {
  await waiting(host);
  host.world.policyText = policyText;
}

async function policyProblems(host: FakeHost): Promise<void> {
  await policy(host);
  host.world.status = {
    ...host.world.status,
    policy: {
      ...host.world.status.policy,
      state: 'last-good',
      problems: [
        {
          line: 12,
          column: 5,
          message: 'There is no “time_out”. Did you mean “timeout”? The last good version stays in force.',
        },
        { line: 15, column: 10, message: 'Expected an absolute path or one that starts with ~/, got "code/**".' },
      ],
    },
  };
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
  hidden,
  long,
  kinds,
  empty,
  loading,
  failed,
  lost,
  runs,
  audit,
  clients,
  policy,
  many,
  'first-start': firstStart,
  'policy-problems': policyProblems,
};

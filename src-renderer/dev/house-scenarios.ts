/** Worlds with standing permissions, trusted sessions, a history of prompts, and a house that is paused. */
import { HostError } from '#shared/contract/index.ts';
import type { FakeHost } from '../fake-host/fake-host.ts';
import { approvalId, commandPlan, grantOf, home, runOf, sessionId } from '../fake-host/fixtures.ts';
import { waiting } from './approval-scenarios.ts';
import { ago, at, inTime, type Scenario } from './moments.ts';

async function permissions(host: FakeHost): Promise<void> {
  await waiting(host);
  host.world.status = { ...host.world.status, sandbox: { name: 'bubblewrap', sentence: 'Sandbox: bubblewrap' } };
  host.world.grants = [
    grantOf(1),
    grantOf(2, {
      ...{ client: 'Cursor', scope: 'exact', lifetime: 'session', summary: 'npm install zod@4.6.7 in ~/code/website' },
      ...{ session: sessionId(7), expires_at: null, last_used_at: null, uses: 0, given_at: ago(300) },
    }),
    grantOf(3, {
      ...{ scope: 'template', lifetime: 'until-quit', summary: 'git push <word> <word>, this template' },
      ...{ expires_at: null, uses: 31, given_at: ago(8000), last_used_at: ago(40) },
    }),
    grantOf(4, {
      ...{ client: 'Claude', scope: 'workspace', rule: null, approval: null, workspace: `${home}/code/ctf` },
      ...{
        summary: `Whatever the policy asks about, sandboxed, inside ${home}/code/ctf`,
        uses: 12,
        last_used_at: ago(9),
      },
      ...{ given_at: ago(330), expires_at: inTime(871) },
    }),
    grantOf(5, { ended: 'revoked', given_at: ago(20_000), expires_at: ago(16_400) }),
    grantOf(6, { ended: 'locked', given_at: ago(50_000), expires_at: ago(46_400), client: 'Cursor' }),
    grantOf(7, { ended: 'host-quit', given_at: ago(90_000), lifetime: 'until-quit', expires_at: null, uses: 2 }),
  ];
}

async function manyPermissions(host: FakeHost): Promise<void> {
  await permissions(host);
  host.world.grants = Array.from({ length: 1000 }, (_, n) =>
    grantOf(n + 10, {
      ...{ given_at: ago(n * 61), ended: n < 300 ? null : 'expired', uses: n % 17 },
      summary: `git push origin feature/${n}, exactly`,
    }),
  );
}

async function prompts(host: FakeHost): Promise<void> {
  await permissions(host);
  const rule = (n: number): string => `commands.npm.rules[${n}]`;
  host.world.prompts = [
    {
      ...{ client: 'Claude Code', rule: 'commands.git.requires_confirmation', asked: 40, approved: 40, denied: 0 },
      ...{ unanswered: 0, median_answer_ms: 4200, per_hour: 1.67, suggestion: approvalId(11) },
    },
    {
      ...{ client: 'Cursor', rule: 'commands.npm.requires_confirmation', asked: 14, approved: 9, denied: 3 },
      ...{ unanswered: 2, median_answer_ms: 18_300, per_hour: 0.58, suggestion: null },
    },
    {
      ...{ client: 'Nightly', rule: rule(2), asked: 6, approved: 0, denied: 0 },
      ...{ unanswered: 6, median_answer_ms: null, per_hour: 0.25, suggestion: null },
    },
    {
      ...{ client: 'Claude', rule: null, asked: 1, approved: 0, denied: 1 },
      ...{ unanswered: 0, median_answer_ms: 96_000, per_hour: 0.04, suggestion: null },
    },
  ];
}

async function paused(host: FakeHost): Promise<void> {
  await permissions(host);
  host.world.runs = [
    await runOf(9, commandPlan(['npm', 'test'], at('website')), { end: null }),
    await runOf(8, commandPlan(['sleep', '600']), { end: null }),
    ...host.world.runs,
  ];
  host.world.status = { ...host.world.status, paused: { at: ago(95), by: 'anna via browser' } };
}

async function failedHouse(host: FakeHost): Promise<void> {
  await waiting(host);
  const error = new HostError('INTERNAL', 'The queue could not be read: database disk image is malformed.');
  for (const name of ['grants.list', 'approvals.history', 'approvals.offers'] as const) host.fail(name, error);
}

async function loadingHouse(host: FakeHost): Promise<void> {
  await waiting(host);
  for (const name of ['grants.list', 'approvals.history', 'approvals.offers'] as const) host.fail(name, 'hang');
}

export const houseScenarios: Readonly<Record<string, Scenario>> = {
  permissions,
  prompts,
  paused,
  'many-permissions': manyPermissions,
  'failed-house': failedHouse,
  'loading-house': loadingHouse,
};

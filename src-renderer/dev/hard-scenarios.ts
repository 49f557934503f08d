/** Worlds that are hard to show right: hostile text, text without end, a thousand requests at once. */
import type { CommandPlan } from '#shared/model/index.ts';
import type { FakeHost } from '../fake-host/fake-host.ts';
import { approvalOf, clientOf, commandPlan } from '../fake-host/fixtures.ts';
import { hostilePlans } from '../testing/hostile-plans.ts';
import { policyText } from './approval-scenarios.ts';
import { ago, cursor, inTime } from './moments.ts';

/**
 * A thousand hostile plans, others for each `seed` in the address, each on a card of its own. Half a surrogate pair never gets this far: it
 * has no canonical JSON.
 */
export async function hostile(host: FakeHost): Promise<void> {
  const seed = Number(new URLSearchParams(location.search).get('seed') ?? 7);
  host.world.clients = [clientOf('Claude Code')];
  host.world.approvals = await Promise.all(
    hostilePlans(1000, seed).map((plan, n) => approvalOf(2000 + n, wellFormed(plan), { asked_at: ago(600 - n) })),
  );
}

/** Far more text than fits, and at its end what it is about. */
export async function padded(host: FakeHost): Promise<void> {
  host.world.clients = [clientOf('Claude Code')];
  host.world.policyText = policyText;
  const filler = Array.from({ length: 400 }, (_, n) => `word-number-${n}-of-many`).join(' ');
  host.world.approvals = [
    await approvalOf(90, commandPlan(['sh-like', filler, '; rm -rf ~']), { asked_at: ago(9) }),
    await approvalOf(91, commandPlan(['sh-like', `${' '.repeat(10_000)}; rm -rf ~`]), { asked_at: ago(8) }),
  ];
}

/** A thousand requests that wait, of many clients, shapes and risks. */
export async function thousand(host: FakeHost): Promise<void> {
  const risks = ['high', 'medium', 'low'] as const;
  const plans = ['push', 'fetch', 'commit', 'tag', 'merge'];
  host.world.clients = [clientOf('Claude Code'), clientOf('Cursor')];
  host.world.approvals = await Promise.all(
    Array.from({ length: 1000 }, (_, n) => {
      const verb = plans[n % plans.length] ?? 'push';
      return approvalOf(3000 + n, commandPlan(['git', verb, 'origin', `feature-${n}`]), {
        client: n % 2 === 0 ? cursor : { name: 'Claude Code', claims: 'claude-code 2.1' },
        risk: risks[n % 7 === 0 ? 0 : 1 + (n % 2)] ?? 'medium',
        group: n % 3 === 0 ? '' : `${verb} ${n % 2}`,
        asked_at: ago(3000 - n),
        expires_at: inTime(600 + n),
      });
    }),
  );
}

const wellFormed = (plan: CommandPlan): CommandPlan =>
  JSON.parse(JSON.stringify(plan), (_, value: unknown) => (typeof value === 'string' ? value.toWellFormed() : value));

/** What was approved is what runs. Where it is not, nothing runs, the yes is gone, and the card says what changed. */
import type { Capability } from '#host/capabilities/capability.ts';
import { type Refusal, Refused, type Sha256 } from '#shared/model/index.ts';
import type { BrokerParts, Journey } from './journey.ts';

type Parts = Pick<BrokerParts, 'approvals'>;

const SAYS = /^Something the plan relied on changed before the run: (.+)\.$/su;

/** Before a request that comes back is planned anew: whether the plan that the person saw still holds. @throws Refused PLAN_DRIFT */
export async function refuseChanged(parts: Parts, { cameBackFor }: Journey, capability: Capability): Promise<void> {
  if (cameBackFor === null) return;
  const changes = await capability.drift(cameBackFor.plan);
  if (changes.length > 0) refuse(parts, cameBackFor.id, changes);
}

/** Once it is planned: whether it is the very plan that the person saw. @throws Refused PLAN_DRIFT */
export function refuseOtherPlan(parts: Parts, { cameBackFor }: Journey, digest: Sha256): void {
  if (cameBackFor !== null && cameBackFor.digest !== digest) {
    refuse(parts, cameBackFor.id, ['the same request makes another plan now']);
  }
}

/** A run that was refused as drift in its last moment: the card that it was approved by says so. */
export function noteDrift({ approvals }: Parts, { yesOf }: Journey, { code, message }: Refusal): void {
  if (code !== 'PLAN_DRIFT' || yesOf === null) return;
  approvals.permits.drifted(yesOf, (SAYS.exec(message)?.[1] ?? message).split('; '));
}

function refuse(
  { approvals }: Parts,
  card: Parameters<typeof approvals.permits.drifted>[0],
  drift: readonly string[],
): never {
  approvals.permits.drifted(card, drift);
  throw new Refused('PLAN_DRIFT', {
    message: `Something the plan relied on changed before the run: ${drift.join('; ')}.`,
  });
}

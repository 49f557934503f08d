/** Finds the card that a person means: by its whole id, or by a prefix that fits exactly one. */
import type { HostClient } from '#shared/contract/index.ts';
import { type Approval, ApprovalId } from '#shared/model/index.ts';
import { shortEnough } from './card-lines.ts';
import { Failed, WrongUsage } from './usage.ts';

const KIND = 'apr_';
/** Fewer could fit another card than the one that was looked at, by chance. */
const MIN_DIGITS = 4;
const LOOKED_THROUGH = 1000;

/**
 * @param wanted `apr_` and at least four digits; the `apr_` may be left out
 * @throws WrongUsage when it is no id; Failed when none or several fit; HostError
 */
export async function findApproval(host: HostClient, wanted: string): Promise<Approval> {
  const prefix = wanted.startsWith(KIND) ? wanted : KIND + wanted;
  const whole = ApprovalId.safeParse(prefix);
  if (whole.success) return host.call('approvals.show', { id: whole.data });
  if (!/^[0-9a-hjkmnp-tv-z]{4,26}$/.test(prefix.slice(KIND.length))) {
    throw new WrongUsage(
      `Expected an approval’s id (apr_ and 26 digits) or at least the first ${MIN_DIGITS} digits of one, got ${JSON.stringify(wanted)}.`,
    );
  }
  const cards = await host.call('approvals.list', { limit: LOOKED_THROUGH });
  const fitting = cards.filter((card) => card.id.startsWith(prefix));
  const [only] = fitting;
  if (only === undefined)
    throw new Failed(`No approval’s id begins with ${prefix}. See \`countersign approvals list\`.`);
  if (fitting.length > 1) {
    const some = fitting.slice(0, 5).map((card) => shortEnough(card.id));
    throw new Failed(`${fitting.length} approvals begin with ${prefix}: ${some.join(', ')} … Give more of the id.`);
  }
  return only;
}

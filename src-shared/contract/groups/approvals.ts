/** What waits for the person, and what they answered. */
import { z } from 'zod';
import { Approval, ApprovalLifetime, ApprovalScope, ApprovalState } from '../../model/approval.ts';
import { ClientName } from '../../model/client.ts';
import { ApprovalId, Sha256 } from '../../model/ids.ts';
import { AlwaysChoice, ApprovalHistory, ApprovalOffers } from '../approval-tools.ts';
import { command, event, query } from '../operation.ts';
import { page } from './fields.ts';

const reason = z.string().trim().min(1).max(2000).nullable().default(null);
const note = z.string().trim().min(1).max(2000).nullable().default(null);
/** Cards by what was shown: a card that arrived later is never among them. */
const listed = z
  .array(z.strictObject({ id: ApprovalId, digest: Sha256 }))
  .min(1)
  .max(500);
const settled = z
  .object({
    answered: z.array(Approval).readonly(),
    left: z.array(z.object({ id: ApprovalId, because: z.string() }).readonly()).readonly(),
  })
  .readonly();

export const approvals = {
  /** Newest first. Without `state`: every card, pending ones before the rest. */
  list: query(z.strictObject({ state: ApprovalState.optional(), limit: page }), z.array(Approval).readonly()),
  show: query(z.strictObject({ id: ApprovalId }), Approval),
  /** The bytes that the plan sends to the program's standard input, as text. */
  stdin: query(z.strictObject({ id: ApprovalId }), z.object({ text: z.string(), bytes: z.number().int() }).readonly()),
  /** What can be answered to this card besides no: scopes, lifetimes, and the rules that *Always* could write. */
  offers: query(z.strictObject({ id: ApprovalId }), ApprovalOffers),
  /**
   * `digest` is the digest of the plan that was shown: an answer for anything else is refused. With the lifetime `always`, `always` says
   * which of the offered rules is written and `base` is the SHA-256 of the policy text that the offer was made for.
   */
  approve: command(
    z.strictObject({
      id: ApprovalId,
      digest: Sha256,
      scope: ApprovalScope.default('exact'),
      lifetime: ApprovalLifetime.default('once'),
      always: AlwaysChoice.optional(),
      base: Sha256.optional(),
      note,
    }),
    Approval,
  ),
  /** Each once and exactly. Only cards of one group, none of high risk. A card that cannot be approved any more is left out and said. */
  approveListed: command(z.strictObject({ cards: listed, note }), settled),
  deny: command(z.strictObject({ id: ApprovalId, digest: Sha256, because: reason, note }), Approval),
  denyListed: command(z.strictObject({ cards: listed, because: reason, note }), settled),
  /** Everything of this client that waits now. */
  denyAllOf: command(z.strictObject({ client: ClientName, because: reason, note }), settled),
  /** Lets the identical plan pass once within ten minutes, for a card whose requester is gone. */
  preapprove: command(z.strictObject({ id: ApprovalId, digest: Sha256 }), Approval),
  /** Ends the quiet time of a client whose prompts went unanswered. */
  hearAgain: command(z.strictObject({ client: ClientName }), z.object({ client: ClientName }).readonly()),
  /** Prompts by client and rule over the last hours. */
  history: query(z.strictObject({ hours: z.number().int().min(1).max(720).default(24) }), ApprovalHistory),
  /** The person is looking at the card: it stays up to an hour from when it was asked. */
  touch: command(z.strictObject({ id: ApprovalId }), Approval),
  changed: event(Approval),
} as const;

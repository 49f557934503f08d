/**
 * *Always*: a rule that was shown as a diff is written into the policy, with who and why in its history, and the card that it came from is
 * approved once. The rule is made anew and compared with what was shown, so that no text of the caller's own gets into the policy.
 */
import { createHash } from 'node:crypto';
import { type AlwaysChoice, type AlwaysOffer, HostError, type OperationOutput } from '#shared/contract/index.ts';
import { type Approval, type ClientRef, type Plan, type RequestId, Sha256 } from '#shared/model/index.ts';

export interface AlwaysSlice {
  readonly policyTools: {
    always(asked: { readonly plan: Plan; readonly client: ClientRef; readonly request: RequestId }): Promise<{
      readonly always: readonly AlwaysOffer[];
      readonly always_refused: string | null;
      readonly policy_text: string;
    }>;
    save(
      text: string,
      base: Sha256 | null,
      author: { readonly by: string; readonly why: string | null },
    ): Promise<OperationOutput<'policy.save'>>;
  };
}

export interface AlwaysWish {
  readonly choice: AlwaysChoice | undefined;
  /** The policy text that the offer was made for. */
  readonly base: Sha256 | undefined;
  readonly by: string;
}

export const askedOf = ({ plan, client, request }: Approval) => ({ plan, client, request });

/** @throws HostError BAD_INPUT, CONFLICT when the policy or the offers are others by now */
export async function writeRule({ policyTools }: AlwaysSlice, card: Approval, wish: AlwaysWish): Promise<void> {
  if (wish.choice === undefined || wish.base === undefined)
    throw new HostError(
      'BAD_INPUT',
      'Expected which of the offered rules to write, and the hash of the policy it was offered for.',
    );
  const { always, always_refused, policy_text } = await policyTools.always(askedOf(card));
  const offer = always.find(({ choice }) => choice === wish.choice);
  if (offer === undefined)
    throw new HostError('CONFLICT', always_refused ?? `The rule “${wish.choice}” is not offered for this request.`);
  if (hashOf(policy_text) !== wish.base)
    throw new HostError('CONFLICT', 'The policy was changed since the rule was shown. Look at it again.');
  const why = `always, from ${card.id}: ${card.summary}`.slice(0, 500);
  const saved = await policyTools.save(offer.text, wish.base, { by: wish.by, why });
  const [problem] = saved.problems;
  if (!saved.ok)
    throw new HostError('CONFLICT', `The rule could not be written: ${problem?.message ?? 'no reason given'}`);
}

const hashOf = (text: string): Sha256 => Sha256.parse(createHash('sha256').update(text).digest('hex'));

/** *Always* as the answer to a waiting card: the card is approved and the chosen rule written, or neither. */
import type { ReactNode } from 'react';
import { useOperation } from '#renderer/client/queries.ts';
import type { Approval } from '#shared/model/index.ts';
import { textHash } from '../policy/policy-text-hash.ts';
import { AlwaysDialog } from './always-dialog.tsx';
import type { Answering } from './use-answer.ts';

export function AlwaysAnswer(props: {
  readonly card: Approval;
  readonly answering: Answering;
  readonly onBack: () => void;
}): ReactNode {
  const { card, answering } = props;
  // Fetched anew when the policy changes, so that the difference on screen is always the one that would be written.
  const { data: offers } = useOperation('approvals.offers', { id: card.id });
  if (offers === undefined) return null;
  return (
    <AlwaysDialog
      about={`${card.id} ${card.digest}`}
      offers={offers}
      act="Approve and write this rule"
      busy={answering.busy}
      problem={answering.problem}
      onWrite={async ({ choice }, note) => {
        const base = await textHash(offers.policy_text);
        answering.approve({ lifetime: 'always', always: choice, base, note });
      }}
      onBack={props.onBack}
    />
  );
}

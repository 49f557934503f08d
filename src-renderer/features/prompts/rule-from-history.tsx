/** A rule in place of prompts that were always answered with yes: what the last of them offers, written through the policy's own history. */
import { type ReactNode, useState } from 'react';
import { useCommand, useOperation } from '#renderer/client/queries.ts';
import { useAnnounce } from '#renderer/ui/announce.tsx';
import { Button } from '#renderer/ui/button.tsx';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { Visible } from '#renderer/ui/visible.tsx';
import type { AlwaysOffer, ApprovalOffers, PromptCount } from '#shared/contract/index.ts';
import type { ApprovalId } from '#shared/model/index.ts';
import { AlwaysDialog } from '../approvals/always-dialog.tsx';
import { textHash } from '../policy/policy-text-hash.ts';

interface RuleFromHistoryProps {
  readonly prompt: PromptCount;
  readonly onClose: () => void;
}

export function RuleFromHistory(props: RuleFromHistoryProps): ReactNode {
  return props.prompt.suggestion === null ? null : <Offered {...props} last={props.prompt.suggestion} />;
}

function Offered({ prompt, last, onClose }: RuleFromHistoryProps & { readonly last: ApprovalId }): ReactNode {
  const offers = useOperation('approvals.offers', { id: last });
  const writing = useWriting(prompt, onClose);
  if (offers.data === undefined) {
    return (
      <Dialog label="Always: write a rule" onClose={onClose}>
        {offers.error === null ? (
          <p role="status">Looking at what can be offered…</p>
        ) : (
          <p role="alert">
            What can be offered could not be read: <Visible text={offers.error.message} mode="layout" />
          </p>
        )}
        <div className="card-row dialog-answers">
          <Button onClick={onClose}>Back</Button>
        </div>
      </Dialog>
    );
  }
  const { data } = offers;
  return (
    <AlwaysDialog
      about={`history ${last}`}
      offers={data}
      act="Write this rule"
      busy={writing.busy}
      problem={writing.problem}
      onWrite={(offer, note) => void writing.write(data, offer, note)}
      onBack={onClose}
    />
  );
}

function useWriting(prompt: PromptCount, onClose: () => void) {
  const announce = useAnnounce();
  const saving = useCommand('policy.save');
  const [problem, setProblem] = useState<string | null>(null);
  return {
    busy: saving.isPending,
    problem,
    async write(offers: ApprovalOffers, offer: AlwaysOffer, note: string | null): Promise<void> {
      setProblem(null);
      const base = await textHash(offers.policy_text);
      const why = note ?? `Asked ${prompt.asked} times by ${prompt.client}, and always approved`;
      saving.mutate(
        { text: offer.text, base, why: why.slice(0, 500) },
        {
          onSuccess({ ok, problems }) {
            if (!ok) {
              setProblem(`The rule was not written. ${problems[0]?.message ?? ''}`);
              return;
            }
            announce(`Rule written: ${offer.sentence}`);
            onClose();
          },
          onError: ({ message }) => setProblem(`The rule was not written. ${message}`),
        },
      );
    },
  };
}

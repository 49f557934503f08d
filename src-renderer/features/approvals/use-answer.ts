/** Sends a person's answer for exactly the plan that was shown, and keeps what came of it. */
import { useQueryClient } from '@tanstack/react-query';
import { approvalChanged } from '#renderer/client/live-updates.ts';
import { useCommand } from '#renderer/client/queries.ts';
import { HostError } from '#shared/contract/index.ts';
import type { Approval } from '#shared/model/index.ts';

export interface Answering {
  readonly approve: () => void;
  readonly deny: (because: string | null) => void;
  readonly busy: boolean;
  /** What went wrong with the last answer, in a sentence; `null` when nothing did. */
  readonly problem: string | null;
}

/** @param card as it is shown: its digest goes with the answer */
export function useAnswer(card: Approval, onAnswered: (card: Approval) => void): Answering {
  const cache = useQueryClient();
  const approving = useCommand('approvals.approve');
  const denying = useCommand('approvals.deny');
  const after = {
    onSuccess(answered: Approval): void {
      approvalChanged(cache, answered);
      onAnswered(answered);
    },
    // Whatever the reason, what is shown may no longer be true.
    onError: () =>
      void cache.invalidateQueries({ predicate: ({ queryKey }) => String(queryKey[0]).startsWith('approvals.') }),
  };
  const busy = approving.isPending || denying.isPending;
  const error = approving.error ?? denying.error;
  const start = (): void => {
    approving.reset();
    denying.reset();
  };
  return {
    busy,
    problem: error === null ? null : problemWords(error),
    approve() {
      if (busy) return;
      start();
      approving.mutate({ id: card.id, digest: card.digest }, after);
    },
    deny(because) {
      if (busy) return;
      start();
      denying.mutate({ id: card.id, digest: card.digest, because }, after);
    },
  };
}

function problemWords(error: Error): string {
  if (!(error instanceof HostError)) return `Your answer did not count: ${error.message}`;
  switch (error.code) {
    case 'CONFLICT':
    case 'NOT_FOUND':
      return `Your answer did not count. ${error.message}`;
    case 'UNREACHABLE':
      return `Countersign did not reply, so it is not certain that your answer arrived. ${error.message}`;
    case 'RECORDS_UNAVAILABLE':
      return `Your answer did not count, because it could not be put on record. ${error.message}`;
    default:
      return `Your answer did not count. ${error.message}`;
  }
}

/** Sends a person's answer for exactly the plan that was shown, and keeps what came of it. */
import { useQueryClient } from '@tanstack/react-query';
import { approvalAnswered } from '#renderer/client/live-updates.ts';
import { useCommand } from '#renderer/client/queries.ts';
import { HostError, type OperationInput } from '#shared/contract/index.ts';
import type { Approval } from '#shared/model/index.ts';

/** How far an approval reaches, and what the person notes of it; nothing: once and exactly. */
export type Approving = Omit<OperationInput<'approvals.approve'>, 'id' | 'digest'>;

export interface Answering {
  readonly approve: (how?: Approving) => void;
  readonly deny: (because: string | null, note?: string | null) => void;
  /** For a card whose requester is gone. */
  readonly preapprove: () => void;
  readonly busy: boolean;
  /** What went wrong with the last answer, in a sentence; `null` when nothing did. */
  readonly problem: string | null;
}

/** @param card as it is shown: its digest goes with the answer */
export function useAnswer(card: Approval, onAnswered: (card: Approval) => void): Answering {
  const cache = useQueryClient();
  const approving = useCommand('approvals.approve');
  const denying = useCommand('approvals.deny');
  const preapproving = useCommand('approvals.preapprove');
  const all = [approving, denying, preapproving];
  const busy = all.some(({ isPending }) => isPending);
  const error = all.find((one) => one.error !== null)?.error ?? null;
  // Whatever the reason for a refusal, what is shown may no longer be true.
  const onError = (): void =>
    void cache.invalidateQueries({ predicate: ({ queryKey }) => String(queryKey[0]).startsWith('approvals.') });
  const after = {
    onSuccess(answered: Approval): void {
      approvalAnswered(cache, answered);
      onAnswered(answered);
    },
    onError,
  };
  const shown = { id: card.id, digest: card.digest };
  const start = (act: () => void): void => {
    if (busy) return;
    for (const one of all) one.reset();
    act();
  };
  return {
    busy,
    problem: error === null ? null : problemWords(error),
    approve: (how = {}) => start(() => approving.mutate({ ...shown, ...how }, after)),
    deny: (because, note = null) =>
      start(() => denying.mutate({ ...shown, because, ...(note === null ? {} : { note }) }, after)),
    // The card stays in view: its own words say until when.
    preapprove: () =>
      start(() => preapproving.mutate(shown, { onError, onSuccess: (put) => approvalAnswered(cache, put) })),
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

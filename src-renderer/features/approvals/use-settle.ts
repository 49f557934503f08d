/** Answers listed cards together, by id and digest as they were shown, and keeps which of them were left out and why. */
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { approvalAnswered } from '#renderer/client/live-updates.ts';
import { useCommand } from '#renderer/client/queries.ts';
import type { OperationOutput } from '#shared/contract/index.ts';
import type { Approval } from '#shared/model/index.ts';

type Settled = OperationOutput<'approvals.approveListed'>;

export interface Settling {
  readonly approve: (cards: readonly Approval[], note: string | null) => void;
  readonly deny: (cards: readonly Approval[], because: string | null, note: string | null) => void;
  readonly busy: boolean;
  readonly problem: string | null;
  /** The last answer, when it left some out. */
  readonly left: Settled['left'];
}

/** @param onDone when every listed card took the answer */
export function useSettle(onDone: (answered: readonly Approval[]) => void): Settling {
  const cache = useQueryClient();
  const approving = useCommand('approvals.approveListed');
  const denying = useCommand('approvals.denyListed');
  const [left, setLeft] = useState<Settled['left']>([]);
  const busy = approving.isPending || denying.isPending;
  const error = approving.error ?? denying.error;
  const after = {
    onSuccess(settled: Settled): void {
      for (const card of settled.answered) approvalAnswered(cache, card);
      setLeft(settled.left);
      if (settled.left.length === 0) onDone(settled.answered);
    },
    onError: () => void cache.invalidateQueries({ queryKey: ['approvals.list'] }),
  };
  const listed = (cards: readonly Approval[]) => cards.map(({ id, digest }) => ({ id, digest }));
  const start = (act: () => void): void => {
    if (busy) return;
    approving.reset();
    denying.reset();
    setLeft([]);
    act();
  };
  return {
    busy,
    left,
    problem: error === null ? null : `Nothing was answered. ${error.message}`,
    approve: (cards, note) => start(() => approving.mutate({ cards: listed(cards), note }, after)),
    deny: (cards, because, note) => start(() => denying.mutate({ cards: listed(cards), because, note }, after)),
  };
}

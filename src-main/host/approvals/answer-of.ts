/** Cards and answers, one as the other. Pure. */
import { type Answer, type Approval, type ApprovalState, isFilePlan, type Plan } from '#shared/model/index.ts';

export function ended(card: Approval, state: ApprovalState, by: string | null, at: string): Approval {
  return { ...card, state, answered_at: at, answered_by: by };
}

/** @throws Error for a card that waits */
export function answerOf(card: Approval): Answer {
  const by = card.answered_by ?? '';
  switch (card.state) {
    case 'approved':
      return { answer: 'approved', by, scope: card.scope ?? 'exact', lifetime: card.lifetime ?? 'once' };
    case 'denied':
      return { answer: 'denied', by, because: card.because };
    case 'expired':
    case 'requester_gone':
      return { answer: card.state };
    case 'pending':
      throw new Error(`${card.id} waits for its answer`);
    default:
      return card.state satisfies never;
  }
}

export function inWords(state: ApprovalState): string {
  return state === 'requester_gone' ? 'over, because the client that asked is gone,' : state;
}

/** What a `session` grant ends with: the client's session in Countersign, or else its connection. */
export function sessionOf(plan: Plan, connection: string): string {
  return (plan.kind === 'command' || isFilePlan(plan)) && plan.session !== null ? plan.session : connection;
}

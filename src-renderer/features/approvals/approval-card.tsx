/** One request as one card, read from top to bottom: who, what, exactly what, how far it reaches, why it is asked, the answers. */
import { type ReactNode, useRef } from 'react';
import { useCommand } from '#renderer/client/queries.ts';
import type { Approval } from '#shared/model/index.ts';
import { useChangesShown } from '../plan/change-shown.ts';
import { PlanSection } from '../plan/plan-section.tsx';
import { Answers } from './answers.tsx';
import './approvals.css';
import { CardHead } from './card-head.tsx';
import { useIsPaused } from './is-paused.ts';
import { Outcome } from './outcome.tsx';
import { Preapprove } from './preapprove.tsx';
import { useSeenToEnd } from './seen-to-end.ts';
import { useAnswer } from './use-answer.ts';
import { WhyAsked } from './why-asked.tsx';

export function ApprovalCard(props: {
  readonly card: Approval;
  readonly home: string;
  readonly onAnswered: (card: Approval) => void;
}): ReactNode {
  const { card, home } = props;
  const planEnd = useRef<HTMLDivElement>(null);
  const change = useChangesShown([card]);
  // What comes late pushes the end out of view again.
  const seen = useSeenToEnd(planEnd, `${card.digest} ${change}`);
  const answering = useAnswer(card, props.onAnswered);
  const touch = useTouch(card);
  const paused = useIsPaused();
  return (
    <article
      className="card prompt"
      aria-labelledby={`title-${card.id}`}
      onPointerDown={touch}
      onKeyDown={touch}
      onWheel={touch}
    >
      <CardHead card={card} home={home} />
      <PlanSection plan={card.plan} home={home} approval={card.id} />
      <div ref={planEnd} />
      <WhyAsked verdict={card.verdict} agentReason={card.agent_reason} />
      {card.state === 'pending' ? (
        <Answers card={card} seen={seen} change={change} paused={paused} answering={answering} />
      ) : (
        <Outcome card={card} problem={answering.problem}>
          {card.state === 'requester_gone' && (
            <Preapprove card={card} seen={seen} change={change} paused={paused} answering={answering} />
          )}
        </Outcome>
      )}
    </article>
  );
}

/** The first touch of a waiting card tells the host that a person is looking, so that it does not run out under their eyes. */
function useTouch(card: Approval): () => void {
  const touched = useRef(false);
  const touching = useCommand('approvals.touch');
  return () => {
    if (touched.current || card.state !== 'pending') return;
    touched.current = true;
    // A card that was answered in the same moment refuses this, and its own state says so.
    touching.mutate({ id: card.id });
  };
}

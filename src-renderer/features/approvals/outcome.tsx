/** How a card ended: in a word, by whom, when and why. Stands where the answers stood, without anything to press by mistake. */
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { useRuns } from '#renderer/client/queries.ts';
import { Ago } from '#renderer/ui/ago.tsx';
import { Said, type Tone } from '#renderer/ui/badge.tsx';
import { Notice } from '#renderer/ui/card.tsx';
import type { IconName } from '#renderer/ui/icons.tsx';
import { Visible } from '#renderer/ui/visible.tsx';
import type { Approval, ApprovalState } from '#shared/model/index.ts';

interface StateWords {
  readonly tone: Tone;
  readonly icon: IconName;
  readonly word: string;
  readonly sentence: string;
}

export const stateWords: Readonly<Record<ApprovalState, StateWords>> = {
  pending: { tone: 'ask', icon: 'hand', word: 'waiting', sentence: 'It waits for an answer.' },
  approved: { tone: 'allow', icon: 'check', word: 'approved', sentence: 'Once, for exactly this plan.' },
  denied: { tone: 'deny', icon: 'bar', word: 'denied', sentence: 'Nothing ran.' },
  expired: {
    tone: 'plain',
    icon: 'clock',
    word: 'expired',
    sentence: 'Nobody answered in time, which counts as no. Nothing ran.',
  },
  requester_gone: {
    tone: 'plain',
    icon: 'gone',
    word: 'requester gone',
    sentence: 'The client left before there was an answer. Nothing ran, and it can no longer be approved.',
  },
};

export function Outcome({ card, problem }: { readonly card: Approval; readonly problem: string | null }): ReactNode {
  const words = stateWords[card.state];
  return (
    <section className="card-part outcome" aria-label="How it ended">
      {problem !== null && (
        <div role="alert">
          <Notice tone="plain">
            <Visible text={problem} mode="layout" />
          </Notice>
        </div>
      )}
      <p className="outcome-line">
        <Said tone={words.tone} icon={words.icon}>
          <strong>{words.word}</strong>
        </Said>
        <span>{words.sentence}</span>
      </p>
      {(card.answered_by !== null || card.answered_at !== null) && (
        <p className="quiet">
          {card.answered_by !== null && (
            <>
              By <Visible text={card.answered_by} mode="layout" />
              {', '}
            </>
          )}
          {card.answered_at !== null && <Ago iso={card.answered_at} />}
          {card.state === 'approved' && <RunLink card={card} />}
        </p>
      )}
      {card.because !== null && (
        <blockquote className="agent-says">
          <small>{card.answered_by === null ? 'Why' : 'The agent was told'}</small>
          <Visible text={card.because} mode="layout" />
        </blockquote>
      )}
    </section>
  );
}

function RunLink({ card }: { readonly card: Approval }): ReactNode {
  const runs = useRuns();
  const run = runs.data?.find(({ approval }) => approval === card.id);
  return run === undefined ? null : (
    <>
      {' · '}
      <Link href={`/runs/${run.id}`}>See the run</Link>
    </>
  );
}

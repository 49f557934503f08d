/** How a card ended: in a word, by whom, when and why. Stands where the answers stood, without anything to press by mistake. */
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { useRuns } from '#renderer/client/queries.ts';
import { Ago } from '#renderer/ui/ago.tsx';
import { Said, type Tone } from '#renderer/ui/badge.tsx';
import { Notice } from '#renderer/ui/card.tsx';
import type { IconName } from '#renderer/ui/icons.tsx';
import { useNow } from '#renderer/ui/now.ts';
import { Visible } from '#renderer/ui/visible.tsx';
import type { Approval, ApprovalState } from '#shared/model/index.ts';
import { clock, timeOfDay } from '#shared/text/index.ts';
import { approvedWords } from './words.ts';

interface StateWords {
  readonly tone: Tone;
  readonly icon: IconName;
  readonly word: string;
  readonly sentence: string;
}

const stateWords: Readonly<Record<ApprovalState, StateWords>> = {
  pending: { tone: 'ask', icon: 'hand', word: 'waiting', sentence: 'It waits for an answer.' },
  approved: { tone: 'allow', icon: 'check', word: 'approved', sentence: 'Once, for exactly this plan.' },
  denied: { tone: 'deny', icon: 'bar', word: 'denied', sentence: 'Nothing ran.' },
  expired: {
    tone: 'ask',
    icon: 'clock',
    word: 'missed',
    sentence:
      'Nobody answered in time, which counts as no, this once. Nothing ran. A missed answer cannot be given later: to have it run, tell the agent to ask again, and it comes back as a new request.',
  },
  requester_gone: {
    tone: 'plain',
    icon: 'gone',
    word: 'requester gone',
    sentence: 'The client left before there was an answer. Nothing ran, and it can no longer be approved.',
  },
};

/** A card that was approved and then not run, because something had changed, is neither approved nor denied. */
export function wordsOf(card: Approval): StateWords {
  if (card.drift !== null)
    return {
      tone: 'deny',
      icon: 'warning',
      word: 'changed, not run',
      sentence: 'You approved it, but what you saw was no longer so when it was about to run. Nothing ran.',
    };
  const words = stateWords[card.state];
  return card.state === 'approved' ? { ...words, sentence: approvedWords(card) } : words;
}

export function Outcome(props: {
  readonly card: Approval;
  readonly problem: string | null;
  /** What can still be done with it. */
  readonly children?: ReactNode;
}): ReactNode {
  const { card, problem } = props;
  const words = wordsOf(card);
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
      {card.drift !== null && <Drift changes={card.drift} />}
      {(card.answered_by !== null || card.answered_at !== null) && (
        <p className="quiet">
          {card.answered_by !== null && (
            <>
              By <Visible text={card.answered_by} mode="layout" />
              {', '}
            </>
          )}
          {card.answered_at !== null && <Ago iso={card.answered_at} />}
          {card.state === 'approved' && card.drift === null && <RunLink card={card} />}
        </p>
      )}
      {card.state === 'approved' && card.preapproved_until !== null && <Kept until={card.preapproved_until} />}
      {card.because !== null && (
        <Quoted said={card.answered_by === null ? 'Why' : 'The agent was told'} text={card.because} />
      )}
      {card.note !== null && <Quoted said="Your note" text={card.note} />}
      {props.children}
    </section>
  );
}

function Quoted({ said, text }: { readonly said: string; readonly text: string }): ReactNode {
  return (
    <blockquote className="agent-says">
      <small>{said}</small>
      <Visible text={text} mode="layout" />
    </blockquote>
  );
}

/** Nobody waited for the answer at that moment: it is kept for a client that comes back for it. */
function Kept({ until }: { readonly until: string }): ReactNode {
  const now = useNow(1000);
  const left = Date.parse(until) - now;
  return left <= 0 ? null : (
    <p className="quiet">
      The client was not waiting at that moment. If it comes back by {timeOfDay(until)}, it runs: {clock(left)} left.
    </p>
  );
}

function Drift({ changes }: { readonly changes: readonly string[] }): ReactNode {
  return (
    <Notice tone="deny">
      What changed:
      <ul className="why-reasons">
        {changes.map((change) => (
          <li key={change}>
            <Visible text={change} />
          </li>
        ))}
      </ul>
    </Notice>
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

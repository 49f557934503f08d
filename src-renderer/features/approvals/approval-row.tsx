/** A card as a row: who and where, how long it waits or how it ended, and what would run. */
import type { ReactNode } from 'react';
import { Said } from '#renderer/ui/badge.tsx';
import { useNow } from '#renderer/ui/now.ts';
import { Visible } from '#renderer/ui/visible.tsx';
import type { Approval } from '#shared/model/index.ts';
import { clock, exactTime } from '#shared/text/index.ts';
import { folderName, planLine } from '../plan/words.ts';
import { stateWords } from './outcome.tsx';

export function ApprovalRow({ card, home }: { readonly card: Approval; readonly home: string }): ReactNode {
  const folder = folderName(card.plan);
  return (
    <>
      <span className="row-who">
        <Visible text={folder === null ? card.client.name : `${card.client.name} · ${folder}`} />
      </span>
      <span className="row-end">
        {card.state === 'pending' ? <Left until={card.expires_at} /> : <Ended card={card} />}
      </span>
      <code className="row-line">
        <Visible text={planLine(card.plan, home)} mode="layout" />
      </code>
    </>
  );
}

function Left({ until }: { readonly until: string }): ReactNode {
  const now = useNow(1000);
  return <time dateTime={until}>{clock(Date.parse(until) - now)}</time>;
}

function Ended({ card }: { readonly card: Approval }): ReactNode {
  const { tone, icon, word } = stateWords[card.state];
  return (
    <span title={exactTime(card.answered_at ?? card.asked_at)}>
      <Said tone={tone} icon={icon}>
        {word}
      </Said>
    </span>
  );
}

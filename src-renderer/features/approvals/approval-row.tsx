/** A card as a row: who and where, how long it waits or how it ended, and what would run. */
import { memo, type ReactNode } from 'react';
import { Said } from '#renderer/ui/badge.tsx';
import { Icon } from '#renderer/ui/icons.tsx';
import { useNow } from '#renderer/ui/now.ts';
import { Visible } from '#renderer/ui/visible.tsx';
import type { Approval } from '#shared/model/index.ts';
import { clock, exactTime } from '#shared/text/index.ts';
import { folderName, planLine } from '../plan/words.ts';
import type { QueueRow } from './approval-entries.ts';
import { isHeld } from './countdown.tsx';
import { wordsOf } from './outcome.tsx';

/** Drawn anew only when its card changes: not for each key that moves through the list. */
export const ApprovalRow = memo(DrawnRow);

function DrawnRow({ row, home }: { readonly row: QueueRow; readonly home: string }): ReactNode {
  const { card, alike } = row;
  const folder = folderName(card.plan);
  return (
    <>
      <span className="row-who">
        <Visible text={folder === null ? card.client.name : `${card.client.name} · ${folder}`} />
      </span>
      <span className="row-end">
        {alike > 1 && <span className="row-alike">{alike} alike</span>}
        {card.state === 'pending' ? <Waiting card={card} /> : <Ended card={card} />}
      </span>
      <code className="row-line">
        <Visible text={planLine(card.plan, home)} mode="layout" />
      </code>
    </>
  );
}

function Waiting({ card }: { readonly card: Approval }): ReactNode {
  const now = useNow(1000);
  return (
    <>
      {card.risk === 'high' && (
        <span className="row-high" title="high risk">
          <Icon name="warning" />
          <span className="unseen">high risk, </span>
        </span>
      )}
      <time dateTime={card.expires_at}>{isHeld(card, now) ? 'held' : clock(Date.parse(card.expires_at) - now)}</time>
    </>
  );
}

function Ended({ card }: { readonly card: Approval }): ReactNode {
  const { tone, icon, word } = wordsOf(card);
  return (
    <span title={exactTime(card.answered_at ?? card.asked_at)}>
      <Said tone={tone} icon={icon}>
        {word}
      </Said>
    </span>
  );
}

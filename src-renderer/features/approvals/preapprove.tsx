/**
 * For a card whose requester is gone: letting the identical request pass once, should it come again within ten minutes. It is an approval
 * and is guarded like one.
 */
import type { MouseEvent, ReactNode } from 'react';
import { Button } from '#renderer/ui/button.tsx';
import { Notice } from '#renderer/ui/card.tsx';
import { useNow } from '#renderer/ui/now.ts';
import type { Approval } from '#shared/model/index.ts';
import { clock, timeOfDay } from '#shared/text/index.ts';
import type { ChangeShown } from '../plan/change-shown.ts';
import { useShownDigest } from '../plan/plan-digest.ts';
import { useArming } from './arming.ts';
import { refuseSingleKeys } from './single-keys.ts';
import type { Answering } from './use-answer.ts';

const longestMs = 3_600_000;

export function Preapprove(props: {
  readonly card: Approval;
  readonly seen: boolean;
  readonly change: ChangeShown;
  readonly paused: boolean;
  readonly answering: Answering;
}): ReactNode {
  const { card, seen, change, paused, answering } = props;
  const now = useNow(1000);
  const arming = useArming(`${card.id} ${card.digest} again`);
  const shown = useShownDigest(card.plan, card.digest);
  const until = card.preapproved_until === null ? 0 : Date.parse(card.preapproved_until);
  if (card.preapproved_until !== null && until > now) {
    return (
      <Notice tone="ask">
        The identical request passes once until {timeOfDay(card.preapproved_until)}: {clock(until - now)} left.
      </Notice>
    );
  }
  // The host takes it for an hour; after that the client has to ask anew.
  if (now - Date.parse(card.asked_at) > longestMs) return null;
  const may = arming.armed && seen && change === 'yes' && !paused && shown === 'same' && !answering.busy;
  const onClick = (event: MouseEvent): void => {
    if (may && arming.counts(event)) answering.preapprove();
  };
  return (
    <div className="card-row" {...arming.guard} data-armed={arming.armed}>
      <span className="preapprove-words">
        {card.preapproved_until === null
          ? 'It may ask again. You can say yes to that now.'
          : 'The ten minutes are over.'}
      </span>
      <span className="gap" />
      <Button inert={!may} onClick={onClick} onKeyDown={refuseSingleKeys}>
        Pre-approve once for 10 minutes
      </Button>
    </div>
  );
}

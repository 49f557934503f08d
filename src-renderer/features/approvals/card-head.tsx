/** The top of a card: who asks (the name is the token's, the rest is said or guessed and marked so), how long it waits, one sentence. */
import type { ReactNode } from 'react';
import { Said } from '#renderer/ui/badge.tsx';
import { Visible } from '#renderer/ui/visible.tsx';
import type { Approval, Plan } from '#shared/model/index.ts';
import { counted, shortId } from '#shared/text/index.ts';
import { folderName, headline } from '../plan/words.ts';
import { Countdown } from './countdown.tsx';
import { PeerLine } from './peer-line.tsx';

export function CardHead({ card, home }: { readonly card: Approval; readonly home: string }): ReactNode {
  const folder = folderName(card.plan);
  return (
    <header className="card-part">
      <div className="card-who">
        <strong>
          <Visible text={card.client.name} />
        </strong>
        {folder !== null && (
          <span>
            in <Visible text={folder} />
          </span>
        )}
        {card.client.claims !== null && (
          <span className="claims">
            claims to be “<Visible text={card.client.claims} />”
          </span>
        )}
        {card.state === 'pending' && <Countdown card={card} />}
      </div>
      <MoreOfWho card={card} />
      <p className="card-who card-who-more">
        <PeerLine peer={card.peer} />
      </p>
      <h1 className="card-title" id={`title-${card.id}`}>
        <Visible text={headline(card.summary, card.plan, home)} />
      </h1>
    </header>
  );
}

/** Always one line high, so that a repetition that comes while the card is read moves nothing. */
function MoreOfWho({ card }: { readonly card: Approval }): ReactNode {
  const session = sessionOf(card.plan);
  return (
    <p className="card-who card-who-more">
      {card.risk === 'high' && (
        <Said tone="deny" icon="warning">
          high risk
        </Said>
      )}
      {session !== null && <span title={session}>session {shortId(session)}</span>}
      {session === null && (
        <span>
          tool <Visible text={card.tool} />
        </span>
      )}
      {card.repeats > 0 && (
        <span className="card-end card-repeats">
          asked {counted(card.repeats, 'more time', 'more times')} unchanged
        </span>
      )}
    </p>
  );
}

function sessionOf(plan: Plan): string | null {
  return 'session' in plan ? plan.session : null;
}

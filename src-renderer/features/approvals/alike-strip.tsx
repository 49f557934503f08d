/** Under a card: that others like it wait, and the way to answer them together. Under it, because there it moves nothing when it appears. */
import { type ReactNode, useState } from 'react';
import { Button } from '#renderer/ui/button.tsx';
import { useKeys } from '#renderer/ui/keys.ts';
import type { Approval } from '#shared/model/index.ts';
import { counted } from '#shared/text/index.ts';
import { AlikeDialog } from './alike-dialog.tsx';
import { alikeTo } from './queue-order.ts';

export function AlikeStrip(props: {
  readonly card: Approval;
  readonly cards: readonly Approval[];
  readonly home: string;
  readonly onAnswered: (card: Approval) => void;
}): ReactNode {
  const { card } = props;
  const [open, setOpen] = useState(false);
  const alike = card.state === 'pending' ? alikeTo(card, props.cards) : [];
  const some = alike.length > 1;
  useKeys(some ? { g: () => setOpen(true) } : {});
  return (
    <>
      {some && (
        <div className="alike-strip">
          <span>
            {counted(alike.length - 1, 'more request like this waits', 'more requests like this wait')}: the same
            client, tool and shape.
          </span>
          <Button chord="g" onClick={() => setOpen(true)}>
            Answer these {alike.length} together…
          </Button>
        </div>
      )}
      {open && (
        <AlikeDialog
          card={card}
          cards={props.cards}
          home={props.home}
          onBack={() => setOpen(false)}
          onDone={(answered) => {
            setOpen(false);
            props.onAnswered(answered);
          }}
        />
      )}
    </>
  );
}

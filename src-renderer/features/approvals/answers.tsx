/**
 * The answers to a waiting card. Deny stands first; approving takes a click or Ctrl/⌘+Enter, and only once the buttons are armed, the
 * plan has been seen to its end, and what is drawn is what the digest stands for.
 */
import { lazy, type MouseEvent, type ReactNode, Suspense, useState } from 'react';
import { Button } from '#renderer/ui/button.tsx';
import { Notice } from '#renderer/ui/card.tsx';
import { useKeys } from '#renderer/ui/keys.ts';
import { Visible } from '#renderer/ui/visible.tsx';
import type { Approval } from '#shared/model/index.ts';
import type { ChangeShown } from '../plan/change-shown.ts';
import { useShownDigest } from '../plan/plan-digest.ts';
import { ApproveFor } from './approve-for.tsx';
import { type Arming, useArming } from './arming.ts';
import { refuseSingleKeys } from './single-keys.ts';
import type { Answering } from './use-answer.ts';
import { WhyForm } from './why-form.tsx';

const AlwaysAnswer = lazy(async () => ({ default: (await import('./always-answer.tsx')).AlwaysAnswer }));

/** Which answers are on screen: the four buttons, the reason for denying, or how far to approve. */
type Open = 'buttons' | 'why' | 'for';

export function Answers(props: {
  readonly card: Approval;
  readonly seen: boolean;
  /** Whether what would be written is on screen. */
  readonly change: ChangeShown;
  /** While everything is paused nothing can be approved; denying goes on. */
  readonly paused: boolean;
  readonly answering: Answering;
}): ReactNode {
  const { card, seen, change, paused, answering } = props;
  const [open, setOpen] = useState<Open>('buttons');
  const [always, setAlways] = useState(false);
  // Buttons that come back under a finger are new buttons.
  const [turn, setTurn] = useState(0);
  const arming = useArming(`${card.id} ${card.digest} ${turn}`);
  const shown = useShownDigest(card.plan, card.digest);
  const may = seen && change === 'yes' && shown === 'same' && !paused;
  const back = (): void => {
    setOpen('buttons');
    setTurn(turn + 1);
  };
  return (
    <footer className="card-part answers" {...arming.guard} data-armed={arming.armed} data-open={open}>
      {answering.problem !== null && (
        <div role="alert">
          <Notice tone="plain">
            <Visible text={answering.problem} mode="layout" />
          </Notice>
        </div>
      )}
      {shown === 'different' && (
        <Notice tone="deny">
          This page cannot show all of this plan, so it cannot be approved here. Reload the page; if that does not help,
          deny it.
        </Notice>
      )}
      {open === 'why' && <WhyForm ready={arming.armed && !answering.busy} onSend={answering.deny} onBack={back} />}
      {open === 'for' && (
        <ApproveFor card={card} may={may} answering={answering} onAlways={() => setAlways(true)} onBack={back} />
      )}
      {open === 'buttons' && <AnswerButtons answering={answering} arming={arming} may={may} onOpen={setOpen} />}
      {paused && <p className="answers-hint">Everything is paused, so nothing can be approved. Resume first.</p>}
      <ChangeHint change={change} />
      {!seen && change === 'yes' && (
        <p className="answers-hint">Scroll to the end of the plan to be able to approve it.</p>
      )}
      {always && (
        <Suspense>
          <AlwaysAnswer card={card} answering={answering} onBack={() => setAlways(false)} />
        </Suspense>
      )}
    </footer>
  );
}

/** Why a change that is not on screen cannot be approved. */
export function ChangeHint({ change }: { readonly change: ChangeShown }): ReactNode {
  switch (change) {
    case 'yes':
      return null;
    case 'reading':
      return (
        <p className="answers-hint">What would change is still being read. It can be approved once it is on screen.</p>
      );
    case 'unread':
      return <p className="answers-hint">What would change could not be read, so it cannot be approved.</p>;
    case 'different':
      return <p className="answers-hint">What is shown is not what the plan would write, so it cannot be approved.</p>;
    default:
      return change satisfies never;
  }
}

function AnswerButtons(props: {
  readonly answering: Answering;
  readonly arming: Arming;
  readonly may: boolean;
  readonly onOpen: (open: Open) => void;
}): ReactNode {
  const { answering, arming, may, onOpen } = props;
  const ready = arming.armed && !answering.busy;
  useKeys({
    'mod+Enter': (event) => ready && may && !event.repeat && answering.approve(),
    'mod+Backspace': (event) => ready && !event.repeat && answering.deny(null),
    d: () => onOpen('why'),
    a: () => onOpen('for'),
  });
  const onDeny = (event: MouseEvent): void => {
    if (arming.counts(event)) answering.deny(null);
  };
  const onApprove = (event: MouseEvent): void => {
    if (may && arming.counts(event)) answering.approve();
  };
  return (
    <div className="card-row">
      <Button tone="deny" chord="mod+Backspace" inert={!ready} onClick={onDeny}>
        Deny
      </Button>
      <Button chord="d" onClick={() => onOpen('why')}>
        Deny and tell it why…
      </Button>
      <div className="yes-answers">
        <Button chord="a" onClick={() => onOpen('for')}>
          Approve for…
        </Button>
        <Button
          tone="approve"
          chord="mod+Enter"
          inert={!ready || !may}
          onClick={onApprove}
          onKeyDown={refuseSingleKeys}
        >
          Approve once
        </Button>
      </div>
    </div>
  );
}

/**
 * The answers to a waiting card. Deny stands first; approving takes a click or Ctrl/⌘+Enter, and only once the buttons are armed, the
 * plan has been seen to its end, and what is drawn is what the digest stands for.
 */
import { type KeyboardEvent, type MouseEvent, type ReactNode, useState } from 'react';
import { Button } from '#renderer/ui/button.tsx';
import { Notice } from '#renderer/ui/card.tsx';
import { useKeys } from '#renderer/ui/keys.ts';
import { Visible } from '#renderer/ui/visible.tsx';
import type { Approval } from '#shared/model/index.ts';
import { useShownDigest } from '../plan/plan-digest.ts';
import { useArming } from './arming.ts';
import type { Answering } from './use-answer.ts';
import { WhyForm } from './why-form.tsx';

export function Answers(props: {
  readonly card: Approval;
  readonly seen: boolean;
  readonly answering: Answering;
}): ReactNode {
  const { card, seen, answering } = props;
  const [explaining, setExplaining] = useState(false);
  const arming = useArming(`${card.id} ${card.digest}`);
  const shown = useShownDigest(card.plan, card.digest);
  const ready = arming.armed && !answering.busy;
  const mayApprove = ready && seen && shown === 'same' && !explaining;
  useKeys({
    'mod+Enter': (event) => {
      if (mayApprove && !event.repeat) answering.approve();
    },
    'mod+Backspace': (event) => {
      if (ready && !event.repeat) answering.deny(null);
    },
    d: () => setExplaining(true),
  });
  return (
    <footer className="card-part answers" onPointerDownCapture={arming.press} data-armed={arming.armed}>
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
      {explaining ? (
        <WhyForm ready={ready} onSend={answering.deny} onBack={() => setExplaining(false)} />
      ) : (
        <AnswerButtons
          deny={{ inert: !ready, act: (event) => arming.counts(event) && answering.deny(null) }}
          approve={{ inert: !mayApprove, act: (event) => mayApprove && arming.counts(event) && answering.approve() }}
          onExplain={() => setExplaining(true)}
        />
      )}
      {!seen && <p className="answers-hint">Scroll to the end of the plan to be able to approve it.</p>}
    </footer>
  );
}

interface Act {
  readonly inert: boolean;
  readonly act: (event: MouseEvent) => unknown;
}

function AnswerButtons(props: {
  readonly deny: Act;
  readonly approve: Act;
  readonly onExplain: () => void;
}): ReactNode {
  return (
    <div className="card-row">
      <Button tone="deny" chord="mod+Backspace" inert={props.deny.inert} onClick={props.deny.act}>
        Deny
      </Button>
      <Button chord="d" onClick={props.onExplain}>
        Deny and tell it why…
      </Button>
      <span className="gap" />
      <Button
        tone="approve"
        chord="mod+Enter"
        inert={props.approve.inert}
        onClick={props.approve.act}
        onKeyDown={refuseSingleKeys}
      >
        Approve once
      </Button>
    </div>
  );
}

/** Enter or Space alone never approves, even with the focus on the button: they are pressed by accident too easily. */
function refuseSingleKeys(event: KeyboardEvent): void {
  if ((event.key === 'Enter' || event.key === ' ') && !event.ctrlKey && !event.metaKey) event.preventDefault();
}

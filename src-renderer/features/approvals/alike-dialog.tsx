/**
 * Requests that are alike, answered together. What is answered is what was listed when this opened: each with its plan, none of high
 * risk, nothing that arrived later. Approving is once and exactly for each, and is guarded like a single approval.
 */
import { type KeyboardEvent, type MouseEvent, type ReactNode, useRef, useState } from 'react';
import { Button } from '#renderer/ui/button.tsx';
import { Notice } from '#renderer/ui/card.tsx';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { Field } from '#renderer/ui/field.tsx';
import { Visible } from '#renderer/ui/visible.tsx';
import type { Approval } from '#shared/model/index.ts';
import { counted } from '#shared/text/index.ts';
import { type ChangeShown, useChangesShown } from '../plan/change-shown.ts';
import { useShownDigests } from '../plan/plan-digest.ts';
import { AlikeList } from './alike-list.tsx';
import { ChangeHint } from './answers.tsx';
import { useArming } from './arming.ts';
import { useIsPaused } from './is-paused.ts';
import { NoteField, noteOf } from './note-field.tsx';
import { alikeTo } from './queue-order.ts';
import { useSeenToEnd } from './seen-to-end.ts';
import { refuseSingleKeys } from './single-keys.ts';
import { type Settling, useSettle } from './use-settle.ts';

/** As many as one call may name. */
const mostListed = 500;

interface AlikeDialogProps {
  readonly card: Approval;
  readonly cards: readonly Approval[];
  readonly home: string;
  readonly onBack: () => void;
  readonly onDone: (answered: Approval) => void;
}

export function AlikeDialog({ card, cards, home, onBack, onDone }: AlikeDialogProps): ReactNode {
  const alike = alikeTo(card, cards);
  const [listed, setListed] = useState<readonly Approval[]>(() => alike.slice(0, mostListed));
  const now = listed.map((shown) => cards.find(({ id }) => id === shown.id) ?? shown);
  const waiting = now.filter(({ state }) => state === 'pending');
  const late = alike.filter(({ id }) => listed.every((shown) => shown.id !== id)).length;
  const settling = useSettle((answered) => onDone(answered.at(-1) ?? card));
  const end = useRef<HTMLDivElement>(null);
  const change = useChangesShown(waiting);
  const seen = useSeenToEnd(end, `${listed.map(({ id }) => id).join()} ${change}`);
  return (
    <Dialog label={`Answer ${listed.length} requests together`} className="dialog-wide alike" onClose={onBack}>
      <h2 className="dialog-title">
        {counted(listed.length, 'request', 'requests')} alike from <Visible text={card.client.name} />
      </h2>
      <p className="quiet">
        The same client, tool and shape. Approving is once, for exactly each of these; nothing that arrives later is
        among them.
      </p>
      <AlikeList cards={now} home={home} />
      <div ref={end} />
      {late > 0 && (
        <Notice tone="plain">
          {counted(late, 'more like these waits and is', 'more like these wait and are')} not among them.{' '}
          {listed.length < mostListed && (
            <Button tone="bare" onClick={() => setListed(alike.slice(0, mostListed))}>
              show {late === 1 ? 'it' : 'them'} too
            </Button>
          )}
        </Notice>
      )}
      <Problems settling={settling} />
      <Together waiting={waiting} seen={seen} change={change} settling={settling} onBack={onBack} />
    </Dialog>
  );
}

function Problems({ settling }: { readonly settling: Settling }): ReactNode {
  const { problem, left } = settling;
  if (problem === null && left.length === 0) return null;
  return (
    <div role="alert">
      <Notice tone="ask">
        {problem !== null && <Visible text={problem} mode="layout" />}
        {left.length > 0 && (
          <>
            {counted(left.length, 'of them did', 'of them did')} not take the answer:
            <ul className="why-reasons">
              {left.map(({ id, because }) => (
                <li key={id}>
                  <Visible text={because} mode="layout" />
                </li>
              ))}
            </ul>
          </>
        )}
      </Notice>
    </div>
  );
}

function Together(props: {
  readonly waiting: readonly Approval[];
  readonly seen: boolean;
  readonly change: ChangeShown;
  readonly settling: Settling;
  readonly onBack: () => void;
}): ReactNode {
  const { waiting, seen, change, settling } = props;
  const [because, setBecause] = useState('');
  const [note, setNote] = useState('');
  const shown = useShownDigests(waiting);
  const arming = useArming(waiting.map(({ id }) => id).join());
  const paused = useIsPaused();
  const high = waiting.some(({ risk }) => risk === 'high');
  const ready = arming.armed && !settling.busy && waiting.length > 0;
  const mayApprove = ready && seen && change === 'yes' && shown === 'same' && !high && !paused;
  const approve = (): void => {
    if (mayApprove) settling.approve(waiting, noteOf(note));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.repeat) return;
    event.preventDefault();
    approve();
  };
  const counting = (act: () => void) => (event: MouseEvent) => {
    if (ready && arming.counts(event)) act();
  };
  const deny = counting(() => settling.deny(waiting, noteOf(because), noteOf(note)));
  const these = waiting.length === 1 ? 'this one' : `these ${waiting.length}`;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: catches the chord wherever the focus is in it
    <div className="together" {...arming.guard} data-armed={arming.armed} onKeyDown={onKeyDown}>
      <Field label="If you deny: why? The agent reads this; may stay empty." value={because} onChange={setBecause} />
      <NoteField value={note} onChange={setNote} />
      <div className="dialog-answers">
        {high && <p className="answers-note">These are of high risk: each is approved by itself or not at all.</p>}
        {paused && <p className="answers-hint">Everything is paused, so nothing can be approved. Resume first.</p>}
        {!high && <ChangeHint change={change} />}
        {!high && change === 'yes' && !seen && (
          <p className="answers-hint">Scroll to the end of the list to be able to approve it.</p>
        )}
        {shown === 'different' && (
          <Notice tone="deny">This page cannot show all of these plans, so they cannot be approved here.</Notice>
        )}
        <div className="card-row">
          <Button tone="deny" inert={!ready} onClick={deny}>
            Deny {these}
          </Button>
          <Button chord="Escape" onClick={props.onBack} data-first-focus>
            Back
          </Button>
          <span className="gap" />
          {!high && (
            <Button
              tone="approve"
              chord="mod+Enter"
              inert={!mayApprove}
              onClick={counting(approve)}
              onKeyDown={refuseSingleKeys}
            >
              Approve {these} once
            </Button>
          )}
        </div>
      </div>
    </div>
  );
}

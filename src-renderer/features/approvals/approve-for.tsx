/**
 * Approving for more than once: how long, and how much. It starts at once and exactly, and the button says in full what it would do.
 * *Always* leads on to the rule that would be written. Esc goes back and answers nothing.
 */
import { type KeyboardEvent, type MouseEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { useOperation } from '#renderer/client/queries.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Choice } from '#renderer/ui/choice.tsx';
import { useKeys } from '#renderer/ui/keys.ts';
import { Visible } from '#renderer/ui/visible.tsx';
import type { ApprovalOffers } from '#shared/contract/index.ts';
import type { Approval, ApprovalLifetime, ApprovalScope } from '#shared/model/index.ts';
import { useArming } from './arming.ts';
import { NoteField, noteOf } from './note-field.tsx';
import { refuseSingleKeys } from './single-keys.ts';
import type { Answering } from './use-answer.ts';
import { approveWords, lifetimeWords, scopeWords } from './words.ts';

interface ApproveForProps {
  readonly card: Approval;
  /** The plan was seen to its end and is what the digest stands for. */
  readonly may: boolean;
  readonly answering: Answering;
  readonly onAlways: () => void;
  readonly onBack: () => void;
}

export function ApproveFor(props: ApproveForProps): ReactNode {
  const offers = useOperation('approvals.offers', { id: props.card.id });
  const panel = useRef<HTMLDivElement>(null);
  useEffect(() => panel.current?.focus(), []);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.nativeEvent.isComposing || event.defaultPrevented) return;
    event.preventDefault();
    props.onBack();
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would be announced with each radio in it
    <div ref={panel} className="approve-for" role="group" aria-label="Approve for" tabIndex={-1} onKeyDown={onKeyDown}>
      {offers.data !== undefined ? (
        <Choices {...props} offers={offers.data} />
      ) : (
        <>
          <p className="quiet" role={offers.error === null ? 'status' : 'alert'}>
            {offers.error === null ? (
              'Looking at what can be offered…'
            ) : (
              <>
                What can be offered could not be read: <Visible text={offers.error.message} mode="layout" /> Approving
                once still works.
              </>
            )}
          </p>
          <div className="card-row">
            <Button chord="Escape" onClick={props.onBack}>
              Back
            </Button>
            {offers.error !== null && <Button onClick={() => void offers.refetch()}>Try again</Button>}
          </div>
        </>
      )}
    </div>
  );
}

function Choices({ card, may, answering, offers, ...props }: ApproveForProps & { readonly offers: ApprovalOffers }) {
  const [lifetime, setLifetime] = useState<ApprovalLifetime>('once');
  const [wanted, setWanted] = useState<ApprovalScope>('exact');
  const [note, setNote] = useState('');
  const row = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // Some browsers answer this with a promise, which must not be taken for a way to undo it.
    row.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  // Once is always exactly this: there is nothing else that it could be used for.
  const scope = lifetime === 'once' ? 'exact' : wanted;
  const arming = useArming(`${card.id} ${card.digest} for ${lifetime} ${scope}`);
  const ready = may && arming.armed && !answering.busy;
  const approve = (): void => {
    if (ready) answering.approve({ scope, lifetime, note: noteOf(note) });
  };
  useKeys({ 'mod+Enter': (event) => !event.repeat && approve() });
  // Also from within the fields, where no other key of the page acts.
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    event.preventDefault();
    if (!event.repeat) approve();
  };
  const act = (event: MouseEvent): void => {
    if (arming.counts(event)) approve();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: catches the chord in the fields in it
    <div className="approve-for-choices" {...arming.guard} data-armed={arming.armed} onKeyDown={onKeyDown}>
      <Choice
        legend="How long"
        options={offers.lifetimes.map((one) => [one, lifetimeWords[one]])}
        value={lifetime}
        onChange={setLifetime}
      />
      <Scopes offers={offers} value={scope} once={lifetime === 'once'} onChange={setWanted} />
      {offers.scopes_refused !== null && (
        <p className="answers-note">
          No more than this is offered: <Visible text={offers.scopes_refused} mode="layout" />
        </p>
      )}
      <NoteField value={note} onChange={setNote} />
      <div ref={row} className="card-row">
        <Button chord="Escape" onClick={props.onBack}>
          Back
        </Button>
        <Button inert={!may || offers.always.length === 0} onClick={props.onAlways}>
          Always: write a rule…
        </Button>
        <span className="gap" />
        <Button tone="approve" chord="mod+Enter" inert={!ready} onClick={act} onKeyDown={refuseSingleKeys}>
          {approveWords(lifetime, scope)}
        </Button>
      </div>
      {offers.always_refused !== null && (
        <p className="answers-note">
          Always is not offered here: <Visible text={offers.always_refused} mode="layout" />
        </p>
      )}
    </div>
  );
}

function Scopes(props: {
  readonly offers: ApprovalOffers;
  readonly value: ApprovalScope;
  readonly once: boolean;
  readonly onChange: (scope: ApprovalScope) => void;
}): ReactNode {
  const name = useId();
  return (
    <fieldset className="scopes">
      <legend>What{props.once && <span className="quiet">: once is always exactly this</span>}</legend>
      {props.offers.scopes.map(({ scope, sentence }) => (
        <label key={scope} className="scope" aria-disabled={props.once && scope !== 'exact'}>
          <input
            type="radio"
            name={name}
            checked={scope === props.value}
            disabled={props.once && scope !== 'exact'}
            onChange={() => props.onChange(scope)}
          />
          <span>
            {scopeWords[scope]}
            <small>
              <Visible text={sentence} mode="layout" />
            </small>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

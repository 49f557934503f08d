/**
 * The rule that *Always* would write: up to three generalisations, each as a sentence, with what else it would have let through, and
 * the change of the policy line by line. Back stands first and has the focus; writing takes a click or Ctrl/⌘+Enter once armed.
 */
import { type KeyboardEvent, type MouseEvent, type ReactNode, useId, useRef, useState } from 'react';
import { Button } from '#renderer/ui/button.tsx';
import { Notice } from '#renderer/ui/card.tsx';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { TextDiff } from '#renderer/ui/text-diff.tsx';
import { Visible } from '#renderer/ui/visible.tsx';
import type { AlwaysOffer, ApprovalOffers } from '#shared/contract/index.ts';
import { counted, grouped } from '#shared/text/index.ts';
import { useArming } from './arming.ts';
import { NoteField, noteOf } from './note-field.tsx';
import { useSeenToEnd } from './seen-to-end.ts';
import { refuseSingleKeys } from './single-keys.ts';
import { alwaysWords } from './words.ts';

interface AlwaysDialogProps {
  /** Identifies what the answer is about. */
  readonly about: string;
  readonly offers: ApprovalOffers;
  /** What the button does: `Approve and write this rule`. */
  readonly act: string;
  readonly busy: boolean;
  readonly problem: string | null;
  readonly onWrite: (offer: AlwaysOffer, note: string | null) => void;
  readonly onBack: () => void;
}

export function AlwaysDialog(props: AlwaysDialogProps): ReactNode {
  const { offers, problem } = props;
  const [first] = offers.always;
  return (
    <Dialog label="Always: write a rule" className="dialog-wide always" onClose={props.onBack}>
      <h2 className="dialog-title">Always: write a rule</h2>
      {problem !== null && (
        <div role="alert">
          <Notice tone="plain">
            <Visible text={problem} mode="layout" />
          </Notice>
        </div>
      )}
      {first === undefined ? (
        <>
          <p>
            No rule is offered for this{offers.always_refused === null ? '.' : ': '}
            {offers.always_refused !== null && <Visible text={offers.always_refused} mode="layout" />}
          </p>
          <div className="card-row dialog-answers">
            <Button onClick={props.onBack} data-first-focus>
              Back
            </Button>
          </div>
        </>
      ) : (
        <Rules {...props} first={first} />
      )}
    </Dialog>
  );
}

function Rules({ offers, first, ...props }: AlwaysDialogProps & { readonly first: AlwaysOffer }): ReactNode {
  const [choice, setChoice] = useState(first.choice);
  const [note, setNote] = useState('');
  const offer = offers.always.find((one) => one.choice === choice) ?? first;
  const arming = useArming(`${props.about} ${choice} ${offer.text}`);
  const end = useRef<HTMLDivElement>(null);
  const seen = useSeenToEnd(end, offer.text);
  const ready = arming.armed && seen && !props.busy;
  const write = (): void => {
    if (ready) props.onWrite(offer, noteOf(note));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.repeat) return;
    event.preventDefault();
    write();
  };
  const onClick = (event: MouseEvent): void => {
    if (arming.counts(event)) write();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: catches the chord wherever the focus is in the dialog
    <div className="always-rules" {...arming.guard} data-armed={arming.armed} onKeyDown={onKeyDown}>
      <Generalisations offers={offers.always} value={choice} onChange={setChoice} />
      <TextDiff label="What changes in the policy" before={offers.policy_text} after={offer.text} />
      <div ref={end} />
      <NoteField value={note} onChange={setNote} />
      {!seen && <p className="answers-hint">Scroll to the end of the change to be able to write it.</p>}
      <div className="card-row dialog-answers">
        <Button chord="Escape" onClick={props.onBack} data-first-focus>
          Back
        </Button>
        <span className="gap" />
        <Button tone="approve" chord="mod+Enter" inert={!ready} onClick={onClick} onKeyDown={refuseSingleKeys}>
          {props.act}
        </Button>
      </div>
    </div>
  );
}

function Generalisations(props: {
  readonly offers: readonly AlwaysOffer[];
  readonly value: AlwaysOffer['choice'];
  readonly onChange: (choice: AlwaysOffer['choice']) => void;
}): ReactNode {
  const name = useId();
  return (
    <fieldset className="scopes">
      <legend>Which rule</legend>
      {props.offers.map(({ choice, sentence, also_matched, of }) => (
        <label key={choice} className="scope">
          <input type="radio" name={name} checked={choice === props.value} onChange={() => props.onChange(choice)} />
          <span>
            {alwaysWords[choice]}
            <small>
              <Visible text={sentence} mode="layout" />
            </small>
            <small className={also_matched === 0 ? undefined : 'scope-also'}>
              {also_matched === 0
                ? `Would have matched nothing else of your last ${counted(of, 'request', 'requests')}.`
                : `Would also have matched ${grouped(also_matched)} of your last ${counted(of, 'request', 'requests')}.`}
            </small>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

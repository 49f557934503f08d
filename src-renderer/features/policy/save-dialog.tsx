/** Before a policy that lets more through is saved: what loosens, the change line by line, and room for why. */
import { type ReactNode, useState } from 'react';
import { Button } from '#renderer/ui/button.tsx';
import { Notice } from '#renderer/ui/card.tsx';
import { Dialog } from '#renderer/ui/dialog.tsx';
import { Field } from '#renderer/ui/field.tsx';
import { TextDiff } from '#renderer/ui/text-diff.tsx';
import { Visible } from '#renderer/ui/visible.tsx';

const mostNamed = 20;

export function SaveDialog(props: {
  readonly loosens: readonly string[];
  readonly before: string;
  readonly after: string;
  readonly busy: boolean;
  readonly onSave: (why: string | null) => void;
  readonly onBack: () => void;
}): ReactNode {
  const { loosens } = props;
  const [why, setWhy] = useState('');
  return (
    <Dialog label="Save the policy" className="dialog-wide" onClose={props.onBack}>
      <h2 className="dialog-title">This change lets more through</h2>
      <Notice tone="ask">
        <ul>
          {loosens.slice(0, mostNamed).map((sentence) => (
            <li key={sentence}>
              <Visible text={sentence} mode="layout" />
            </li>
          ))}
          {loosens.length > mostNamed && <li>and {loosens.length - mostNamed} more</li>}
        </ul>
      </Notice>
      <TextDiff label="What changes in the file" before={props.before} after={props.after} />
      <Field label="Why? Kept with the version; may stay empty." value={why} onChange={setWhy} />
      <div className="card-row dialog-answers">
        <Button onClick={props.onBack} autoFocus>
          Back to the draft
        </Button>
        <span className="gap" />
        <Button
          tone="approve"
          inert={props.busy}
          onClick={() => props.onSave(why.trim() === '' ? null : why.trim().slice(0, 500))}
        >
          Save the policy
        </Button>
      </div>
    </Dialog>
  );
}

/** What is not saved yet, to look at and to throw away. */
export function ChangesDialog(props: {
  readonly before: string;
  readonly after: string;
  readonly onDiscard: () => void;
  readonly onBack: () => void;
}): ReactNode {
  return (
    <Dialog label="Changes that are not saved" className="dialog-wide" onClose={props.onBack}>
      <h2 className="dialog-title">Not saved yet</h2>
      <TextDiff label="What the draft changes" before={props.before} after={props.after} />
      <div className="card-row dialog-answers">
        <Button onClick={props.onBack} autoFocus>
          Back to the draft
        </Button>
        <span className="gap" />
        <Button tone="deny" onClick={props.onDiscard}>
          Throw the changes away
        </Button>
      </div>
    </Dialog>
  );
}

/** The file is another than the one that editing began from. Nothing is overwritten: the person merges. */
export function ConflictDialog(props: {
  readonly began: string;
  readonly file: string;
  readonly onKeep: () => void;
  readonly onTake: () => void;
  readonly onBack: () => void;
}): ReactNode {
  return (
    <Dialog label="The file changed meanwhile" className="dialog-wide" onClose={props.onBack}>
      <h2 className="dialog-title">The file changed since you began</h2>
      <p>This is what changed in it. Your draft is not touched and was not saved.</p>
      <TextDiff label="What changed in the file" before={props.began} after={props.file} />
      <p className="quiet">
        If you keep your draft, take over by hand what you want of this: a later save replaces the file with the draft.
        “Show changes” then compares the draft with the file as it is now.
      </p>
      <div className="card-row dialog-answers">
        <Button onClick={props.onKeep} autoFocus>
          Keep mine as the draft
        </Button>
        <span className="gap" />
        <Button tone="deny" onClick={props.onTake}>
          Drop mine, take the file
        </Button>
      </div>
    </Dialog>
  );
}

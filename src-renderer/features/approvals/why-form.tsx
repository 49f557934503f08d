/** Where a person writes to the agent why not, to themselves what they want to remember, or both. While it is open nothing can be approved. Enter sends, Esc goes back. */
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { Button } from '#renderer/ui/button.tsx';
import { NoteField, noteOf } from './note-field.tsx';

export function WhyForm(props: {
  readonly ready: boolean;
  /** Either may be missing, not both: a plain no has a button of its own. */
  readonly onSend: (because: string | null, note: string | null) => void;
  readonly onBack: () => void;
}): ReactNode {
  const [text, setText] = useState('');
  const [note, setNote] = useState('');
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => field.current?.focus(), []);
  const because = noteOf(text);
  const inert = !props.ready || (because === null && noteOf(note) === null);
  const send = (): void => {
    if (!inert) props.onSend(because, noteOf(note));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Escape') {
      event.preventDefault();
      props.onBack();
    }
    const inField = event.target instanceof HTMLTextAreaElement || event.target instanceof HTMLInputElement;
    if (event.key === 'Enter' && !event.shiftKey && inField) {
      event.preventDefault();
      // Ctrl+Enter means approve elsewhere: here it means nothing, so that it can never be taken for the other.
      if (!event.ctrlKey && !event.metaKey && !event.repeat) send();
    }
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: catches the keys of the fields in it
    <div className="why-form" onKeyDown={onKeyDown}>
      <label htmlFor={id}>Why not? The agent reads this; may stay empty.</label>
      <textarea
        ref={field}
        id={id}
        rows={2}
        maxLength={2000}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <NoteField value={note} onChange={setNote} />
      <div className="card-row">
        <Button tone="deny" chord="Enter" inert={inert} onClick={send}>
          {because === null ? 'Deny with this note' : 'Deny with this reason'}
        </Button>
        <Button chord="Escape" onClick={props.onBack}>
          Back
        </Button>
      </div>
    </div>
  );
}

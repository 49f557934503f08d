/** Where a person writes to the agent why not. While it is open nothing can be approved. Enter sends, Esc goes back. */
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { Button } from '#renderer/ui/button.tsx';

export function WhyForm(props: {
  readonly ready: boolean;
  readonly onSend: (because: string) => void;
  readonly onBack: () => void;
}): ReactNode {
  const [text, setText] = useState('');
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => field.current?.focus(), []);
  const inert = !props.ready || text.trim() === '';
  const send = (): void => {
    if (!inert) props.onSend(text.trim());
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Escape') {
      event.preventDefault();
      props.onBack();
    }
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      // Ctrl+Enter means approve elsewhere: here it means nothing, so that it can never be taken for the other.
      if (!event.ctrlKey && !event.metaKey && !event.repeat) send();
    }
  };
  return (
    <div className="why-form">
      <label htmlFor={id}>Why not? The agent reads this.</label>
      <textarea
        ref={field}
        id={id}
        rows={2}
        maxLength={2000}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <div className="card-row">
        <Button tone="deny" chord="Enter" inert={inert} onClick={send}>
          Deny with this reason
        </Button>
        <Button chord="Escape" onClick={props.onBack}>
          Back
        </Button>
      </div>
    </div>
  );
}

/**
 * A question that must be answered first: the platform's own modal dialog, with its focus trap and its Esc. The element marked
 * `data-first-focus` has the focus at the start, else the first that can have it.
 */
import { type ReactNode, useEffect, useRef } from 'react';
import { Button } from './button.tsx';
import './dialog.css';

export function Dialog(props: {
  readonly label: string;
  readonly className?: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}): ReactNode {
  const { onClose } = props;
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = element.current;
    if (dialog === null) return;
    const before = document.activeElement;
    dialog.showModal();
    dialog.querySelector<HTMLElement>('[data-first-focus]')?.focus({ preventScroll: true });
    return () => {
      dialog.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Esc closes; the click is for the backdrop only
    <dialog
      ref={element}
      className={`dialog ${props.className ?? ''}`}
      aria-label={props.label}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === element.current) onClose();
      }}
    >
      <div className="dialog-body">{props.children}</div>
    </dialog>
  );
}

/** Asks before something that cannot be taken back. The safe answer comes first and has the focus. */
export function Confirm(props: {
  readonly title: string;
  readonly act: string;
  readonly keep: string;
  readonly busy?: boolean;
  readonly onAct: () => void;
  readonly onKeep: () => void;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <Dialog label={props.title} onClose={props.onKeep}>
      <h2 className="dialog-title">{props.title}</h2>
      {props.children}
      <div className="card-row dialog-answers">
        <Button onClick={props.onKeep} autoFocus>
          {props.keep}
        </Button>
        <span className="gap" />
        <Button tone="deny" inert={props.busy ?? false} onClick={props.onAct}>
          {props.act}
        </Button>
      </div>
    </Dialog>
  );
}

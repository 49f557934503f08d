/** Buttons. A verb on each; the key that does the same stands on it. */
import type { ComponentProps, ReactNode } from 'react';
import './button.css';
import { Kbd } from './kbd.tsx';

export interface ButtonProps extends Omit<ComponentProps<'button'>, 'type' | 'disabled' | 'inert'> {
  readonly tone?: 'plain' | 'deny' | 'approve' | 'bare';
  /** Shown on the button; acting on it is the job of whoever knows when. */
  readonly chord?: string;
  /** Stays in place and focusable, but does nothing. */
  readonly inert?: boolean;
  readonly children: ReactNode;
}

export function Button({ tone = 'plain', chord, inert = false, children, onClick, ...rest }: ButtonProps): ReactNode {
  const keyShortcuts = chord?.replace('mod+', 'Control+');
  return (
    <button
      {...rest}
      type="button"
      className={`button button-${tone} ${rest.className ?? ''}`}
      // Not `disabled`: that would lose focus and let pointer events fall through.
      aria-disabled={inert || undefined}
      aria-keyshortcuts={keyShortcuts}
      onClick={inert ? undefined : onClick}
    >
      {children}
      {chord !== undefined && <Kbd chord={chord} />}
    </button>
  );
}

/** The states a screen can be in besides full: empty, loading, failed. Each says what to do next. */
import type { ReactNode } from 'react';
import type { HostError } from '#shared/contract/index.ts';
import { Button } from './button.tsx';
import { Icon, type IconName } from './icons.tsx';
import { useAfter } from './now.ts';
import './states.css';
import { Visible } from './visible.tsx';
import { Words } from './words.tsx';

export function Empty(props: {
  readonly icon: IconName;
  readonly title: string;
  readonly children?: ReactNode;
}): ReactNode {
  return (
    <div className="state">
      <Icon name={props.icon} />
      <h2>{props.title}</h2>
      {props.children !== undefined && <div className="state-text">{props.children}</div>}
    </div>
  );
}

const placeholders = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'];

/** Grey lines in the place of what is to come; only after a moment, so that nothing flickers. */
export function Loading({ label, lines = 6 }: { readonly label: string; readonly lines?: number }): ReactNode {
  const late = useAfter(150);
  return (
    <div className="skeleton" role="status" aria-label={label}>
      {late && placeholders.slice(0, lines).map((key) => <div key={key} className="skeleton-line" />)}
    </div>
  );
}

/** What happened, what still works, what to do. */
export function Failed(props: {
  readonly what: string;
  readonly error: HostError;
  readonly stillWorks: string;
  readonly onRetry: () => void;
}): ReactNode {
  return (
    <div className="state state-failed" role="alert">
      <Icon name="warning" />
      <h2>{props.what}</h2>
      <div className="state-text">
        <p>
          <Visible text={props.error.message} mode="layout" />
        </p>
        <p>
          <Words text={props.stillWorks} />
        </p>
      </div>
      <Button onClick={props.onRetry}>Try again</Button>
    </div>
  );
}

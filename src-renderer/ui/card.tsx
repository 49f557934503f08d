/** The parts that cards are made of: facts as term and value, notices, and copying. */
import { type ReactNode, useEffect, useState } from 'react';
import { Button } from './button.tsx';
import './card.css';
import { Icon } from './icons.tsx';

/** One line of a card: a term, and its exact value. `inWords` for values that are prose. */
export function Fact(props: {
  readonly term: string;
  readonly inWords?: boolean;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <>
      <dt>{props.term}</dt>
      <dd className={props.inWords === true ? 'in-words' : undefined}>{props.children}</dd>
    </>
  );
}

export function Notice(props: { readonly tone: 'deny' | 'ask' | 'plain'; readonly children: ReactNode }): ReactNode {
  return (
    <div className={`notice notice-${props.tone}`}>
      <Icon name={props.tone === 'plain' ? 'dot' : 'warning'} />
      <div>{props.children}</div>
    </div>
  );
}

/** Copies `text`; says so for a moment, or says that it could not. */
export function CopyButton(props: {
  /** The text, or how to make it when it is asked for. */
  readonly text: string | (() => string);
  readonly what: string;
  readonly tone?: 'plain' | 'bare';
}): ReactNode {
  const [said, setSaid] = useState<string>();
  useEffect(() => {
    if (said === undefined) return;
    const timer = setTimeout(() => setSaid(undefined), 1500);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(typeof props.text === 'string' ? props.text : props.text());
      setSaid('Copied');
    } catch {
      setSaid('Not copied: select and copy by hand');
    }
  };
  return (
    <Button tone={props.tone ?? 'bare'} onClick={() => void copy()} aria-label={said ?? `Copy ${props.what}`}>
      {said ?? (props.tone === 'plain' ? 'Copy' : 'copy')}
    </Button>
  );
}

/** A sentence of ours in which `backticks` stand around what is typed in a terminal. */
import { Fragment, type ReactNode } from 'react';

export function Words({ text }: { readonly text: string }): ReactNode {
  return text.split('`').map((part, index) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: parts have no other identity than their place
    index % 2 === 1 ? <Typed key={index} text={part} /> : part,
  );
}

/** A line ends between its words alone: `--flag` that was broken after its dashes would read as two. */
function Typed({ text }: { readonly text: string }): ReactNode {
  return (
    <code>
      {text.split(' ').map((word, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: words have no other identity than their place
        <Fragment key={index}>
          {index > 0 && ' '}
          {word.includes('-') ? <span className="whole-word">{word}</span> : word}
        </Fragment>
      ))}
    </code>
  );
}

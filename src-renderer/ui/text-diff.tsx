/** Two texts compared line by line. Signs and words carry the meaning, colours only help. */
import { type ReactNode, useMemo, useState } from 'react';
import { counted } from '#shared/text/index.ts';
import { Button } from './button.tsx';
import { type DiffLine, diffOf } from './text-lines.ts';
import { Visible } from './visible.tsx';
import './text-diff.css';

const firstLines = 400;

export function TextDiff(props: {
  readonly label: string;
  readonly before: string;
  readonly after: string;
  /** In place of lines that cannot be compared: how each side can be read by itself. */
  readonly children?: ReactNode;
}): ReactNode {
  const { before, after } = props;
  const diff = useMemo(() => diffOf(before, after), [before, after]);
  const [all, setAll] = useState(false);
  if (diff === null) {
    return (
      <>
        <p className="quiet">These two differ too much to be compared line by line.</p>
        {props.children}
      </>
    );
  }
  if (diff.lines.length === 0) return <p className="quiet">No line differs.</p>;
  const shown = all ? diff.lines : diff.lines.slice(0, firstLines);
  return (
    <figure className="diff" aria-label={props.label}>
      <figcaption className="quiet">
        {counted(diff.added, 'line', 'lines')} added, {diff.removed} removed
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <ol className="diff-lines" tabIndex={0} aria-label={props.label}>
        {shown.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line has no other identity than its place
          <Line key={index} line={line} />
        ))}
      </ol>
      {shown.length < diff.lines.length && (
        <Button tone="bare" onClick={() => setAll(true)}>
          show {diff.lines.length - shown.length} more lines
        </Button>
      )}
    </figure>
  );
}

function Line({ line }: { readonly line: DiffLine }): ReactNode {
  if (line.kind === 'skipped') {
    return <li className="diff-skipped">{counted(line.count, 'line', 'lines')} the same</li>;
  }
  const [sign, said] =
    line.kind === 'added' ? ['+', 'added: '] : line.kind === 'removed' ? ['−', 'removed: '] : ['', ''];
  return (
    <li className={`diff-line diff-${line.kind}`}>
      <span className="diff-number" aria-hidden="true">
        {line.number}
      </span>
      <span className="diff-sign" aria-hidden="true">
        {sign}
      </span>
      <code>
        {said !== '' && <span className="unseen">{said}</span>}
        <Visible text={line.text} mode="layout" />
      </code>
    </li>
  );
}

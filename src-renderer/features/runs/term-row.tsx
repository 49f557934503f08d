/** One row of a transcript: when, which stream, and the text. Only ever text nodes; what is odd in it is marked. */
import { type CSSProperties, memo, type ReactNode } from 'react';
import { Icon } from '#renderer/ui/icons.tsx';
import { Visible } from '#renderer/ui/visible.tsx';
import { bytes, counted } from '#shared/text/index.ts';
import { type Ink, lastWritten, segmentsOf } from './ansi.ts';
import type { LineRow, TranscriptRow } from './transcript-rows.ts';

interface TermRowProps {
  readonly row: TranscriptRow;
  /** In lower case; what to point out. */
  readonly query: string;
  readonly raw: boolean;
  readonly current: boolean;
}

export const TermRow = memo(function TermRow({ row, query, raw, current }: TermRowProps): ReactNode {
  if (row.kind === 'gap') {
    return (
      <div className="term-gap">
        <Icon name="cross" /> {bytes(row.bytes)} not kept here
      </div>
    );
  }
  return (
    <div className={`term-row term-${row.stream}${current ? ' term-current' : ''}`}>
      <time className="term-time">{(row.atMs / 1000).toFixed(3)}</time>
      <span className="term-gutter" title={row.stream === 'stderr' ? 'standard error' : 'standard output'}>
        {row.stream === 'stderr' && <span className="unseen">standard error: </span>}
      </span>
      <span className="term-text">{raw ? <Visible text={row.text} /> : <Line row={row} query={query} />}</span>
    </div>
  );
});

function Line({ row, query }: { readonly row: LineRow; readonly query: string }): ReactNode {
  const written = lastWritten(row.text);
  return (
    <>
      {written.overwritten > 0 && (
        <span
          className="term-note"
          title="Carriage returns wrote over earlier versions of this line. “Raw” shows them."
        >
          {counted(written.overwritten, 'version', 'versions')} overwritten
        </span>
      )}
      {segmentsOf(written.text, row.sgr).map((segment, index) =>
        segment.kind === 'note' ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: segments have no other identity than their place
          <span key={index} className="term-note">
            {segment.label}
          </span>
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: as above
          <Inked key={index} ink={segment.ink}>
            <Marked text={segment.text} query={query} />
          </Inked>
        ),
      )}
    </>
  );
}

function Inked({ ink, children }: { readonly ink: Ink; readonly children: ReactNode }): ReactNode {
  if (ink.color === null && ink.background === null && ink.decorations.length === 0) return children;
  const style: CSSProperties & Record<`--${string}`, string> = {};
  if (ink.color !== null) style['--ink'] = cssColour(ink.color);
  if (ink.background !== null) style['--paper'] = cssColour(ink.background);
  const classes = [
    'ink',
    ...(ink.background === null ? [] : ['ink-paper']),
    ...ink.decorations.map((name) => `ink-${name}`),
  ];
  return (
    <span className={classes.join(' ')} style={style}>
      {children}
    </span>
  );
}

/** The sixteen named colours follow the theme; exact ones are taken as they are. Anything else gets none. */
function cssColour(colour: string): string {
  if (/^\d{1,3}, \d{1,3}, \d{1,3}$/.test(colour)) return `rgb(${colour})`;
  const name = /^(?:bright-)?(black|red|green|yellow|blue|magenta|cyan|white)$/.exec(colour)?.[1];
  return name === undefined ? 'inherit' : `var(--ansi-${name})`;
}

/** Points out what is searched for, and shows redactions for what they are. */
function Marked({ text, query }: { readonly text: string; readonly query: string }): ReactNode {
  return text.split(/(•••\([^()\n]{1,60}\))/).map((part, index) =>
    index % 2 === 1 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: parts have no other identity than their place
      <span key={index} className="redacted" title="Redacted: the secret itself was never written down">
        ••• {part.slice(4, -1)}
      </span>
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: as above
      <Found key={index} text={part} query={query} />
    ),
  );
}

function Found({ text, query }: { readonly text: string; readonly query: string }): ReactNode {
  const lower = text.toLowerCase();
  if (query === '' || lower.length !== text.length || !lower.includes(query))
    return <Visible text={text} mode="layout" />;
  const parts: ReactNode[] = [];
  let done = 0;
  for (let at = lower.indexOf(query); at >= 0; at = lower.indexOf(query, done)) {
    parts.push(<Visible key={`before-${at}`} text={text.slice(done, at)} mode="layout" />);
    done = at + query.length;
    parts.push(
      <em key={`found-${at}`} className="term-found">
        <Visible text={text.slice(at, done)} mode="layout" />
      </em>,
    );
  }
  return [...parts, <Visible key="rest" text={text.slice(done)} mode="layout" />];
}

/**
 * A file, whole: line by line with numbers, coloured where it is a program, and with a mark wherever something does not print as itself.
 * Only the lines in view are drawn, so that a file of any length opens at once. Long lines wrap: nothing hides to the right.
 */
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useMemo, useRef } from 'react';
import { Visible } from '#renderer/ui/visible.tsx';
import { highlightSource, type SourcePiece } from './highlight-source.ts';
import './source.css';

const linePx = 18;

export function SourceView(props: {
  readonly text: string;
  readonly isPython: boolean;
  readonly label: string;
}): ReactNode {
  const { text, isPython, label } = props;
  const lines = useMemo(() => highlightSource(text, isPython), [text, isPython]);
  const scroller = useRef<HTMLElement>(null);
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => linePx,
    overscan: 20,
    // Until it is measured, as after a print or in a test: what fits at first sight.
    initialRect: { width: 600, height: 320 },
  });
  const digits = String(lines.length).length;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <section ref={scroller} className="source" tabIndex={0} aria-label={label}>
      <div className="source-space" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => (
          <div
            key={item.key}
            ref={virtual.measureElement}
            data-index={item.index}
            className="source-line"
            style={{ transform: `translateY(${item.start}px)` }}
          >
            <span className="source-at" aria-hidden="true" style={{ minWidth: `${digits}ch` }}>
              {item.index + 1}
            </span>
            <code className="source-text">
              <Line pieces={lines[item.index] ?? []} />
            </code>
          </div>
        ))}
      </div>
    </section>
  );
}

function Line({ pieces }: { readonly pieces: readonly SourcePiece[] }): ReactNode {
  return pieces.map(({ text, kind }, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: pieces have no other identity than their place
    <span key={at} className={kind === '' ? undefined : `source-${kind}`}>
      <Visible text={text} mode="source" />
    </span>
  ));
}

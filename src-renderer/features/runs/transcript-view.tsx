/** A run's output, live: like a terminal, because it is one. Draws only what is in view, follows the end until the person scrolls away. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Failed, Loading } from '#renderer/ui/states.tsx';
import type { RunSummary } from '#shared/model/index.ts';
import './runs.css';
import { SearchBar } from './search-bar.tsx';
import { TermRow } from './term-row.tsx';
import { useTranscript } from './transcript-feed.ts';
import { TranscriptTools } from './transcript-tools.tsx';
import { useFollow } from './use-follow.ts';
import { useSearch } from './use-search.ts';

const rowPx = 20;

export function TranscriptView({ run }: { readonly run: RunSummary }): ReactNode {
  const { shown: transcript, retry } = useTranscript(run.id);
  const { rows } = transcript;
  const [wrap, setWrap] = useState(true);
  const [raw, setRaw] = useState(false);
  const scroller = useRef<HTMLElement>(null);
  const search = useSearch(transcript);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    overscan: 12,
    paddingStart: 8,
    paddingEnd: 8,
  });
  const follow = useFollow(scroller, run.end === null, transcript);
  const target = search.hits[search.at];
  const stopFollowing = follow.stop;
  useEffect(() => {
    if (target === undefined) return;
    stopFollowing();
    virtual.scrollToIndex(target, { align: 'center' });
  }, [target, virtual, stopFollowing]);
  return (
    <>
      <TranscriptTools
        rows={rows}
        wrap={{ on: wrap, set: setWrap }}
        raw={{ on: raw, set: setRaw }}
        follow={run.end === null ? follow : null}
        onSearch={search.open}
      />
      {search.text !== null && <SearchBar search={search} />}
      <section
        ref={scroller}
        className={`term ${wrap ? 'term-wrap' : ''}`}
        aria-label="Transcript"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
        tabIndex={0}
        {...follow.watch}
      >
        {transcript.error !== null && (
          <Failed
            what="The transcript cannot be read"
            error={transcript.error}
            stillWorks={rows.length > 0 ? 'What arrived before is below.' : 'The run itself is not affected.'}
            onRetry={retry}
          />
        )}
        {transcript.loading && <Loading label="Loading the transcript" lines={3} />}
        {!transcript.loading && rows.length === 0 && transcript.error === null && (
          <p className="term-empty">{run.end === null ? 'No output yet.' : 'It printed nothing.'}</p>
        )}
        <div className="term-space" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => {
            const row = rows[item.index];
            return row === undefined ? null : (
              <div
                key={item.key}
                ref={wrap || raw ? virtual.measureElement : undefined}
                data-index={item.index}
                className="term-place"
                style={{ transform: `translateY(${item.start}px)` }}
              >
                <TermRow row={row} query={search.query} raw={raw} current={item.index === target} />
              </div>
            );
          })}
        </div>
      </section>
    </>
  );
}

/** Finding text in a transcript: which rows have it, and stepping from one to the next. */
import { useMemo, useState } from 'react';
import type { Transcript } from './transcript-feed.ts';
import { searchText } from './transcript-rows.ts';

export interface Search {
  /** As typed; `null` while there is no search. */
  readonly text: string | null;
  /** In lower case, empty when nothing is looked for. */
  readonly query: string;
  /** Indexes of the rows that have it. */
  readonly hits: readonly number[];
  /** Which of the hits is current; -1 without hits. */
  readonly at: number;
  readonly open: () => void;
  readonly close: () => void;
  readonly change: (text: string) => void;
  readonly step: (by: 1 | -1) => void;
}

export function useSearch(transcript: Transcript): Search {
  const [text, setText] = useState<string | null>(null);
  const [turn, setTurn] = useState(0);
  const query = (text ?? '').toLowerCase();
  const hits = useMemo(
    () =>
      query === '' ? [] : transcript.rows.flatMap((row, index) => (searchText(row).includes(query) ? [index] : [])),
    [query, transcript],
  );
  const at = hits.length === 0 ? -1 : ((turn % hits.length) + hits.length) % hits.length;
  return {
    text,
    query,
    hits,
    at,
    open: () => setText((old) => old ?? ''),
    close: () => setText(null),
    change(next) {
      setText(next);
      setTurn(0);
    },
    step: (by) => setTurn((old) => old + by),
  };
}

/** A moment as people say it, with the exact time on hover. */
import type { ReactNode } from 'react';
import { exactTime, relativeTime } from '#shared/text/index.ts';
import { useNow } from './now.ts';

/** Not before now: clocks of two machines differ a little. */
export function Ago({ iso }: { readonly iso: string }): ReactNode {
  return <Moment iso={iso} words={(at, now) => relativeTime(Math.min(at, now), now)} />;
}

/** A moment to come, as far as it is not over. */
export function Ahead({ iso }: { readonly iso: string }): ReactNode {
  return <Moment iso={iso} words={(at, now) => relativeTime(Math.max(at, now), now)} />;
}

function Moment({ iso, words }: { readonly iso: string; readonly words: (at: number, now: number) => string }) {
  const now = useNow(5000);
  const at = Date.parse(iso);
  return (
    <time dateTime={iso} title={exactTime(iso)}>
      {Number.isNaN(at) ? iso : words(at, now)}
    </time>
  );
}

/** A moment as people say it, with the exact time on hover. */
import type { ReactNode } from 'react';
import { exactTime, relativeTime } from '#shared/text/index.ts';
import { useNow } from './now.ts';

export function Ago({ iso }: { readonly iso: string }): ReactNode {
  const now = useNow(5000);
  const at = Date.parse(iso);
  return (
    <time dateTime={iso} title={exactTime(iso)}>
      {Number.isNaN(at) ? iso : relativeTime(Math.min(at, now), now)}
    </time>
  );
}

/** How many requests wait: in the tab's title, and said once to whoever cannot see the screen when a new one arrives. */
import { useEffect, useRef } from 'react';
import { useAnnounce } from '#renderer/ui/announce.tsx';
import { approvalsInput, useOperation } from '../client/queries.ts';

/** @returns the number that waits; `undefined` while it is not known */
export function useNews(paused: boolean): number | undefined {
  const { data } = useOperation('approvals.list', approvalsInput);
  const announce = useAnnounce();
  const known = useRef<ReadonlySet<string>>(undefined);
  const waiting = data?.filter(({ state }) => state === 'pending');
  useEffect(() => {
    if (waiting === undefined) return;
    const fresh = known.current === undefined ? [] : waiting.filter(({ id }) => known.current?.has(id) === false);
    const [first] = fresh;
    if (first !== undefined) {
      announce(
        fresh.length === 1
          ? `New request from ${first.client.name}: ${first.summary}`
          : `${fresh.length} new requests, the latest from ${first.client.name}`,
      );
    }
    known.current = new Set(waiting.map(({ id }) => id));
  });
  const count = waiting?.length;
  useEffect(() => {
    const name = paused ? 'Paused · Countersign' : 'Countersign';
    document.title = count === undefined || count === 0 ? name : `(${count}) ${name}`;
  }, [count, paused]);
  return count;
}

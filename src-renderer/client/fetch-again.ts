/**
 * Fetches queries again whose answer may be older than what just happened. Invalidating alone is not enough: a first fetch that is under
 * way is not started anew by it, and its old answer would then stand. So a fetch under way is let finish and followed by one more;
 * it is never cut short, or a host that has much to tell would keep a page from ever loading.
 */
import type { Query, QueryClient, QueryKey } from '@tanstack/react-query';

const followed = new WeakSet<Query>();

/** @param queryKey what it begins with; none for every query */
export function fetchAgain(cache: QueryClient, queryKey?: QueryKey): void {
  const filters = queryKey === undefined ? {} : { queryKey };
  for (const query of cache.getQueryCache().findAll({ ...filters, fetchStatus: 'fetching' })) follow(cache, query);
  void cache.invalidateQueries({ ...filters, fetchStatus: 'idle' });
}

function follow(cache: QueryClient, query: Query): void {
  if (followed.has(query)) return;
  followed.add(query);
  const again = (): void => {
    followed.delete(query);
    void cache.invalidateQueries({ queryKey: query.queryKey, exact: true });
  };
  // A fetch that fails says so itself; what happened meanwhile is asked for all the same.
  (query.promise ?? Promise.resolve()).then(again, again);
}

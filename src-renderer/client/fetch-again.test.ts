import { InfiniteQueryObserver, QueryClient } from '@tanstack/react-query';
import { expect, it } from 'vitest';
import { fetchAgain } from './fetch-again.ts';

/** A query whose answers are given by hand, watched as a screen would. */
function watched() {
  const cache = new QueryClient({ defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY, retry: false } } });
  const fetches: PromiseWithResolvers<string>[] = [];
  const observer = new InfiniteQueryObserver(cache, {
    queryKey: ['runs.list'],
    initialPageParam: 0,
    getNextPageParam: () => undefined,
    queryFn: () => {
      const fetch = Promise.withResolvers<string>();
      fetches.push(fetch);
      return fetch.promise;
    },
  });
  const stop = observer.subscribe(() => undefined);
  return { cache, fetches, stop, shown: () => observer.getCurrentResult().data?.pages };
}

it('does not let a first answer stand that is older than what happened while it was fetched', async () => {
  const { cache, fetches, stop, shown } = watched();
  fetchAgain(cache, ['runs.list']);
  fetches[0]?.resolve('before');
  await expect.poll(() => fetches.length).toBe(2);
  fetches[1]?.resolve('after');
  await expect.poll(shown).toEqual(['after']);
  stop();
});

it('lets a fetch finish however much happens, and fetches once more', async () => {
  const { cache, fetches, stop, shown } = watched();
  for (let times = 0; times < 50; times += 1) fetchAgain(cache);
  expect(fetches).toHaveLength(1);
  fetches[0]?.resolve('before');
  await expect.poll(() => fetches.length).toBe(2);
  fetches[1]?.resolve('after');
  await expect.poll(shown).toEqual(['after']);
  expect(fetches).toHaveLength(2);
  stop();
});

it('asks again after a fetch that failed', async () => {
  const { cache, fetches, stop, shown } = watched();
  fetchAgain(cache, ['runs.list']);
  fetches[0]?.reject(new Error('gone'));
  await expect.poll(() => fetches.length).toBe(2);
  fetches[1]?.resolve('after');
  await expect.poll(shown).toEqual(['after']);
  stop();
});

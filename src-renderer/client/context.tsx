/** Gives components the host, and ties the query cache to its events. */
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect } from 'react';
import { HostError } from '#shared/contract/index.ts';
import { fetchAgain } from './fetch-again.ts';
import type { HostLink } from './host-link.ts';
import { applyEvent } from './live-updates.ts';

const HostContext = createContext<HostLink | undefined>(undefined);

/** Events keep everything fresh, so nothing is fetched again by age. Only an unreachable host is worth another try. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: Number.POSITIVE_INFINITY,
        refetchOnWindowFocus: true,
        networkMode: 'always',
        retry: (count, error) => count < 2 && error instanceof HostError && error.code === 'UNREACHABLE',
        retryDelay: (count) => 400 * 2 ** count,
      },
      mutations: { networkMode: 'always', retry: false },
    },
  });
}

export function HostProvider(props: {
  readonly host: HostLink;
  readonly queryClient: QueryClient;
  readonly children: ReactNode;
}): ReactNode {
  const { host, queryClient } = props;
  useEffect(
    () =>
      host.listen(
        (event) => applyEvent(queryClient, event),
        () => fetchAgain(queryClient),
      ),
    [host, queryClient],
  );
  return (
    <HostContext value={host}>
      <QueryClientProvider client={queryClient}>{props.children}</QueryClientProvider>
    </HostContext>
  );
}

export function useHost(): HostLink {
  const host = useContext(HostContext);
  if (host === undefined) throw new Error('useHost needs a HostProvider above it');
  return host;
}

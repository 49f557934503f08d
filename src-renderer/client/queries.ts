/** Hooks for the contract's operations: names and types come from the contract, results from the cache that events keep fresh. */
import {
  keepPreviousData,
  type UseInfiniteQueryResult,
  type UseMutationResult,
  type UseQueryResult,
  useInfiniteQuery,
  useMutation,
  useQuery,
} from '@tanstack/react-query';
import type { HostError, OperationInput, OperationName, OperationOutput } from '#shared/contract/index.ts';
import type { AuditRecord, RunSummary } from '#shared/model/index.ts';
import { useHost } from './context.tsx';

/** The most that one call may list. */
export const pageSize = 200;
export const approvalsInput = { limit: 1000 } as const;
export const grantsInput = { limit: 1000 } as const;

export function useOperation<N extends OperationName>(
  name: N,
  input: OperationInput<N>,
  options: { readonly enabled?: boolean } = {},
): UseQueryResult<OperationOutput<N>, HostError> {
  const host = useHost();
  return useQuery<OperationOutput<N>, HostError>({
    queryKey: [name, input],
    queryFn: () => host.call(name, input),
    enabled: options.enabled ?? true,
  });
}

export function useCommand<N extends OperationName>(
  name: N,
): UseMutationResult<OperationOutput<N>, HostError, OperationInput<N>> {
  const host = useHost();
  return useMutation<OperationOutput<N>, HostError, OperationInput<N>>({
    mutationKey: [name],
    mutationFn: (input) => host.call(name, input),
  });
}

/** Runs, newest first, a page at a time. */
export function useRuns(): UseInfiniteQueryResult<readonly RunSummary[], HostError> {
  const host = useHost();
  return useInfiniteQuery({
    queryKey: ['runs.list'],
    initialPageParam: undefined as RunSummary['id'] | undefined,
    queryFn: ({ pageParam }) =>
      host.call('runs.list', pageParam === undefined ? { limit: pageSize } : { limit: pageSize, before: pageParam }),
    getNextPageParam: (page) => (page.length < pageSize ? undefined : page.at(-1)?.id),
    select: (data) => data.pages.flat(),
  });
}

/** Audit records that contain `text`, newest first, a page at a time. */
export function useAudit(text: string): UseInfiniteQueryResult<readonly AuditRecord[], HostError> {
  const host = useHost();
  return useInfiniteQuery({
    queryKey: ['audit.list', text],
    initialPageParam: undefined as number | undefined,
    queryFn: ({ pageParam }) =>
      host.call('audit.list', {
        limit: pageSize,
        ...(pageParam === undefined ? {} : { before: pageParam }),
        ...(text === '' ? {} : { text }),
      }),
    getNextPageParam: (page) => {
      const last = page.at(-1)?.seq;
      return page.length < pageSize || last === undefined || last <= 1 ? undefined : last;
    },
    select: (data) => data.pages.flat(),
    placeholderData: keepPreviousData,
  });
}

/** What is kept with a run. It is put there right after the end, so it is looked for a little longer than that. */
import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { useHost } from '#renderer/client/context.tsx';
import type { HostError } from '#shared/contract/index.ts';
import type { KeptFile, RunSummary } from '#shared/model/index.ts';

const AGAIN_MS = 700;
const PATIENCE_MS = 30_000;

export function useKept(run: RunSummary): UseQueryResult<readonly KeptFile[], HostError> {
  const host = useHost();
  const endedAtMs = Date.parse(run.started_at) + (run.end?.duration_ms ?? 0);
  return useQuery<readonly KeptFile[], HostError>({
    queryKey: ['packages.kept', { run: run.id }],
    queryFn: () => host.call('packages.kept', { run: run.id }),
    enabled: run.end !== null,
    refetchInterval: ({ state }) =>
      state.data?.some(({ kind }) => kind === 'report') === true || Date.now() - endedAtMs > PATIENCE_MS
        ? false
        : AGAIN_MS,
  });
}

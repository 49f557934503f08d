/** What a command says of the engine is what the screen shows from then on. */
import { useQueryClient } from '@tanstack/react-query';
import { fetchAgain } from '#renderer/client/fetch-again.ts';
import type { EngineReport } from '#shared/model/index.ts';

export function useReport(): (report: EngineReport) => void {
  const cache = useQueryClient();
  return (report) => {
    cache.setQueryData(['engine.show', {}], report);
    // Another engine has other images.
    fetchAgain(cache, ['images.list']);
  };
}

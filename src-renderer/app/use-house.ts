/** Pausing, resuming and locking the whole house, from wherever it is asked: sidebar, band, palette. */
import { useQueryClient } from '@tanstack/react-query';
import { useCommand } from '#renderer/client/queries.ts';
import { useAnnounce } from '#renderer/ui/announce.tsx';
import type { HostStatus } from '#shared/contract/index.ts';
import { counted } from '#shared/text/index.ts';

export interface House {
  /** Nothing new starts. With `kill`, what runs is ended too. */
  readonly pause: (kill: boolean) => void;
  readonly resume: () => void;
  /** Drops every standing permission. */
  readonly lock: () => void;
  readonly busy: boolean;
  /** What came of locking, until the next thing is done. */
  readonly locked: string | null;
  readonly problem: string | null;
}

export function useHouse(): House {
  const cache = useQueryClient();
  const announce = useAnnounce();
  const pausing = useCommand('host.pause');
  const resuming = useCommand('host.resume');
  const locking = useCommand('host.lock');
  const all = [pausing, resuming, locking];
  const start = (act: () => void): void => {
    if (all.some(({ isPending }) => isPending)) return;
    for (const one of all) one.reset();
    act();
  };
  const now = (said: string) => ({
    onSuccess(status: HostStatus): void {
      cache.setQueryData(['host.status', {}], status);
      announce(said);
    },
  });
  return {
    pause: (kill) =>
      start(() =>
        pausing.mutate({ kill }, now(kill ? 'Paused. What ran is being ended.' : 'Paused. Nothing new starts.')),
      ),
    resume: () => start(() => resuming.mutate({}, now('Resumed.'))),
    lock: () => start(() => locking.mutate({}, { onSuccess: ({ ended }) => announce(lockedWords(ended)) })),
    busy: all.some(({ isPending }) => isPending),
    locked: locking.data === undefined ? null : lockedWords(locking.data.ended),
    problem: problemOf(pausing.error, resuming.error, locking.error),
  };
}

const lockedWords = (ended: number): string =>
  ended === 0
    ? 'Locked. There were no standing permissions.'
    : `Locked. ${counted(ended, 'standing permission', 'standing permissions')} ended.`;

function problemOf(pausing: Error | null, resuming: Error | null, locking: Error | null): string | null {
  if (pausing !== null) return `It is not certain that everything is paused. ${pausing.message}`;
  if (resuming !== null) return `It was not resumed. ${resuming.message}`;
  return locking === null ? null : `It is not certain that standing permissions ended. ${locking.message}`;
}

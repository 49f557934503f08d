/**
 * Removes what earlier hosts left in the engine. A host that was killed may have asked for a container that the engine makes after the first
 * look, so a start looks once more.
 */
import type Docker from 'dockerode';
import type { Clock, Log } from '#host/ports/index.ts';
import { engineCalls } from './engine-calls.ts';
import type { Fleet } from './fleet.ts';

export interface Reaper {
  /** For the start. @returns how many were removed now */
  reap(): Promise<number>;
  /** At any occasion. Never rejects. */
  tidy(): Promise<void>;
  close(): void;
}

/** As long as a call to an engine may take. */
const LATE_MS = 30_000;

/** @param engine `null` while there is none */
export function createReaper(
  fleet: Fleet,
  engine: () => Docker | null,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): Reaper {
  let stop = (): void => undefined;
  const look = async (): Promise<number> => {
    const docker = engine();
    return docker === null ? 0 : fleet.reap(engineCalls(docker));
  };
  const tidy = async (): Promise<void> => {
    await look().catch((error: unknown) => log.warn({ err: error }, 'left-behind containers could not be looked for'));
  };
  return {
    tidy,
    reap() {
      stop();
      stop = clock.after(LATE_MS, () => void tidy());
      return look();
    },
    close: () => stop(),
  };
}

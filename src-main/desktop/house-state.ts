/** The house at a glance, as tray, title and taskbar show it: how many requests wait, whether everything is paused, what runs. */
import type { Log } from '#host/ports/index.ts';
import type { HostStatus, WireEvent } from '#shared/contract/index.ts';
import type { DesktopApi } from './desktop-host.ts';
import type { HostCalls } from './host-calls.ts';

export interface HouseState {
  readonly waiting: number;
  readonly paused: boolean;
  readonly running: number;
}

export const calm: HouseState = { waiting: 0, paused: false, running: 0 };

/** `Countersign`, `3 waiting · Countersign`, `Paused, 3 waiting · Countersign` */
export function stateWords({ waiting, paused }: HouseState): string {
  const words = [...(paused ? ['paused'] : []), ...(waiting > 0 ? [`${waiting} waiting`] : [])].join(', ');
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}

/**
 * Tells whether everything is paused and how much runs: once at the start, then with each change.
 * @returns a function that stops it
 */
export async function watchPause(
  api: Pick<DesktopApi, 'events'>,
  calls: HostCalls,
  told: (state: Pick<HouseState, 'paused' | 'running'>) => void,
  log: Log,
): Promise<() => void> {
  let heard = false;
  const tell = ({ paused, runs_active }: HostStatus): void => told({ paused: paused !== null, running: runs_active });
  const stop = api.events.listen((event: WireEvent) => {
    if (event.name !== 'host.changed') return;
    heard = true;
    tell(event.payload);
  });
  try {
    const status = await calls.call('host.status', {});
    // An event that overtook the answer is the newer of the two.
    if (!heard) tell(status);
  } catch (error) {
    log.error({ err: error }, 'the status could not be read: the tray may not show that everything is paused');
  }
  return stop;
}

/**
 * What the state of the house does to the desktop: count and colour in tray, title and badge; for each waiting card a notice, and a window
 * that comes up without focus.
 */
import type { Log } from '#host/ports/index.ts';
import type { DesktopApi } from './desktop-host.ts';
import type { HostCalls } from './host-calls.ts';
import { calm, type HouseState, watchPause } from './house-state.ts';
import type { MainWindow } from './main-window.ts';
import type { Notices } from './notices.ts';
import { type PendingCards, watchPendingCards } from './pending-cards.ts';
import type { CountersignTray } from './tray.ts';

export interface AttentionSetting {
  readonly api: Pick<DesktopApi, 'events'>;
  readonly calls: HostCalls;
  readonly window: Pick<MainWindow, 'showQuietly' | 'showState'>;
  /** `null` where no tray could be made. */
  readonly tray: Pick<CountersignTray, 'show'> | null;
  readonly notices: Notices;
  readonly setBadge: (count: number) => void;
  readonly log: Log;
}

export interface Attention {
  readonly cards: PendingCards;
  /** Stops it and takes down what is shown. */
  stop(): void;
}

export async function callForAttention(setting: AttentionSetting): Promise<Attention> {
  const { api, calls, window, tray, notices, setBadge, log } = setting;
  let state: HouseState = calm;
  const change = (part: Partial<HouseState>): void => {
    state = { ...state, ...part };
    tray?.show(state);
    window.showState(state);
  };
  const stopPause = await watchPause(api, calls, change, log);
  const cards = await watchPendingCards(
    api,
    calls,
    {
      added(card) {
        notices.show(card);
        window.showQuietly();
      },
      removed: (id) => notices.clear(id),
      counted(waiting) {
        change({ waiting });
        setBadge(waiting);
      },
    },
    log,
  );
  return {
    cards,
    stop() {
      stopPause();
      cards.stop();
      notices.close();
    },
  };
}

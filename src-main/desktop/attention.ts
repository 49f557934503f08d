/** What a waiting card does to the desktop: count in tray, title and badge, a notice, and a window that comes up without focus. */
import type { Log } from '#host/ports/index.ts';
import type { DesktopApi } from './desktop-host.ts';
import type { HostCalls } from './host-calls.ts';
import type { MainWindow } from './main-window.ts';
import type { Notices } from './notices.ts';
import { watchPendingCards } from './pending-cards.ts';
import type { CountersignTray } from './tray.ts';

export interface AttentionSetting {
  readonly api: Pick<DesktopApi, 'events'>;
  readonly calls: HostCalls;
  readonly window: Pick<MainWindow, 'showQuietly' | 'setWaiting'>;
  /** `null` where no tray could be made. */
  readonly tray: Pick<CountersignTray, 'setWaiting'> | null;
  readonly notices: Notices;
  readonly setBadge: (count: number) => void;
  readonly log: Log;
}

/** @returns a function that stops it and takes down what is shown */
export async function callForAttention(setting: AttentionSetting): Promise<() => void> {
  const { api, calls, window, tray, notices, setBadge, log } = setting;
  const stop = await watchPendingCards(
    api,
    calls,
    {
      added(card) {
        notices.show(card);
        window.showQuietly();
      },
      removed: (id) => notices.clear(id),
      counted(waiting) {
        tray?.setWaiting(waiting);
        window.setWaiting(waiting);
        setBadge(waiting);
      },
    },
    log,
  );
  return () => {
    stop();
    notices.close();
  };
}

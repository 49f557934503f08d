/**
 * Leaving in order: the first wish to quit is held back until everything that was opened is closed again, newest first; then the app
 * goes. Nothing is left to an exit handler, where nothing asynchronous gets done.
 */
import type { App, PowerMonitor } from 'electron';
import type { Clock, Log } from '#host/ports/index.ts';

/** The host ends runs with TERM, then KILL; this is well beyond that. */
const PATIENCE_MS = 20_000;

export interface QuitSetting {
  readonly app: Pick<App, 'on' | 'quit' | 'exit'>;
  readonly closeAll: () => Promise<void>;
  readonly clock: Pick<Clock, 'after'>;
  readonly log: Log;
}

/** Install before there is anything to close: a quit can come while the host is still starting. */
export function closeBeforeQuit({ app, closeAll, clock, log }: QuitSetting): void {
  let state: 'open' | 'closing' | 'closed' = 'open';
  app.on('before-quit', (event) => {
    if (state === 'closed') return;
    event.preventDefault();
    if (state === 'closing') return;
    state = 'closing';
    const giveUp = clock.after(PATIENCE_MS, () => {
      log.error({ afterMs: PATIENCE_MS }, 'closing took too long; the next start cleans up what is left');
      app.exit(1);
    });
    closeAll()
      .then(
        () => true,
        (error: unknown) => {
          log.error({ err: error }, 'closing failed; the next start cleans up what is left');
          return false;
        },
      )
      .then((clean) => {
        giveUp();
        state = 'closed';
        if (clean) app.quit();
        else app.exit(1);
      });
  });
}

/** A machine that shuts down waits for us where Electron can hold it back (Linux, macOS); elsewhere it counts as a kill. */
export function quitWithTheSystem(app: Pick<App, 'quit'>, powerMonitor: PowerMonitor): void {
  // The event is passed although Electron's types do not say so; without preventDefault the system does not wait.
  powerMonitor.on('shutdown', (...[event]: { preventDefault(): void }[]) => {
    event?.preventDefault();
    app.quit();
  });
}

/** The machine's clock. Timers never keep the process alive. */
import type { Clock } from './index.ts';

/** The longest delay that a Node timer takes; a longer one would fire at once. */
const LONGEST_TIMER_MS = 2_147_483_647;

export function systemClock(): Clock {
  return {
    nowMs: () => Date.now(),
    after(ms, action) {
      const timer = setTimeout(action, Math.min(ms, LONGEST_TIMER_MS));
      timer.unref();
      return () => clearTimeout(timer);
    },
  };
}

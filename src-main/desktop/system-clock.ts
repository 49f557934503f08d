/** The real clock. Its timers never keep the process alive. */
import type { Clock } from '#host/ports/index.ts';

export const systemClock: Clock = {
  nowMs: () => Date.now(),
  after(ms, action) {
    const timer = setTimeout(action, ms).unref();
    return () => clearTimeout(timer);
  },
};

/** One line that says how far something has come, for a person at a terminal: rewritten in place, and gone when it is over. */
import type { Terminal } from './terminal.ts';

const WIDTH = 24;
const CLEARED_LINE = '\r\u001b[2K';

export interface ProgressBar {
  show(done: number, total: number): void;
  /** Nothing of it is left on screen. */
  clear(): void;
}

/** Says nothing where standard error is no terminal. @param what counted, in the plural */
export function progressBar({ stderr, env }: Pick<Terminal, 'stderr' | 'env'>, what: string): ProgressBar {
  const isSeen = stderr.isTTY === true && env.TERM !== 'dumb';
  let isShown = false;
  return {
    show(done, total) {
      if (!isSeen || total === 0) return;
      const full = Math.round((Math.min(done, total) / total) * WIDTH);
      stderr.write(`${CLEARED_LINE}${'█'.repeat(full)}${'░'.repeat(WIDTH - full)} ${done} of ${total} ${what}`);
      isShown = true;
    },
    clear() {
      if (isShown) stderr.write(CLEARED_LINE);
      isShown = false;
    },
  };
}

/** Waits for something to happen to a run: until it printed more, ended, or the time is over. */
import type { RunId } from '#shared/model/index.ts';
import type { RunShelf } from './run-shelf.ts';

/** @param isEnough asked after each piece of news, and once at the beginning */
export async function awaitNews(
  shelf: Pick<RunShelf, 'onNews'>,
  run: RunId,
  { withinMs, signal, isEnough }: { withinMs: number; signal: AbortSignal; isEnough: () => Promise<boolean> },
): Promise<void> {
  const until = performance.now() + withinMs;
  for (;;) {
    const { promise: news, resolve } = Promise.withResolvers<void>();
    const stop = shelf.onNews(run, resolve);
    const timer = setTimeout(resolve, Math.max(0, until - performance.now()));
    const onAbort = (): void => resolve();
    signal.addEventListener('abort', onAbort);
    try {
      // Looked at after listening has begun, so that nothing falls in between.
      if (signal.aborted || performance.now() >= until || (await isEnough())) return;
      await news;
    } finally {
      stop();
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
    }
  }
}

/** Progress notifications while a call is held or runs, for clients that gave a token: many of them give up after a silent minute. */
import type { ServerContext } from '@modelcontextprotocol/server';
import type { Watcher } from '#host/broker/index.ts';

const EVERY_MS = 10_000;

/** @param patienceMs how long the client can be kept waiting for a person */
export function reportProgress(context: ServerContext, patienceMs: number): Watcher & Disposable {
  const token = context.mcpReq._meta?.progressToken;
  let progress = 0;
  let message = '';
  let timer: NodeJS.Timeout | undefined;

  const send = (): void => {
    if (token === undefined) return;
    progress += 1;
    // A client that is gone is noticed elsewhere; a lost progress line loses nothing.
    context.mcpReq
      .notify({ method: 'notifications/progress', params: { progressToken: token, progress, message } })
      .catch(() => undefined);
  };
  const say = (sentence: string): void => {
    message = sentence;
    send();
    clearInterval(timer);
    timer = setInterval(send, EVERY_MS);
    timer.unref();
  };

  return {
    patienceMs,
    waiting: (approval, summary) => say(`Waiting for a person: ${summary} (${approval})`),
    started: (run) => {
      message = `Running (${run})`;
      // Most runs are over before anybody would read this: only the ones that last are reported.
      clearInterval(timer);
      timer = setInterval(send, EVERY_MS);
      timer.unref();
    },
    [Symbol.dispose]: () => clearInterval(timer),
  };
}

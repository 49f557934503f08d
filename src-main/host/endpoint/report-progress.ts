/**
 * Progress notifications while a call is held or runs, for clients that gave a token: many of them give up after a silent minute. Of a run
 * they carry the latest lines of its output.
 */
import type { ServerContext } from '@modelcontextprotocol/server';
import type { Watcher } from '#host/broker/index.ts';
import type { RunId } from '#shared/model/index.ts';
import { duration, markHidden } from '#shared/text/index.ts';
import { latestLines } from './latest-lines.ts';

const EVERY_MS = 10_000;
/** Of a run that prints, news at most this often. */
const NEWS_EVERY_MS = 2_000;

export interface ProgressParts {
  /** The end of what a run has printed so far, without secrets. */
  readonly latestOutput: (run: RunId) => string;
}

/** @param patienceMs how much longer the client can be kept waiting for a person */
export function reportProgress(
  context: ServerContext,
  patienceMs: () => number,
  { latestOutput }: ProgressParts,
): Watcher & Disposable {
  const token = context.mcpReq._meta?.progressToken;
  let progress = 0;
  let timer: NodeJS.Timeout | undefined;

  const send = (message: string): void => {
    if (token === undefined) return;
    progress += 1;
    // A client that is gone is noticed elsewhere; a lost progress line loses nothing.
    context.mcpReq
      .notify({ method: 'notifications/progress', params: { progressToken: token, progress, message } })
      .catch(() => undefined);
  };
  const every = (ms: number, act: () => void): void => {
    clearInterval(timer);
    timer = setInterval(act, ms);
    timer.unref();
  };

  return {
    get patienceMs() {
      return patienceMs();
    },
    waiting(approval, summary) {
      const message = `Waiting for a person: ${markHidden(summary)} (${approval})`;
      send(message);
      every(EVERY_MS, () => send(message));
    },
    started(run) {
      const startedMs = performance.now();
      let told = { lines: '', atMs: startedMs };
      // Most runs are over before anybody would read this: only the ones that last are reported.
      every(NEWS_EVERY_MS, () => {
        const nowMs = performance.now();
        const lines = latestLines(latestOutput(run)).join('\n');
        if (lines === told.lines && nowMs - told.atMs < EVERY_MS - NEWS_EVERY_MS / 2) return;
        told = { lines, atMs: nowMs };
        send([`Running for ${duration(nowMs - startedMs)} (${run})`, lines].filter((part) => part !== '').join('\n'));
      });
    },
    [Symbol.dispose]: () => clearInterval(timer),
  };
}

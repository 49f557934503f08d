/** What is under way: which runs a person can stop, and what shutting down has to wait for. */
import { type RunId, RunInterrupted } from '#shared/model/index.ts';

interface Tracked extends Disposable {
  readonly signal: AbortSignal;
}

interface TrackedRun extends Tracked {
  /** From now on the run goes on without the request that it came from. */
  letGo(): void;
}

export interface InFlight {
  readonly closing: boolean;
  /** A request enters the house; its signal also fires at shutdown. */
  enter(client: AbortSignal): Tracked;
  /** A request became a run; its signal also fires when a person stops it. */
  track(run: RunId, request: AbortSignal): TrackedRun;
  /** Ends a run. @returns false when it is over already */
  end(run: RunId, how: RunInterrupted): boolean;
  /** Ends every run on a person's behalf. @returns how many were running */
  stopAll(): number;
  close(): Promise<void>;
}

export function createInFlight(): InFlight {
  const quit = new AbortController();
  const runs = new Map<RunId, AbortController>();
  let requests = 0;
  let whenEmpty: (() => void) | undefined;

  return {
    get closing() {
      return quit.signal.aborted;
    },
    enter(client) {
      requests += 1;
      return {
        signal: AbortSignal.any([client, quit.signal]),
        [Symbol.dispose]() {
          requests -= 1;
          if (requests === 0) whenEmpty?.();
        },
      };
    },
    track(run, request) {
      const stop = new AbortController();
      const onGone = (): void => stop.abort(request.reason);
      if (request.aborted) onGone();
      else request.addEventListener('abort', onGone);
      const letGo = (): void => request.removeEventListener('abort', onGone);
      runs.set(run, stop);
      return {
        signal: AbortSignal.any([stop.signal, quit.signal]),
        letGo,
        [Symbol.dispose]() {
          letGo();
          runs.delete(run);
        },
      };
    },
    end(run, how) {
      const controller = runs.get(run);
      controller?.abort(how);
      return controller !== undefined;
    },
    stopAll() {
      for (const controller of runs.values()) controller.abort(new RunInterrupted('stopped'));
      return runs.size;
    },
    async close() {
      quit.abort(new RunInterrupted('host_quit'));
      if (requests > 0) await new Promise<void>((resolve) => (whenEmpty = resolve));
    },
  };
}

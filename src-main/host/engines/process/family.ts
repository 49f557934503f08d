/** All that a run started and that still lives. Each kind of system finds and signals it in its own way. */

export type EndSignal = 'SIGTERM' | 'SIGKILL';

export interface Living {
  readonly pids: readonly number[];
  /** Reaches exactly those that were found; one that is gone by now is passed over. */
  signal(name: EndSignal): void;
}

export interface Family {
  /** Finds who lives now. No pids means that nothing is left. */
  look(): Promise<Living>;
}

/** Sends a signal to a process, or to a group by its negative number. Somebody who is gone, or not ours to signal, stays as they are. */
export function sendSignal(target: number, name: EndSignal): void {
  try {
    process.kill(target, name);
    // A stopped process would not see the request to end before it goes on.
    if (name === 'SIGTERM' && process.platform !== 'win32') process.kill(target, 'SIGCONT');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code !== 'ESRCH' && code !== 'EPERM') throw error;
  }
}

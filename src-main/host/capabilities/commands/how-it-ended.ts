/** How a run ended, in the words and codes that agents know. */
import type { RunEnd } from '#shared/model/index.ts';
import { limitNames, limitThatEnded } from '#shared/text/index.ts';

/** @returns `null` when the program ended by itself, or never began */
export function killedBy(end: RunEnd): string | null {
  const { reason, signal } = end;
  const limit = limitThatEnded(end);
  if (limit !== null) return `${limitNames[limit]} limit`;
  switch (reason) {
    case 'exited':
    case 'failed':
    case 'lost':
      return null;
    case 'signalled':
      return `signal ${signal ?? 'unknown'}`;
    case 'timed_out':
      return 'timeout';
    case 'cancelled':
      return 'cancel';
    case 'stopped':
      return 'person';
    case 'host_quit':
      return 'host quit';
  }
}

export function errorCode({ reason }: RunEnd): string {
  switch (reason) {
    case 'timed_out':
      return 'CMD_002';
    case 'cancelled':
    case 'stopped':
    case 'host_quit':
    case 'signalled':
      return 'CMD_003';
    case 'exited':
    case 'failed':
    case 'lost':
      return 'CMD_001';
  }
}

export function errorMessage(end: RunEnd): string {
  const limit = limitThatEnded(end);
  if (limit !== null) return `The program reached its ${limitNames[limit]} limit and was ended.`;
  switch (end.reason) {
    case 'exited':
      return `The program ended with exit code ${end.exit_code}.`;
    case 'signalled':
      return `The program was ended by ${end.signal ?? 'a signal'}.`;
    case 'timed_out':
      return 'The program took longer than allowed and was ended.';
    case 'cancelled':
      return 'The client cancelled, or its session ended, and the program was ended.';
    case 'stopped':
      return 'The person stopped the program.';
    case 'host_quit':
      return 'Countersign is shutting down, and the program was ended.';
    case 'failed':
      return `The program could not be started: ${end.error ?? 'no reason given'}`;
    case 'lost':
      return 'Countersign was killed while the program ran.';
  }
}

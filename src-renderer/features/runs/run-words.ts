/** How a run is or ended, in words and with a shape: one place for list, detail and end line. Pure. */
import type { Tone } from '#renderer/ui/badge.tsx';
import type { IconName } from '#renderer/ui/icons.tsx';
import type { RunEnd } from '#shared/model/index.ts';
import { bytes, duration, limitNames, limitThatEnded } from '#shared/text/index.ts';

export interface EndWords {
  readonly tone: Tone;
  readonly icon: IconName;
  /** `exit 0`, `timed out` */
  readonly word: string;
  /** The whole story in a sentence. */
  readonly sentence: string;
}

/** @param isFile whether files were to be changed rather than a program started */
export function endWords(end: RunEnd, isFile = false): EndWords {
  const lasted = duration(end.duration_ms);
  const limit = limitThatEnded(end);
  if (limit !== null) {
    const word = `${limitNames[limit]} limit`;
    return { tone: 'deny', icon: 'warning', word, sentence: `It reached its ${word} and was ended after ${lasted}.` };
  }
  switch (end.reason) {
    case 'exited':
      if (end.exit_code === null) {
        return { tone: 'allow', icon: 'check', word: 'done', sentence: `It was carried out in ${lasted}.` };
      }
      return end.exit_code === 0
        ? {
            tone: 'allow',
            icon: 'check',
            word: 'exit 0',
            sentence: `It ended by itself after ${lasted}, without complaint.`,
          }
        : {
            tone: 'deny',
            icon: 'cross',
            word: `exit ${end.exit_code ?? '?'}`,
            sentence: `It ended by itself after ${lasted} and reports a failure.`,
          };
    case 'signalled':
      return {
        tone: 'deny',
        icon: 'cross',
        word: end.signal ?? 'signal',
        sentence: `A signal from elsewhere ended it after ${lasted}.`,
      };
    case 'timed_out':
      return {
        tone: 'deny',
        icon: 'clock',
        word: 'timed out',
        sentence: `It was ended after ${lasted}, the time its plan allowed.`,
      };
    case 'cancelled':
      return {
        tone: 'plain',
        icon: 'gone',
        word: 'cancelled',
        sentence: `The client cancelled it or left after ${lasted}.`,
      };
    case 'stopped':
      return { tone: 'plain', icon: 'stop', word: 'stopped', sentence: `A person stopped it after ${lasted}.` };
    case 'failed':
      return {
        tone: 'deny',
        icon: 'warning',
        word: isFile ? 'failed' : 'did not start',
        sentence: end.error ?? 'The system gave no reason.',
      };
    case 'host_quit':
      return {
        tone: 'plain',
        icon: 'stop',
        word: 'ended with Countersign',
        sentence: `Countersign was shut down ${lasted} into it.`,
      };
    case 'lost':
      return {
        tone: 'deny',
        icon: 'warning',
        word: 'lost',
        sentence: 'Countersign was killed while it ran, so its end is not known.',
      };
    default:
      return end.reason satisfies never;
  }
}

/** `12 kB out · 340 B err · 3.2 MB not kept` */
export function outputWords(end: RunEnd): string {
  return [
    `${bytes(end.stdout.bytes)} out`,
    `${bytes(end.stderr.bytes)} err`,
    ...(end.dropped_bytes > 0 ? [`${bytes(end.dropped_bytes)} not kept`] : []),
  ].join(' · ');
}

/** `1.2 s of processor · 84 MB at its peak`: what a run used up, as far as it is known. */
export function usedWords({ usage }: RunEnd): string {
  const known = [
    ...(usage?.cpu_ms == null ? [] : [`${duration(usage.cpu_ms)} of processor`]),
    ...(usage?.peak_memory_bytes == null ? [] : [`${bytes(usage.peak_memory_bytes)} at its peak`]),
  ];
  return known.length === 0 ? 'what it used up is not known' : known.join(' · ');
}

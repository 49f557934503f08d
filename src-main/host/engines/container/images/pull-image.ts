/** Pulls one image: the engine's words as progress, and an end to it where a registry falls silent, at once or half-way. */
import type { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { followBuild } from './follow-build.ts';

/** A registry that does not let itself be reached is given up after this long without a word. */
const SILENCE_MS = 20_000;

interface PullTerms {
  readonly docker: Docker;
  readonly name: string;
  readonly say: (words: string) => void;
  readonly signal: AbortSignal;
  readonly silenceMs?: number;
}

/** @throws Error with the engine's words, or that nobody said anything for too long; the image is not there then */
export async function pullImage({ docker, name, say, signal, silenceMs = SILENCE_MS }: PullTerms): Promise<void> {
  const giveUp = new AbortController();
  let timer = setTimeout(() => giveUp.abort(), silenceMs);
  const heard = (words: string): void => {
    clearTimeout(timer);
    timer = setTimeout(() => giveUp.abort(), silenceMs);
    say(words);
  };
  const abortSignal = AbortSignal.any([signal, giveUp.signal]);
  try {
    const stream = await docker.pull(name, { abortSignal });
    const cut = (): void => void (stream as Readable).destroy(new Error('the pull was given up'));
    abortSignal.addEventListener('abort', cut, { once: true });
    await followBuild(stream as Readable, heard);
  } catch (error) {
    if (giveUp.signal.aborted)
      throw new Error(`the registry did not answer within ${silenceMs / 1_000} seconds`, { cause: error });
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** The image that the runners stand on: the usual one if it is here or can be pulled, else one made of Debian's packages on this machine. */

import type { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { type BaseTerms, bootstrapBase, OWN_BASE, RELEASE, whyNoBootstrap } from './bootstrap-base.ts';
import { followBuild } from './follow-build.ts';

export const USUAL_BASE = `debian:${RELEASE}-slim`;

/** A registry that does not let itself be reached is given up after this long without a word. */
const SILENCE_MS = 20_000;

/** @returns its name. @throws Error with what was tried */
export async function baseImage(terms: BaseTerms): Promise<string> {
  for (const name of [USUAL_BASE, OWN_BASE]) if (await isHere(terms.docker, name)) return name;
  return freshBase(terms);
}

/** One from today, whatever is here. @returns its name. @throws Error with what was tried */
export async function freshBase(terms: BaseTerms): Promise<string> {
  const { docker, say, signal } = terms;
  try {
    say(`pulling ${USUAL_BASE}`);
    await pull(docker, USUAL_BASE, say, signal);
    return USUAL_BASE;
  } catch (cause) {
    if (signal.aborted) throw cause;
    const why = await whyNoBootstrap();
    const words = cause instanceof Error ? cause.message : String(cause);
    if (why !== null) throw new Error(`${USUAL_BASE} cannot be pulled (${words}), and ${why}.`, { cause });
    say(`${USUAL_BASE} cannot be pulled; a base is made here`);
    return bootstrapBase(terms);
  }
}

async function isHere(docker: Docker, name: string): Promise<boolean> {
  return docker
    .getImage(name)
    .inspect()
    .then(
      () => true,
      () => false,
    );
}

async function pull(docker: Docker, name: string, say: (words: string) => void, signal: AbortSignal): Promise<void> {
  const giveUp = new AbortController();
  let timer = setTimeout(() => giveUp.abort(), SILENCE_MS);
  const heard = (words: string): void => {
    clearTimeout(timer);
    timer = setTimeout(() => giveUp.abort(), SILENCE_MS);
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
      throw new Error(`the registry did not answer within ${SILENCE_MS / 1_000} seconds`, { cause: error });
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

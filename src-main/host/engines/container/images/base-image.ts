/** The image that the runners stand on: the usual one if it is here or can be pulled, else one made of Debian's packages on this machine. */
import { type BaseTerms, bootstrapBase, OWN_BASE, RELEASE, whyNoBootstrap } from './bootstrap-base.ts';
import { isImageHere } from './is-image-here.ts';
import { pullImage } from './pull-image.ts';

export const USUAL_BASE = `debian:${RELEASE}-slim`;

/** @returns its name. @throws Error with what was tried */
export async function baseImage(terms: BaseTerms): Promise<string> {
  for (const name of [USUAL_BASE, OWN_BASE]) if (await isImageHere(terms.docker, name)) return name;
  return freshBase(terms);
}

/** One from today, whatever is here. @returns its name. @throws Error with what was tried */
export async function freshBase(terms: BaseTerms): Promise<string> {
  const { docker, say, signal } = terms;
  try {
    say(`pulling ${USUAL_BASE}`);
    await pullImage({ docker, name: USUAL_BASE, say, signal });
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

/** Pins images by their content, and tells when a name came to mean another one. */
import { type PinnedImage, Refused } from '#shared/model/index.ts';
import { type EngineCalls, EngineGone, EngineSaysNo } from '../run/engine-calls.ts';
import { orRefuse } from '../run/vessel.ts';
import { imageFacts } from './image-facts.ts';

/** @throws Refused ENGINE_UNAVAILABLE, IMAGE_MISSING */
export async function pinImage(calls: EngineCalls, name: string): Promise<PinnedImage> {
  const raw = await orRefuse({ image: { name, id: '' } }, () => calls.inspectImage(name));
  return { name, id: imageFacts(raw, name).id };
}

/** @throws Refused ENGINE_UNAVAILABLE: what cannot be looked at is not known to be the same */
export async function driftOfImage(calls: EngineCalls, { name, id }: PinnedImage): Promise<readonly string[]> {
  try {
    const now = imageFacts(await calls.inspectImage(name), name);
    return now.id === id ? [] : [`the image ${name} is another one now`];
  } catch (error) {
    if (error instanceof EngineSaysNo && error.status === 404) return [`the image ${name} is not there any more`];
    if (!(error instanceof EngineGone)) throw error;
    throw new Refused('ENGINE_UNAVAILABLE', {
      message: `The container engine did not do its part: ${error.message}.`,
      cause: error,
    });
  }
}

/** Starts a container in which nobody's program runs, to see whether the engine starts one with this runtime, and removes it. */
import { randomBytes } from 'node:crypto';
import type { ContainerSpec, PinnedImage } from '#shared/model/index.ts';
import type { Workshop } from '../make/make-container.ts';
import { trialShape } from '../make/shape.ts';
import type { Fleet } from './fleet.ts';

/** @throws Error with what went wrong; nothing is left */
export async function tryRuntime(
  fleet: Fleet,
  workshop: Workshop,
  runtime: ContainerSpec['runtime'],
  image: PinnedImage,
): Promise<void> {
  const purpose = `try-${runtime}-${randomBytes(8).toString('hex')}`;
  const vessel = await fleet.start(workshop, trialShape(image, runtime), purpose);
  const isUp = await vessel.isAsMade();
  await fleet.dismiss(vessel);
  if (!isUp) throw new Error('it ended at once');
}

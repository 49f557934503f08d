/** The runner images: built on this machine, on the person's word. */
import { z } from 'zod';
import { ImagePackage, RunnerImage } from '../../model/runner-image.ts';
import { command, event, query } from '../operation.ts';
import { nothing } from './fields.ts';

export const images = {
  /** CONFLICT where no container engine answers. */
  list: query(nothing, z.array(RunnerImage).readonly()),
  /** Starts building these, one after the other; `changed` says how it goes. NOT_FOUND for a name without a recipe. */
  build: command(
    z.strictObject({ names: z.array(z.string().max(60)).min(1).max(20).readonly() }),
    z.array(RunnerImage).readonly(),
  ),
  /** Stops building; what was there before stays. */
  stop: command(z.strictObject({ name: z.string().max(60) }), nothing),
  /** What is installed in it, as the image says; `null` where it does not say. CONFLICT where it is not there. */
  packages: query(
    z.strictObject({ name: z.string().max(60) }),
    z.object({ id: z.string(), packages: z.array(ImagePackage).readonly().nullable() }).readonly(),
  ),
  changed: event(RunnerImage),
} as const;

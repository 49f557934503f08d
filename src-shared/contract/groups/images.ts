/** The runner images: built on this machine, on the person's word. */
import { z } from 'zod';
import { RunnerImage } from '../../model/runner-image.ts';
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
  changed: event(RunnerImage),
} as const;

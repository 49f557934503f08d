/** An image that solvers run in, built on this machine from a recipe of ours. */
import { z } from 'zod';

export const RunnerImage = z
  .object({
    /** `python`, `pwn`, `forensics`, `sage` */
    name: z.string(),
    /** What it is called in the engine, and in a policy that names it. */
    tag: z.string(),
    /** What it is for, in a sentence. */
    purpose: z.string(),
    /** `outdated`: built from an earlier recipe, and usable. `failed`: the last try to build it; an earlier one may still be there. */
    state: z.enum(['missing', 'ready', 'outdated', 'waiting', 'building', 'failed']),
    /** Its content id in the engine; `null` where there is none. */
    id: z.string().nullable(),
    created_at: z.string().nullable(),
    bytes: z.number().int().nonnegative().nullable(),
    /** While it is built; `steps` is 0 until the engine says how many there are. */
    progress: z.object({ step: z.number().int(), steps: z.number().int(), words: z.string() }).readonly().nullable(),
    /** Why the last try failed, in the engine's words. */
    problem: z.string().nullable(),
  })
  .readonly();
export type RunnerImage = z.infer<typeof RunnerImage>;

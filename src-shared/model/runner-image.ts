/** An image that solvers run in, built on this machine from a recipe of ours; and the base that these images stand on. */
import { z } from 'zod';

export const RunnerImage = z
  .object({
    /** `python`, `pwn`, `forensics`, `sage`; `base` for what they stand on. */
    name: z.string(),
    kind: z.enum(['runner', 'base']),
    /** What it is called in the engine, and in a policy that names it. */
    tag: z.string(),
    /** What it is for, in a sentence. */
    purpose: z.string(),
    /** `outdated`: usable, and `outdated_because` says why to build it anew. `failed`, `stopped`: the last try; an earlier image may be there. */
    state: z.enum(['missing', 'ready', 'outdated', 'waiting', 'building', 'failed', 'stopped']),
    outdated_because: z.string().nullable(),
    /** Its content id in the engine; `null` where there is none. */
    id: z.string().nullable(),
    created_at: z.string().nullable(),
    bytes: z.number().int().nonnegative().nullable(),
    /** While it is built; `steps` is 0 until the engine says how many there are. */
    progress: z.object({ step: z.number().int(), steps: z.number().int(), words: z.string() }).readonly().nullable(),
    /** Why the last try failed, in the engine's words. */
    problem: z.string().nullable(),
    /** What to do about it. */
    fix: z.string().nullable(),
  })
  .readonly();
export type RunnerImage = z.infer<typeof RunnerImage>;

/** A Debian package in an image, as the image itself says. */
export const ImagePackage = z.object({ name: z.string(), version: z.string() }).readonly();
export type ImagePackage = z.infer<typeof ImagePackage>;

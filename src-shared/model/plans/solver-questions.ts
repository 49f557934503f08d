/** What is asked about solvers and targets without reaching anything, and files that an agent stores for later packages. */
import { z } from 'zod';
import { Sha256 } from '../ids.ts';
import { SolverPlan } from './solver.ts';

/** Whether a solver would run as asked; nothing runs. */
export const SolverCheckPlan = z
  .object({
    kind: z.literal('solver.check'),
    /** `null` where the request cannot be made a plan of; then `problems` says why, all of it. */
    would: SolverPlan.nullable(),
    problems: z
      .array(z.object({ code: z.string(), message: z.string(), hint: z.string().nullable() }).readonly())
      .readonly(),
    warnings: z.array(z.string()).readonly(),
  })
  .readonly();
export type SolverCheckPlan = z.infer<typeof SolverCheckPlan>;

/** Whether a target may be reached; at most its name is looked up, and that only if the policy lists it. */
export const TargetCheckPlan = z
  .object({
    kind: z.literal('target.check'),
    host: z.string(),
    port: z.number().int().min(1).max(65_535),
    protocol: z.enum(['tcp', 'udp']),
    /** `null`: it was not looked up. */
    addresses: z.array(z.string()).readonly().nullable(),
    /** Why it was not. */
    problem: z.string().nullable(),
  })
  .readonly();
export type TargetCheckPlan = z.infer<typeof TargetCheckPlan>;

export const RunnersPlan = z
  .object({ kind: z.literal('runners'), about: z.enum(['environments', 'health']) })
  .readonly();
export type RunnersPlan = z.infer<typeof RunnersPlan>;

/** A file that a client stores here under its hash, for packages of its own. It goes nowhere else. */
export const ArtifactPlan = z
  .object({
    kind: z.literal('artifact.upload'),
    /** What the agent calls it; it is stored under its hash. */
    filename: z.string(),
    sha256: Sha256,
    bytes: z.number().int().nonnegative(),
  })
  .readonly();
export type ArtifactPlan = z.infer<typeof ArtifactPlan>;

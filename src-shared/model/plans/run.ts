/** What a client would do with its own runs: look at them, end one, delete one. */
import { z } from 'zod';
import { RunId } from '../ids.ts';

export const RunListPlan = z.object({ kind: z.literal('run.list'), limit: z.number().int().positive() }).readonly();
export type RunListPlan = z.infer<typeof RunListPlan>;

export const RunReadPlan = z
  .object({
    kind: z.literal('run.read'),
    run: RunId,
    /** `log`: what is on record of it, with its transcript. `output`: both streams, as they came. */
    part: z.enum(['log', 'stdout', 'stderr', 'output']),
  })
  .readonly();
export type RunReadPlan = z.infer<typeof RunReadPlan>;

export const RunCancelPlan = z
  .object({ kind: z.literal('run.cancel'), run: RunId, force: z.boolean(), summary: z.string() })
  .readonly();
export type RunCancelPlan = z.infer<typeof RunCancelPlan>;

export const RunDeletePlan = z
  .object({
    kind: z.literal('run.delete'),
    run: RunId,
    tool: z.string(),
    /** What the run was, in the sentence that stands in the list of runs. */
    summary: z.string(),
    startedAt: z.string(),
    /** Bytes of output that it printed. */
    outputBytes: z.number().int().nonnegative(),
  })
  .readonly();
export type RunDeletePlan = z.infer<typeof RunDeletePlan>;

/** Files of solver packages: those that a waiting plan would put into its container, and those that are kept with a run. */
import { z } from 'zod';
import { ApprovalId, RunId } from '../../model/ids.ts';
import { KeptFile, KeptKind } from '../../model/kept-file.ts';
import { command, query } from '../operation.ts';

const path = z.string().max(1000);

/** All of it, exactly. */
export const FileContent = z
  .object({
    /** `base64` for what is not UTF-8. */
    encoding: z.enum(['utf8', 'base64']),
    content: z.string(),
    bytes: z.number().int(),
  })
  .readonly();
export type FileContent = z.infer<typeof FileContent>;

export const packages = {
  /** A file that the plan of a waiting card would put into its container. */
  waiting: query(z.strictObject({ approval: ApprovalId, path }), FileContent),
  /** What is kept with a run: its package, what it left, its report. */
  kept: query(z.strictObject({ run: RunId }), z.array(KeptFile).readonly()),
  keptFile: query(z.strictObject({ run: RunId, kind: KeptKind, path }), FileContent),
  /**
   * A solver run once more, with edits, on behalf of the client that had it run: a new request on the same road, so the policy decides anew
   * and the person may be asked. Resolves when it waits (`approval`) or runs (`run`). CONFLICT with the reason when it may not.
   */
  rerun: command(
    z.strictObject({
      run: RunId,
      /** Text files in place of those with the same path, or beside them. */
      files: z.array(z.strictObject({ path, content: z.string().max(12_000_000) })).max(200),
      args: z.array(z.string().max(10_000)).max(100).optional(),
      timeout_seconds: z.number().positive().optional(),
    }),
    z.object({ approval: ApprovalId.nullable(), run: RunId.nullable() }).readonly(),
  ),
} as const;

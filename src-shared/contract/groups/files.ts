/** Changes to files: what a waiting plan would change and what a run changed, both sides in full, and taking a change back. */
import { z } from 'zod';
import { ApprovalId, RunId, Sha256 } from '../../model/ids.ts';
import { RunSummary } from '../../model/run.ts';
import { command, query } from '../operation.ts';

/** One side of a change. `text` is `null` for what is not text, for what is too large to be sent at once, and for what is no longer known. */
export const FileSide = z
  .object({
    bytes: z.number().int().nonnegative(),
    sha256: Sha256,
    text: z.string().nullable(),
    /** Why there is no text. */
    without: z.enum(['binary', 'large', 'gone']).nullable(),
  })
  .readonly();
export type FileSide = z.infer<typeof FileSide>;

/** `before: null`: the file was created; `after: null`: it went. */
export const FileChange = z
  .object({ path: z.string(), before: FileSide.nullable(), after: FileSide.nullable() })
  .readonly();
export type FileChange = z.infer<typeof FileChange>;

export const Undo = z
  .object({
    /** What reverting would do, in a sentence; `null` when it cannot be. */
    does: z.string().nullable(),
    /** Why it cannot be. */
    because: z.string().nullable(),
  })
  .readonly();
export type Undo = z.infer<typeof Undo>;

const side = z.enum(['before', 'after']);
const from = z.number().int().nonnegative().default(0);
/** A piece of a text that is too large to be sent at once. `next`: the byte that the next piece begins at. */
const piece = z.object({ text: z.string(), next: z.number().int().nullable() }).readonly();

export const files = {
  /** What the plan of a waiting card would change. NOT_FOUND for a plan that changes no file's content. */
  waiting: query(z.strictObject({ approval: ApprovalId }), FileChange),
  waitingText: query(z.strictObject({ approval: ApprovalId, side, from }), piece),
  /** What a run changed: `null` for one that changed no file's content. And whether it can be reverted. */
  changed: query(z.strictObject({ run: RunId }), z.object({ change: FileChange.nullable(), undo: Undo }).readonly()),
  changedText: query(z.strictObject({ run: RunId, side, from }), piece),
  /** Takes a change back, as a run of its own. CONFLICT with the reason when it cannot be, such as a file that changed since. */
  revert: command(z.strictObject({ run: RunId }), RunSummary),
} as const;

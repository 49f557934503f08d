/** Things of the world as they were when a plan was made; compared again right before the run. */
import { z } from 'zod';
import { Sha256 } from '../ids.ts';

const inodeNumber = z.string().regex(/^\d+$/);

/** A file as it was when the plan was made; compared again just before the run. */
export const PinnedFile = z
  .object({
    /** The path as policy or request named it. */
    named: z.string(),
    /** Canonical path: every symlink resolved. This is what is executed or opened. */
    path: z.string(),
    device: inodeNumber,
    inode: inodeNumber,
    sha256: Sha256,
  })
  .readonly();
export type PinnedFile = z.infer<typeof PinnedFile>;

export const PinnedFolder = z.object({ path: z.string(), device: inodeNumber, inode: inodeNumber }).readonly();
export type PinnedFolder = z.infer<typeof PinnedFolder>;

/** A path that a command is given, and where it leads. */
export const NamedPath = z
  .object({
    /** As it stands in `argv` (or in the value of a flag there). */
    named: z.string(),
    /** Canonical and absolute: taken from `cwd`, every symlink followed, whether the last part exists or not. */
    path: z.string(),
  })
  .readonly();
export type NamedPath = z.infer<typeof NamedPath>;
